// Since when a lead is a contact.
import { isOfReferral } from '../referral/referral-events.ts';
import type { LeadRecord } from './record.ts';

/**
 * When the first event was that carried its e-mail, ms since the epoch; undefined where there is none. Not when it was received: which
 * copy of an event is kept, and so its receipt, can change to and fro as copies arrive, and each change would be another place in the list.
 */
export function contactSince(records: readonly Pick<LeadRecord, 'id' | 'history'>[]): number | undefined {
  let since: number | undefined;
  for (const { id, history } of records) {
    if (id.kind !== 'email') continue;
    for (const event of history.events)
      if (!isOfReferral(event) && (since === undefined || event.time < since)) since = event.time;
  }
  return since;
}
