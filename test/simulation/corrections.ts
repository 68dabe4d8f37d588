// Corrections of a world: forms that were sent again with other fields, and some of them with the first fields once more.
import type { Submission } from '../../functions/domain/event/event.ts';

const LATER_MS = 60_000;
const PLANS = ['l', 'xl'] as const;

/** Of every second form that is no suspect, by its place in the world: no randomness is used up. */
export function corrections(submission: Submission, n: number): readonly Submission[] {
  const { event, screening } = submission;
  if (event.kind !== 'form' || screening !== undefined || n % 2 === 0) return [];
  const said = [...PLANS.slice(0, 1 + (n % 4 === 1 ? 1 : 0)), ...(n % 3 === 0 ? [undefined] : [])];
  return said.map((plan, index) => ({
    ...submission,
    event: {
      ...event,
      time: event.time + (index + 1) * LATER_MS,
      properties: { ...event.properties, ...(plan === undefined ? {} : { plan }) },
    },
  }));
}
