// What must hold between the spam settings of forms.
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import { member, type Place, wordAt } from './place.ts';

/** Each widget of Turnstile has a secret key of its own, and there is one secret for it. */
export function spamFaults(forms: readonly Place[]): readonly Fault[] {
  const keys = forms
    .map((form) => member(member(member(form, 'spam'), 'turnstile'), 'siteKey'))
    .filter((key) => wordAt(key) !== undefined);
  const [first, ...others] = keys;
  if (first === undefined) return [];
  return others
    .filter(({ value }) => value !== first.value)
    .map(({ path, value }) => ({
      path,
      found: preview(value),
      fix: `${preview(first.value)}, as ${first.path} has it: all forms share one widget of Turnstile`,
    }));
}
