// The laws of referrals: who brought whom counts once, on both sides, and no lead has brought itself.
import { type IdKey, idKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead, primaryOf } from '../../functions/domain/lead/identity-graph.ts';
import { leadOf } from '../../functions/domain/lead/lead.ts';
import { isMark, type LeadRecord } from '../../functions/domain/lead/record.ts';
import { referralPair } from '../../functions/runtime/share-token.ts';
import { hashOf } from './lead-hash.ts';
import { nameOf } from './oracle.ts';
import { ofItself, plainReferrals } from './plain-referrals.ts';

export const SHARE_KEY = 'share-key';

/**
 * At the end, when all that was told of referrals has been told once more.
 * @param brought how many were ever brought, by the public id of who shared the link
 */
export function brokenReferrals(
  records: ReadonlyMap<IdKey, LeadRecord>,
  brought: ReadonlyMap<string, number>,
): readonly string[] {
  const broken: string[] = [];
  const byHash = new Map([...records.values()].map((record) => [hashOf(record.id), record]));
  const treeOf = ({ id }: LeadRecord): readonly LeadRecord[] =>
    idsOfLead(records, primaryOf(records, id)).flatMap((one) => records.get(idKey(one)) ?? []);
  const has = (record: LeadRecord, id: string): boolean => record.history.events.some((one) => one.id === id);
  for (const record of records.values()) {
    const joined = record.history.events.filter(({ id }) => id.startsWith('i:joined:'));
    const most = brought.get(hashOf(record.id)) ?? 0;
    if (joined.length > most)
      broken.push(
        `referrals count once: ${nameOf(record.id)} has brought ${joined.length}, should have ${most} at most`,
      );
    if (record.link !== undefined) continue;
    const tree = treeOf(record);
    const { events } = leadOf(tree.map(({ history }) => history));
    if (ofItself(events).size > 0)
      broken.push(`referrals count once: ${nameOf(record.id)} has brought itself`);
    if (record.id.kind !== 'email') continue;
    for (const { referrer, referred } of plainReferrals(tree, hashOf)) {
      const [by, came] = [byHash.get(referrer), byHash.get(referred)];
      if (by === undefined || came === undefined || by.version === 0 || isMark(by) || tree.includes(by))
        continue;
      const pair = referralPair(SHARE_KEY, { referrer, referred });
      if (!has(by, `i:joined:${pair}`) || !has(came, `i:came:${pair}`))
        broken.push(
          `referrals count once: ${nameOf(by.id)} has brought ${nameOf(came.id)}, which is not told`,
        );
    }
  }
  return broken;
}
