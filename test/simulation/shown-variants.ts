// Forms of a world of which a variant was shown, some long before they were sent.
import type { Submission } from '../../functions/domain/event/event.ts';
import { DAY } from '../support/leads.ts';

const VARIANTS = ['whole', 'short'] as const;

/** Of two forms in three, by their place in the world: no randomness is used up. */
export function withVariant(submission: Submission, n: number): Submission {
  const { event } = submission;
  const variant = VARIANTS[n % 3];
  if (event.kind !== 'form' || variant === undefined) return submission;
  return { ...submission, event: { ...event, variant, shown: event.time - (n % 5) * (DAY / 2) } };
}
