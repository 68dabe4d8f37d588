// Packing: which changes are written in one transaction.
import { type Listed, listingDays } from '../list/listing.ts';
import { BYTES, CELLS_PER_ITEM, type CounterItems, ITEMS, merge, type Plan } from './plan.ts';

/** Plans that fit one transaction, and what they add up to. */
type Pack = {
  readonly plans: Plan[];
  readonly counters: CounterItems;
  readonly listed: Listed[];
  items: number;
  bytes: number;
};

/**
 * The plans of each transaction. Plans that add to the same counters are put together: a shared item is paid once.
 * @param alone each plan in a transaction of its own
 */
export function packed(plans: readonly Plan[], alone: boolean): readonly (readonly Plan[])[] {
  const sorted = plans.map((plan) => ({ plan, order: [...plan.counters.keys()].sort().join() }));
  sorted.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  const packs: Pack[] = [];
  for (const { plan } of sorted) {
    let pack = packs.at(-1);
    if (pack === undefined || alone || !fits(pack, plan)) {
      pack = { plans: [], counters: new Map(), listed: [], items: 0, bytes: 0 };
      packs.push(pack);
    }
    pack.plans.push(plan);
    pack.listed.push(...plan.listed);
    pack.items += plan.items.length;
    pack.bytes += plan.bytes;
    merge(pack.counters, plan.counters);
  }
  return packs.map((pack) => pack.plans);
}

function fits({ counters, listed, items, bytes }: Pack, plan: Plan): boolean {
  const more = [...plan.counters.keys()].filter((name) => !counters.has(name)).length;
  const days = listingDays([...listed, ...plan.listed]).size;
  return (
    counters.size + more + items + plan.items.length + days <= ITEMS &&
    bytes + plan.bytes <= BYTES &&
    [...plan.counters].every(
      ([name, { cells }]) => (counters.get(name)?.cells.size ?? 0) + cells.size <= CELLS_PER_ITEM,
    )
  );
}
