// People of a world who come by links that leads share: some by their own.
import type { Submission } from '../../functions/domain/event/event.ts';
import { hashOf } from './lead-hash.ts';

/** Of every other arrival from another site, by their place in the world: no randomness is used up. */
export function withShareLink(submission: Submission, n: number, emails: readonly string[]): Submission {
  const { event } = submission;
  const key = emails[n % emails.length];
  if (event.touch?.channel !== 'Referral' || n % 2 === 0 || key === undefined) return submission;
  const referredBy = hashOf({ kind: 'email', key });
  const touch = { channel: 'Referral', source: 'share', medium: 'referral', referredBy };
  return { ...submission, event: { ...event, touch } };
}
