// Sets beside each consent what its wording said: as it was kept with the version, else as it is configured where the version agrees.
import type { Config, Text } from '../domain/config/config.ts';
import type { Consent } from '../domain/profile/profile.ts';
import { textIn } from '../pages/localized.ts';
import { readWordings, type Wordings, wordingAt } from '../store/consents/wordings.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';

/** What was confirmed by e-mail holds its wording itself. */
export async function withWordings(
  table: LeadTable,
  { forms, locale }: Pick<Config, 'forms' | 'locale'>,
  consents: readonly Consent[],
): Promise<readonly Consent[]> {
  const asked = new Set(consents.filter(({ text }) => text === undefined).map(({ form }) => form));
  const kept = new Map(
    await Promise.all([...asked].map(async (form) => [form, await readWordings(table, form)] as const)),
  );
  return consents.map((consent) => {
    if (consent.text !== undefined) return consent;
    const text = keptText(kept.get(consent.form) ?? [], consent) ?? configuredText(forms, consent);
    if (text === undefined) return { ...consent, text: null };
    const isOne = typeof text === 'string' || Object.keys(text).length === 1;
    return { ...consent, text: textIn(text, locale, locale), ...(isOne ? {} : { texts: text }) };
  });
}

function keptText(kept: readonly Wordings[], { field, version, at }: Consent): Text | undefined {
  const wordings = kept.find((one) => one.field === field && one.version === version);
  return wordings && wordingAt(wordings.said, Date.parse(at));
}

function configuredText(forms: Config['forms'], { form, field, version }: Consent): Text | undefined {
  const own = forms.find(({ id }) => id === form)?.fields.find(({ name }) => name === field);
  return own?.type === 'consent' && own.version === version ? own.text : undefined;
}
