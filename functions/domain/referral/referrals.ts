// Who came by whose link: what there is to tell of referrals, from the records of the lead that came.
import type { LeadId } from '../event/event.ts';
import { contactSince } from '../lead/contact-since.ts';
import { idKey } from '../lead/identity.ts';
import { idsOfLead } from '../lead/identity-graph.ts';
import { emptyRecord, type LeadRecord, type Records } from '../lead/record.ts';

export type Referral = {
  /** The public id that the link names. */
  readonly referrer: string;
  /** The e-mail of the lead who came. */
  readonly referred: LeadId;
  /** When it became a contact, ms since the epoch. */
  readonly at: number;
};

/**
 * A lead was brought by the lead whose link it came by before it was a contact. One that was a contact already comes back, and is
 * brought by none.
 * @param primary a primary id of `records`
 */
export function referralsOf(records: Records, primary: LeadId): readonly Referral[] {
  if (primary.kind !== 'email') return [];
  const tree = idsOfLead(records, primary).map((id) => records.get(idKey(id)) ?? emptyRecord(id));
  const links = tree.flatMap((record) => sharedTouches(record).map((shared) => ({ ...shared, record })));
  if (links.length === 0) return [];
  const at = contactSince(tree);
  if (at === undefined) return [];
  const found = new Map<string, Referral>();
  for (const { referrer, time, record } of links) {
    const referred = emailOwner(records, record);
    if (referred === undefined || time > at) continue;
    found.set(`${referrer} ${referred.key}`, { referrer, referred, at });
  }
  return [...found.values()];
}

function sharedTouches({
  history,
}: LeadRecord): readonly { readonly referrer: string; readonly time: number }[] {
  const { events, touches } = history;
  return [...events, ...touches].flatMap(({ touch, time }) =>
    touch?.referredBy === undefined ? [] : [{ referrer: touch.referredBy, time }],
  );
}

/** The e-mail to which a record belongs, whichever others a server has said to be the same person. */
function emailOwner(records: Records, record: LeadRecord): LeadId | undefined {
  let own: LeadRecord | undefined = record;
  while (own !== undefined && own.id.kind !== 'email')
    own = own.link === undefined ? undefined : records.get(idKey(own.link.to));
  return own?.id;
}

/** What is true after a change and was not before. Leads between which ids move are looked at together. */
export function newReferrals(
  before: Records,
  after: Records,
  primaries: Iterable<LeadId>,
): readonly Referral[] {
  const ids = [...primaries];
  const all = (records: Records): ReadonlyMap<string, Referral> =>
    new Map(
      ids.flatMap((id) => {
        const own = records.get(idKey(id));
        if (own === undefined || own.link !== undefined) return [];
        return referralsOf(records, id).map((one) => [`${one.referrer} ${one.referred.key}`, one] as const);
      }),
    );
  const now = all(after);
  if (now.size === 0) return [];
  const known = all(before);
  return [...now].flatMap(([key, one]) => (known.has(key) ? [] : [one]));
}
