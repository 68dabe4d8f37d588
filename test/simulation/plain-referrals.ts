// Who brought whom, by the records of a lead: an implementation that shares no code with the one under test.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { nameOf } from './oracle.ts';

export type PlainReferral = {
  /** Public ids. */
  readonly referrer: string;
  readonly referred: string;
};

/** @param tree the records of one lead @param hashOf gives public ids */
export function plainReferrals(
  tree: readonly LeadRecord[],
  hashOf: (id: LeadRecord['id']) => string,
): readonly PlainReferral[] {
  const byName = new Map(tree.map((record) => [nameOf(record.id), record]));
  const firstAsContact = tree
    .filter(({ id }) => id.kind === 'email')
    .flatMap(({ history }) => history.events.filter(({ id }) => !id.startsWith('i:')).map(({ time }) => time))
    .sort((a, b) => a - b)[0];
  if (firstAsContact === undefined) return [];
  const found = new Map<string, PlainReferral>();
  for (const record of tree) {
    const email = emailAbove(record, byName);
    for (const { touch, time } of [...record.history.events, ...record.history.touches]) {
      if (email === undefined || touch?.referredBy === undefined || time > firstAsContact) continue;
      const one = { referrer: touch.referredBy, referred: hashOf(email.id) };
      found.set(`${one.referrer} ${one.referred}`, one);
    }
  }
  return [...found.values()];
}

function emailAbove(record: LeadRecord, byName: ReadonlyMap<string, LeadRecord>): LeadRecord | undefined {
  if (record.id.kind === 'email' || record.link === undefined) {
    return record.id.kind === 'email' ? record : undefined;
  }
  const owner = byName.get(nameOf(record.link.to));
  return owner === undefined ? undefined : emailAbove(owner, byName);
}

/** Of events of one lead, those that tell of a referral whose two ends both are in it. */
export function ofItself(events: readonly LeadEvent[]): ReadonlySet<string> {
  const ids = new Set(events.map(({ id }) => id));
  const other = (id: string): string => {
    const [, end, pair] = id.split(':');
    return `i:${end === 'came' ? 'joined' : 'came'}:${pair}`;
  };
  return new Set([...ids].filter((id) => id.startsWith('i:') && ids.has(other(id))));
}
