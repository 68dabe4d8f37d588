// Who told of orders, and is erased: marks note it until no book of an order names their records any more.
import type { LeadRecord } from '../../domain/lead/record.ts';
import { withoutErased } from '../../domain/orders/order-book.ts';
import { inLanes } from '../../runtime/in-lanes.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { orderBooks, readBooks, UNKNOWN, writeBook } from './order-books.ts';

/** The hash of an order's id, and where its book names the record. */
export type Teller = readonly [order: string, at: string];

const LANES = 8;

/** Others wrote the book of an order at each try. */
export class TellerNotErased extends Error {
  override readonly name = 'TellerNotErased';
}

/** What the books of all orders of which a record tells may hold of it. */
export function tellersOf(table: LeadTable, { id, history }: LeadRecord): readonly Teller[] {
  const orders = new Set(history.events.flatMap(({ order }) => order?.id ?? []));
  const { placeOf } = orderBooks(table);
  return [...orders].map((order) => [table.hashOf({ kind: 'order', key: order }), placeOf(order, id)]);
}

/**
 * Takes out of books what names a record of which is erased what was received until then. Each book gets another version, whatever it holds:
 * a worker that has read it before the erasure must look at it again.
 * @param now ms since the epoch
 * @throws TellerNotErased
 */
export async function eraseTellers(
  table: LeadTable,
  tellers: readonly Teller[],
  until: number,
  now: number,
): Promise<void> {
  const otherwise = () => new TellerNotErased('others write what is known of an order all the time');
  await inLanes(tellers, LANES, async ([order, at]) => {
    await inRounds<void>({ ...table, otherwise }, async () => {
      const { version, book } = (await readBooks(table, [order])).get(order) ?? UNKNOWN;
      const without = withoutErased(book, at, until);
      if (!(await writeBook(table, order, { version, book: without }, now))) return new Spoilt();
    });
  });
}
