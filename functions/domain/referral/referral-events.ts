// The two events by which imbuto tells of a referral: one of the lead who shared the link, one of the lead who came by it.
import type { LeadEvent, LeadId, Submission } from '../event/event.ts';

/** Of the lead who shared: a lead that came by its link has become a contact. */
export const JOINED = 'Referral Joined';
/** Of the lead who came. */
export const CAME = 'Came By Referral';

/** No route gives an event such an id: only a link that was signed here can make a referral. */
const OWN = 'i:';
const JOINED_ID = `${OWN}joined:`;
const CAME_ID = `${OWN}came:`;

export type ToldReferral = {
  /** The same for these two leads at each try, and not to be made by anybody else. */
  readonly pair: string;
  readonly referrer: LeadId;
  /** The e-mail of the lead who came. */
  readonly referred: LeadId;
  /** When the lead who came became a contact, ms since the epoch. */
  readonly at: number;
  /** Our clock, ms since the epoch. */
  readonly received: number;
};

/** Not trusted: anyone with a link can make up people who come by it, as with all that is said with the public key. */
export function referralSubmissions(told: ToldReferral): readonly [Submission, Submission] {
  const { pair, referrer, referred, at, received } = told;
  const submission = (to: LeadId, id: string, name: string): Submission => ({
    ids: { [to.kind]: to.key },
    event: { id, time: Math.min(at, received), received, kind: 'event', name, trusted: false },
  });
  return [
    submission(referrer, `${JOINED_ID}${pair}`, JOINED),
    submission(referred, `${CAME_ID}${pair}`, CAME),
  ];
}

/** Without the referrals of which both ends are in these events: who came and who shared are one lead, which has brought no other. */
export function withoutOwnReferrals(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const came = pairsOf(events, CAME_ID);
  if (came.size === 0) return events;
  const joined = pairsOf(events, JOINED_ID);
  const isOwn = ({ id }: LeadEvent): boolean =>
    (id.startsWith(JOINED_ID) && came.has(id.slice(JOINED_ID.length))) ||
    (id.startsWith(CAME_ID) && joined.has(id.slice(CAME_ID.length)));
  return events.some(isOwn) ? events.filter((event) => !isOwn(event)) : events;
}

function pairsOf(events: readonly LeadEvent[], start: string): ReadonlySet<string> {
  return new Set(events.flatMap(({ id }) => (id.startsWith(start) ? [id.slice(start.length)] : [])));
}

/** Whether another lead brought the one whose events these are. */
export function isBrought(events: readonly LeadEvent[]): boolean {
  return events.some(({ id }) => id.startsWith(CAME_ID));
}

/** Told by imbuto itself of a referral: it says nothing of how a lead came to be known. */
export function isOfReferral({ id }: Pick<LeadEvent, 'id'>): boolean {
  return id.startsWith(JOINED_ID) || id.startsWith(CAME_ID);
}
