// Laws of what is read from strangers: orders, e-mail addresses and ids come out of anything without a throw, and reading twice changes nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmail } from '../../functions/domain/event/email.ts';
import { readOrder } from '../../functions/domain/event/order.ts';
import { readSaidId } from '../../functions/domain/event/said-id.ts';

const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[-€$ ]{0,3}[\d.,' ]{1,12}( ?(EUR|kr|€|¥))?$/),
);
const product = fc.record({ price: value, quantity: value }, { requiredKeys: [] });
const properties = fc.record(
  {
    order_id: value,
    orderId: value,
    transaction_id: value,
    revenue: value,
    total: value,
    value,
    amount: value,
    currency: fc.oneof(value, fc.constantFrom('EUR', '€', 'JPY', 'BHD')),
    products: fc.oneof(value, fc.array(product)),
    items: fc.oneof(value, fc.array(product)),
  },
  { requiredKeys: [] },
);
const name = fc.constantFrom(
  'Order Completed',
  'purchase',
  'Order Refunded',
  'refund',
  'Order Cancelled',
  'X',
);

describe('an order', () => {
  it('has an id and, if it has a value, one of whole minor units that are not below nothing', () => {
    fc.assert(
      fc.property(name, properties, (event, said) => {
        const order = readOrder({ name: event, properties: said, messageId: 'm' });
        if (event !== 'X') expect(order).toBeDefined();
        if (order === undefined) return;
        expect(order.id).toMatch(/\S/);
        const { minor = 0, currency = 'USD' } = order.value ?? {};
        expect(Number.isSafeInteger(minor) && minor >= 0).toBe(true);
        expect(currency).toMatch(/^[A-Z]{3}$/);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('an e-mail address', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const address = fc.oneof(
    fc.emailAddress(),
    fc.tuple(part, part, part).map(([local, a, b]) => `${local}@${a}.${b}`),
    fc
      .tuple(part, fc.constantFrom('пример.рф', 'ПРИМЕР.РФ', 'straße.de', '例子。广告'))
      .map((p) => p.join('@')),
    fc.string({ unit: 'binary' }),
  );

  it('has a key that is its own key, in ASCII after the at sign', () => {
    fc.assert(
      fc.property(address, (typed) => {
        const key = readEmail(typed)?.key;
        if (key === undefined) return;
        expect(readEmail(key)).toEqual({ key, typed: key });
        expect(key.slice(key.lastIndexOf('@'))).toMatch(/^@[a-z0-9.-]+$/);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('an id', () => {
  it('is read as itself again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' })), (said) => {
        const id = readSaidId(said);
        if (id !== undefined) expect(readSaidId(id)).toBe(id);
      }),
    );
  });
});
