// Packing: which changes are written in one transaction.
import { BYTES, CELLS_PER_ITEM, type CounterItems, countItems, ITEMS, merge, type Plan } from './plan.ts';

/** Changes that are to be written in one transaction, and what they add up to. */
export type Transaction = {
  readonly plans: Plan[];
  readonly counters: CounterItems;
  items: number;
  bytes: number;
};

/** Changes that touch the same counters stand together: an item that two of them share is paid once. */
export function packed(plans: readonly Plan[], alone: boolean): readonly Transaction[] {
  const sorted = plans.map((plan) => ({ plan, order: [...plan.counters.keys()].sort().join() }));
  sorted.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  const transactions: Transaction[] = [];
  for (const { plan } of sorted) {
    const last = transactions.at(-1);
    if (last === undefined || alone || !fits(last, plan)) {
      transactions.push({
        plans: [plan],
        counters: copy(plan.counters),
        items: plan.items.length,
        bytes: plan.bytes,
      });
      continue;
    }
    last.plans.push(plan);
    last.items += plan.items.length;
    last.bytes += plan.bytes;
    merge(last.counters, plan.counters);
  }
  return transactions;
}

function fits(transaction: Transaction, plan: Plan): boolean {
  if (countItems(transaction.counters, transaction.items + plan.items.length, plan.counters) > ITEMS)
    return false;
  if (transaction.bytes + plan.bytes > BYTES) return false;
  return [...plan.counters].every(
    ([name, { cells }]) => (transaction.counters.get(name)?.cells.size ?? 0) + cells.size <= CELLS_PER_ITEM,
  );
}

function copy(counters: CounterItems): CounterItems {
  const copied: CounterItems = new Map();
  merge(copied, counters);
  return copied;
}
