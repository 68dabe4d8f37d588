// The stored format of quarantine: what is written today is what the fixtures hold, and is read as it was meant.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { encodeBody } from '../../functions/queue/sender.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { closePlace } from '../../functions/store/quarantine/close.ts';
import { countMore, emailOf, keep } from '../../functions/store/quarantine/keep.ts';
import { placeOf } from '../../functions/store/quarantine/place.ts';
import { listQuarantine } from '../../functions/store/quarantine/read.ts';
import { withinLimit } from '../../functions/store/quarantine/senders.ts';
import { asStored, golden, inputOf, recorder, type Sent } from '../support/golden.ts';
import { event, MONDAY, submission } from '../support/leads.ts';

const SPAM: Submission = {
  ...submission(
    { email: 'anna@example.com', anonymous: '7f3a' },
    event('ebook', MONDAY, { id: 'f:ebook:1', kind: 'form', properties: { name: 'Anna', news: true } }),
  ),
  typed: 'Anna@Example.com',
};
const FACT = { form: 'ebook', sender: 'hash-of-an-address', events: [SPAM.event] };

const tableOf = (client: LeadTable['client']): LeadTable => ({
  client,
  table: 'leads',
  hashOf: hashWith(Buffer.alloc(32, 7)),
  pause: async () => {},
  random: () => 0,
  now: () => MONDAY,
});

type Puts = {
  readonly TransactItems: readonly [
    { readonly Put: { readonly Item: Record<string, { readonly S: string }> } },
  ];
};

describe('golden fixtures', () => {
  it('of what is in quarantine', async () => {
    const { sent, send } = recorder();
    await keep(tableOf({ send }), SPAM, ['trap', 'word']);
    await countMore(tableOf({ send }), 'ebook', MONDAY, 3);
    const table = tableOf({ send });
    await closePlace(table, placeOf(SPAM.event), table.hashOf(emailOf(SPAM)));
    const fixture = golden('quarantine', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<Puts>(fixture, 0).TransactItems[0].Put;
    const read = (item: object) =>
      listQuarantine(tableOf(recorder(() => ({ Items: [item] }))), { now: MONDAY, most: 10 });
    const { items } = await read(Item);
    expect(items).toMatchObject([{ id: placeOf(SPAM.event), reasons: ['trap', 'word'], submission: SPAM }]);
    await expect(read({ ...Item, f: { N: '2' } })).rejects.toThrow(/it is of format 2/);
    await expect(read({ ...Item, data: { S: '{"reasons":["mood"]}' } })).rejects.toThrow(/of another shape/);
  });

  it('of what one sender sent', async () => {
    const { sent, send } = recorder();
    await withinLimit(tableOf({ send }), FACT, 3);
    const fixture = golden('sender of submissions', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { Item } = inputOf<{ readonly Item: Record<string, unknown> }>(fixture, 1);
    const later = recorder((one: Sent) => (one.operation === 'GetItem' ? { Item } : {}));
    const other = event('ebook', MONDAY, { id: 'f:ebook:2', kind: 'form' });
    expect([...(await withinLimit(tableOf(later), { ...FACT, events: [other, SPAM.event] }, 1))]).toEqual([
      placeOf(SPAM.event),
    ]);
    const newer = recorder(() => ({ Item: { ...Item, f: { N: '2' } } }));
    await expect(withinLimit(tableOf(newer), FACT, 3)).rejects.toThrow(/it is of format 2/);
  });

  it('of a message for quarantine', () => {
    const all = [{ ...SPAM, screening: { reasons: ['robot' as const], sender: 'x' } }, SPAM];
    const body = encodeBody(all);
    expect(body).toBe(golden('message for quarantine', body));
    expect(decodeMessage(golden('message for quarantine', body))).toEqual(all);
  });
});

it('another worker that counts for the same sender is waited for', async () => {
  let puts = 0;
  const client = recorder(({ operation }) => {
    if (operation !== 'PutItem' || ++puts > 1) return {};
    throw new ConditionalCheckFailedException({ message: '', $metadata: {} });
  });
  expect((await withinLimit(tableOf(client), FACT, 3)).size).toBe(1);
  expect(puts).toBe(2);
});
