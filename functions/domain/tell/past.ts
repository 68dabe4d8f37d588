// The past that is brought along: it is counted like all else, and nothing is told of it.
import type { LeadEvent } from '../event/event.ts';

/** What the message id of such an event begins with. */
export const OF_PAST = 'past:';

/** Only the secret key says it: a browser cannot keep anything from being told. */
export function isOfPast({ id, trusted }: Pick<LeadEvent, 'id' | 'trusted'>): boolean {
  return trusted && id.startsWith(`s:${OF_PAST}`);
}
