// Submissions of strangers as they are accepted: with no more new breakdown values than a day has room for.
import type { Submission } from '../domain/event/event.ts';
import type { Source } from '../domain/quality/source.ts';
import { type ValueField, valueIn, withOther } from '../domain/touch/breakdown-values.ts';
import type { ValueLedger } from './values.ts';

/**
 * It is decided here and travels with the event, so that what a lead counts depends on what was accepted and not on what was counted before.
 * @param door a form or key, as `formName` and `keyName` make it
 */
export async function withBoundedValues(
  ledger: ValueLedger,
  {
    door,
    fields,
    now,
  }: { readonly door: Source; readonly fields: readonly ValueField[]; readonly now: number },
  submissions: readonly Submission[],
): Promise<readonly Submission[]> {
  const beyond = await Promise.all(
    fields.map(async (field) => {
      const values = submissions.flatMap(({ event }) => valueIn(event, field) ?? []);
      return { field, values: await ledger.beyond(door, field, new Set(values), now) };
    }),
  );
  const without = beyond.filter(({ values }) => values.size > 0);
  if (without.length === 0) return submissions;
  return submissions.map((submission) => {
    const event = without.reduce(
      (one, { field, values }) => (values.has(valueIn(one, field) ?? '') ? withOther(one, field, door) : one),
      submission.event,
    );
    return event === submission.event ? submission : { ...submission, event };
  });
}
