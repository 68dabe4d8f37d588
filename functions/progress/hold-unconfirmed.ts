// Keeps aside what must be confirmed first: in no lead and no figure until whose address it is has said so.
import type { Config, FormConfig } from '../domain/config/config.ts';
import type { Submission } from '../domain/event/event.ts';
import { textIn } from '../pages/localized.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import type { OutboxItem } from '../store/outbox/outbox.ts';
import { keepWaiting } from '../store/waiting/keep-waiting.ts';

export type HoldUnconfirmed = {
  readonly table: LeadTable;
  readonly config: Pick<Config, 'forms' | 'locale'>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Hands over what asks for the confirmation. */
  readonly tell: (items: readonly OutboxItem[]) => Promise<void>;
  /** So many are not kept, as too many wait for their address. */
  readonly onFull: (n: number) => void;
};

/** What an owner's server tells is taken at its word. */
export function awaitsConfirmation(
  forms: readonly FormConfig[],
): ((submission: Submission) => boolean) | undefined {
  const asking = new Set(forms.flatMap(({ id, doubleOptIn }) => (doubleOptIn ? [id] : [])));
  if (asking.size === 0) return undefined;
  return ({ event: { kind, name, trusted, confirmed } }) =>
    kind === 'form' && !trusted && confirmed === undefined && asking.has(name);
}

/** To hold the same submissions again changes nothing. @returns those that need no confirmation */
export async function holdUnconfirmed(
  { table, config, now, tell, onFull }: HoldUnconfirmed,
  submissions: ReadonlySet<Submission>,
): Promise<ReadonlySet<Submission>> {
  const awaits = awaitsConfirmation(config.forms);
  if (awaits === undefined) return submissions;
  const tells: OutboxItem[] = [];
  let full = 0;
  // One after another: those of one address meet at one item.
  for (const submission of submissions) {
    if (!awaits(submission)) continue;
    const keeping = await keepWaiting(table, submission, textsOf(config, submission), now());
    if (keeping.kind === 'full') full++;
    if (keeping.kind !== 'kept') continue;
    tells.push(...keeping.tells);
    full += keeping.left;
  }
  await tell(tells);
  if (full > 0) onFull(full);
  return new Set([...submissions].filter((one) => !awaits(one)));
}

/** The wordings of the consents that it gives. */
function textsOf(
  { forms, locale }: HoldUnconfirmed['config'],
  { event: { name, properties = {} } }: Submission,
): Readonly<Record<string, string>> {
  const fields = forms.find(({ id }) => id === name)?.fields ?? [];
  return Object.fromEntries(
    fields.flatMap((field) =>
      field.type === 'consent' && properties[field.name] === true
        ? [[field.name, textIn(field.text, locale, locale)]]
        : [],
    ),
  );
}
