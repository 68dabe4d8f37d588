// The stored format of what is known of an order: what is written today is what the fixture holds, and it is read as it was meant.
import { describe, expect, it } from 'vitest';
import { NOTHING_TOLD, withoutErased, withTellings } from '../../functions/domain/orders/order-book.ts';
import type { Item } from '../../functions/store/item-format.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { decodeBook, orderBooks } from '../../functions/store/orders/order-books.ts';
import { asStored, golden, inputOf, recorder } from '../support/golden.ts';
import { event, MONDAY } from '../support/leads.ts';

const tableOf = (client: LeadTable['client']): LeadTable => ({
  client,
  table: 'leads',
  hashOf: hashWith(Buffer.alloc(32, 7)),
  pause: async () => {},
  random: () => 0,
  now: () => MONDAY,
});

const ANNA = { kind: 'email', key: 'anna@example.com' } as const;
const BROWSER = { kind: 'anonymous', key: '7f3a' } as const;

describe('the golden fixture', () => {
  it('of what is known of an order', async () => {
    const { sent, send } = recorder();
    const books = orderBooks(tableOf({ send }));
    const at = (id: typeof ANNA | typeof BROWSER) => ({ id, at: books.placeOf('o-1', id) });
    const value = { currency: 'EUR', minor: 4_990 };
    const told = [
      {
        ...at(ANNA),
        event: event('Order Completed', MONDAY, { id: 's:1', trusted: true, order: { id: 'o-1', value } }),
      },
      {
        ...at(BROWSER),
        event: event('Order Refunded', MONDAY, {
          id: 'p:2',
          order: { id: 'o-1', amount: '5', refund: true },
        }),
      },
      {
        ...at(BROWSER),
        event: event('Order Completed', MONDAY + 1, { id: 'p:3', order: { id: 'o-1', value } }),
      },
    ];
    const book = withTellings(NOTHING_TOLD, told);
    await books.write('o-1', { version: 0, book }, MONDAY);
    await books.write('o-1', { version: 1, book }, MONDAY);
    const fixture = golden('what is known of an order', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: Item }>(fixture, 1);
    expect(decodeBook(Item)).toEqual({ version: 2, book });
    expect(() => decodeBook({ ...Item, f: { N: '2' } })).toThrow(/it is of format 2/);
    for (const text of [
      '{"changes":[{}],"browsers":[],"isShared":true}',
      '{"changes":[],"browsers":[{"at":"x"}],"isShared":true}',
    ])
      expect(() => decodeBook({ ...Item, book: { S: text } })).toThrow(/of another shape/);
  });

  it('of what is known of an order whose tellers are erased', async () => {
    const { sent, send } = recorder();
    const books = orderBooks(tableOf({ send }));
    const tell = (id: typeof ANNA | typeof BROWSER, trusted: boolean) => ({
      id,
      at: books.placeOf('o-1', id),
      event: event('Order Completed', MONDAY, { id: 'x:1', trusted, order: { id: 'o-1' } }),
    });
    const told = withTellings(NOTHING_TOLD, [tell(ANNA, true), tell(BROWSER, false)]);
    const book = [ANNA, BROWSER].reduce(
      (left, id) => withoutErased(left, books.placeOf('o-1', id), MONDAY),
      told,
    );
    await books.write('o-1', { version: 2, book }, MONDAY);
    const fixture = golden('what is known of an order whose tellers are erased', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: Item }>(fixture, 0);
    expect(decodeBook(Item)).toEqual({ version: 3, book });
    expect(JSON.stringify(fixture)).not.toContain(books.placeOf('o-1', BROWSER));
  });

  it('names no person: neither an id nor the hash of a record is in it', async () => {
    const { sent, send } = recorder();
    const table = tableOf({ send });
    const books = orderBooks(table);
    const place = books.placeOf('o-1', ANNA);
    const order = { id: 'o-1', value: { currency: 'EUR', minor: 1 } };
    const told = [{ id: ANNA, at: place, event: event('Order Completed', MONDAY, { id: 's:1', order }) }];
    await books.write('o-1', { version: 0, book: withTellings(NOTHING_TOLD, told) }, MONDAY);
    const text = JSON.stringify(sent);
    expect(place).not.toBe(books.placeOf('o-2', ANNA));
    for (const secret of ['anna', 'o-1', table.hashOf(ANNA)]) expect(text).not.toContain(secret);
  });
});
