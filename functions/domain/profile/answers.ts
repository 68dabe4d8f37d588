// What a lead said in forms: its answers, and among them what it agreed to.
import { compareText } from '../lead/identity.ts';
import type { Answers, Consent, TimelineEntry } from './profile.ts';

const VERSION = '.version';

/** @param timeline newest first */
export function answersOf(timeline: readonly TimelineEntry[]): readonly Answers[] {
  return timeline.flatMap((entry) => {
    if (entry.kind !== 'form') return [];
    const { name, at, event, received, properties = {}, firstProperties: first, confirmed } = entry;
    const proof = entry.firstConfirmed === undefined ? confirmed : entry.firstConfirmed;
    const one = { form: name, at, event, fields: properties };
    // Of what was said twice alike the first confirmation is the proof.
    const alike = proof ?? confirmed;
    if (first === undefined) return [{ ...one, ...(alike && { confirmed: alike }) }];
    const corrected = { at: received, first, ...(proof && { confirmed: proof }) };
    return [{ ...one, corrected, ...(confirmed && { confirmed }) }];
  });
}

/** A consent is a tick beside the version of its wording; no field of a form has a full stop in its name. */
export function consentsOf(answers: readonly Answers[]): readonly Consent[] {
  const seen = new Set<string>();
  return eachSaying(answers).flatMap(({ form, at, event, fields, confirmed }) =>
    Object.entries(fields).flatMap(([name, version]) => {
      if (!name.endsWith(VERSION)) return [];
      const field = name.slice(0, -VERSION.length);
      const given = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (typeof given !== 'boolean') return [];
      const key = JSON.stringify([form, field]);
      const current = !seen.has(key);
      seen.add(key);
      const text = confirmed?.texts[field];
      return [
        {
          form,
          field,
          given,
          version: String(version),
          at,
          event,
          current,
          ...(confirmed === undefined ? {} : { confirmedAt: confirmed.at }),
          ...(text === undefined ? {} : { text }),
        },
      ];
    }),
  );
}

/** Newest first: a form that was corrected was answered twice. */
function eachSaying(answers: readonly Answers[]): readonly Answers[] {
  if (answers.every(({ corrected }) => corrected === undefined)) return answers;
  return answers
    .flatMap(({ corrected, confirmed, ...one }) => {
      const last = { ...one, ...(confirmed && { confirmed }) };
      if (corrected === undefined) return [last];
      const { at, first, confirmed: proof } = corrected;
      return [
        { ...last, at },
        { ...one, fields: first, ...(proof && { confirmed: proof }) },
      ];
    })
    .sort((a, b) => compareText(b.at, a.at));
}

/** The answers beside consents, for a reader who is shown those apart. */
export function plainAnswers({
  fields,
}: Pick<Answers, 'fields'>): readonly (readonly [string, Answers['fields'][string]])[] {
  const isConsent = (name: string): boolean =>
    typeof fields[name] === 'boolean' && Object.hasOwn(fields, `${name}${VERSION}`);
  return Object.entries(fields).filter(
    ([name]) => !isConsent(name) && !(name.endsWith(VERSION) && isConsent(name.slice(0, -VERSION.length))),
  );
}
