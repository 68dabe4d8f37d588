// A person who is no lead: whether anything is kept under an e-mail, in quarantine, until it is confirmed, or of mails to it.
import type { Profile } from '../domain/profile/profile.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { readMails } from '../store/mail/known-mails.ts';
import { quarantinePlaces } from '../store/quarantine/of-email.ts';
import { LAST_PLACE } from '../store/quarantine/place.ts';
import { readPlaces } from '../store/waiting/waiting-item.ts';
import { isHash } from './find-lead.ts';

/** @param hash the public id of an e-mail that is no lead's, or of one that was erased */
export async function isHeld(table: LeadTable, hash: string, now: number): Promise<boolean> {
  if (!isHash(hash)) return false;
  const [quarantined, waiting, { mails }] = await Promise.all([
    quarantinePlaces(table, hash, { now, before: LAST_PLACE, most: 1 }),
    readPlaces(table, hash, now),
    readMails(table, hash, now),
  ]);
  return quarantined.length + waiting.places.length + mails.length > 0;
}

/** As of a lead, with nothing in it. */
export function noLead(hash: string, asOf: string, timezone: string): Profile {
  return {
    ...{ id: hash, asOf, timezone, email: null, firstSeen: null, lastSeen: null },
    ...{ ids: [], consents: [], orders: [], funnels: [], answers: [], timeline: [] },
  };
}
