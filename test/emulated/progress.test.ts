import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Submission } from '../../functions/domain/event/event.ts';
import type { QueueMessage } from '../../functions/progress/advance-leads.ts';
import { decodeMessage } from '../../functions/queue/message.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';
import { Worker } from '../support/worker.ts';
import { deliveryOf, messageOf as message } from '../support/worker-deps.ts';

const definitions = [
  definition(funnel(['/pricing|/blog', 'Trial', 'Order'], { id: 'sales', by: ['channel', 'campaign'] })),
  definition(
    funnel(['/blog', 'Trial', 'Order', 'Order*2'], {
      id: 'journey',
      order: 'any',
      windowMs: 365 * DAY,
      by: ['first.channel'],
    }),
  ),
];

let emulators: Emulators;
let worker: Worker;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), definitions);
});

function said(
  email: string,
  name: string,
  hours: number,
  more: Parameters<typeof event>[2] = {},
): Submission {
  return submission(
    { email },
    event(name, MONDAY + hours * HOUR, { id: `${email}${name}${hours}`, ...more }),
  );
}

/** What the domain alone makes of the same submissions, in one batch. */
async function expectCounted(submissions: readonly Submission[]): Promise<void> {
  const ledger = new Ledger(definitions);
  ledger.take(submissions);
  for (const one of definitions) {
    expect(sorted(await worker.cells(one))).toEqual(sorted(ledger.cells(one)));
  }
}

/** A message that would be good, but for one thing. */
function poisoned(
  messageId: string,
  wrong: { readonly ids?: object; readonly event?: object },
): QueueMessage {
  const { ids, event: fact } = said('a@example.com', '/pricing', 0);
  const submissions = [{ ids: wrong.ids ?? ids, event: { ...fact, ...wrong.event } }];
  return deliveryOf(messageId, JSON.stringify({ v: 1, submissions }));
}

describe('the worker over an emulated DynamoDB', () => {
  it('moves leads and counters together', async () => {
    const all = [
      said('a@example.com', '/pricing', 0, { touch: { channel: 'Email', campaign: 'March' } }),
      said('a@example.com', 'Trial', 5),
      said('b@example.com', '/blog', 1),
      said('b@example.com', 'Order', 9, { order: { id: 'o1', value: { currency: 'EUR', minor: 1900 } } }),
    ];
    expect(await worker.take(all.map((one) => message(one)))).toEqual(new Set());
    await expectCounted(all);
  });

  it('counts once what is delivered twice, in one batch or later, and then writes nothing', async () => {
    const twice = message(said('a@example.com', '/pricing', 0), said('a@example.com', 'Trial', 5));
    await worker.take([twice, twice]);
    const writes = worker.sent.get('TransactWriteItemsCommand');
    await worker.take([twice]);
    expect(worker.sent.get('TransactWriteItemsCommand')).toBe(writes);
    await expectCounted([said('a@example.com', '/pricing', 0), said('a@example.com', 'Trial', 5)]);
  });

  it('hands a message back alone that is not one, and counts its neighbours', async () => {
    const good = [message(said('a@example.com', '/pricing', 0)), message(said('b@example.com', '/blog', 0))];
    const poison = [
      deliveryOf('no-json', 'a=b'),
      deliveryOf('no-ids', '{"v":1,"submissions":[{"ids":{},"event":{}}]}'),
      poisoned('no-such-id', { ids: { phone: '+39' } }),
      poisoned('no-such-kind', { event: { kind: 'thought' } }),
      poisoned('no-such-day', { event: { time: 8e15 + 1e15 } }),
    ];
    expect(await worker.take([...poison, ...good])).toEqual(
      new Set(poison.map(({ messageId }) => messageId)),
    );
    await expectCounted([said('a@example.com', '/pricing', 0), said('b@example.com', '/blog', 0)]);
  });

  it('hands a message back alone whose lead cannot be read, and counts its neighbours', async () => {
    const damaged = message(said('a@example.com', '/pricing', 0));
    await worker.take([damaged]);
    await worker.damage({ kind: 'email', key: 'a@example.com' });
    const good = message(said('b@example.com', '/pricing', 0));
    const more = message(said('a@example.com', 'Trial', 2));
    expect(await worker.take([more, good])).toEqual(new Set([more.messageId]));
    await expectCounted([said('a@example.com', '/pricing', 0), said('b@example.com', '/pricing', 0)]);
  });

  it('hands a message back alone whose lead the database refuses', async () => {
    // DynamoDB takes no item over 400 KB; this text does not compress.
    const noise = Array.from({ length: 120_000 }, () => Math.random().toString(36).slice(2, 8)).join('');
    const huge = message(said('big@example.com', 'Trial', 0, { properties: { noise } }));
    const good = Array.from({ length: 5 }, (_, n) => message(said(`${n}@example.com`, '/pricing', n)));
    expect(await worker.take([...good, huge])).toEqual(new Set([huge.messageId]));
    await expectCounted(Array.from({ length: 5 }, (_, n) => said(`${n}@example.com`, '/pricing', n)));
  });

  it('carries the views of a browser over to the lead who gives an e-mail there', async () => {
    const view = submission(
      { anonymous: 'x' },
      event('/pricing', MONDAY, { touch: { channel: 'Email', source: 'news' } }),
    );
    const form = submission({ anonymous: 'x', email: 'a@example.com' }, event('Trial', MONDAY + HOUR));
    const after = submission({ anonymous: 'x' }, event('Order', MONDAY + 2 * HOUR));
    for (const one of [view, form, after]) await worker.take([message(one)]);
    await expectCounted([view, form, after]);
    const cells = new Map(await worker.cells(definitions[0] ?? definition(funnel([]))));
    expect(cells.get('2026-03-02|e|channel=Email')).toBe(1);
    expect(cells.get('2026-03-02|l2|')).toBe(1);
  });

  it('gives the same counters whatever meets whom: four workers at once over the same leads', async () => {
    const all = Array.from({ length: 160 }, (_, n): Submission => {
      const anonymous = `browser${n % 9}`;
      const email = `${n % 13}@example.com`;
      const name = ['/pricing', '/blog', 'Trial', 'Order'][n % 4] ?? '';
      const fact = event(name, MONDAY + n * HOUR, { id: `e${n}` });
      return submission(n % 3 === 0 ? { anonymous } : n % 3 === 1 ? { anonymous, email } : { email }, fact);
    });
    const queue = all.map((one) => message(one));
    const workers = Array.from(
      { length: 4 },
      () => new Worker(emulators.dynamodb, worker.table, definitions),
    );
    await Promise.all(
      workers.map(async (one, index) => {
        // Each takes every second message that the next one takes too, in batches of ten.
        const own = queue.filter((_, n) => n % 4 === index || (n + 1) % 4 === index);
        for (let at = 0; at < own.length; at += 10) {
          let batch = own.slice(at, at + 10);
          while (batch.length > 0) {
            expect(await one.take(batch)).toEqual(new Set());
            batch = one.sentAgain.splice(0);
          }
        }
      }),
    );
    await expectCounted(all);
  });

  it('writes a lead whose counters do not fit one transaction, part by part', async () => {
    const short = definition(
      funnel(['/pricing|/blog', 'Trial', 'Order'], { id: 'short', windowMs: HOUR, by: ['campaign'] }),
    );
    const wide = new Worker(emulators.dynamodb, await emulators.createTable(), [short]);
    const all = Array.from({ length: 300 }, (_, n) =>
      said('a@example.com', n % 2 === 0 ? '/pricing' : 'Trial', Math.floor(n / 2) * 24 + (n % 2) / 2, {
        touch: { campaign: `c${n}` },
      }),
    );
    expect(await wide.take(all.map((one) => message(one)))).toEqual(new Set());
    expect(wide.sent.get('TransactWriteItemsCommand')).toBeGreaterThan(3);
    const ledger = new Ledger([short]);
    ledger.take(all);
    expect(sorted(await wide.cells(short))).toEqual(sorted(ledger.cells(short)));
  });

  it('takes in a message that ties more browsers to one lead than one transaction holds', async () => {
    const all = Array.from({ length: 230 }, (_, n) =>
      submission(
        { email: 'a@example.com', anonymous: `browser${n}` },
        event('/blog', MONDAY + n * HOUR, { id: `e${n}` }),
      ),
    );
    expect(await worker.take([message(...all)])).toEqual(new Set());
    await expectCounted(all);
  });

  it('hands back an alias that changes who is who among more ids than one transaction holds, and counts them', async () => {
    const email = (n: number): string => `m${String(n).padStart(3, '0')}@example.com`;
    const same = (one: string, other: string): Submission => ({
      ...submission(
        { email: one },
        event('alias', MONDAY, { id: `${one}=${other}`, kind: 'identify', trusted: true }),
      ),
      alias: [{ kind: 'email', key: other }],
    });
    const known = Array.from({ length: 105 }, (_, n) => message(same(email(0), email(n + 1))));
    // Each is in its own transaction; all of them belong to the least key, so a lesser one would move them all.
    expect(await worker.take(known)).toEqual(new Set());
    const last = message(same('a@example.com', email(0)));
    expect(await worker.take([last])).toEqual(new Set([last.messageId]));
    const { name, message: why = '' } = worker.failures.at(-1)?.error ?? {};
    expect(name).toBe('LeadNotWritable');
    expect(why).toMatch(
      /it is too large, or it changes who is who among too many ids \(107 change together\)$/,
    );
    expect(why).not.toContain('example.com');
  });

  it('takes in more text of one lead than one transaction holds', async () => {
    const noise = () => Array.from({ length: 1500 }, () => Math.random().toString(36).slice(2, 12)).join('');
    const all = Array.from({ length: 400 }, (_, n) =>
      said('a@example.com', 'Trial', n, { kind: 'form', name: 'demo', properties: { message: noise() } }),
    );
    expect(await worker.take(all.map((one) => message(one)))).toEqual(new Set());
    const again = worker.sent.get('TransactWriteItemsCommand');
    expect(await worker.take(all.map((one) => message(one)))).toEqual(new Set());
    expect(worker.sent.get('TransactWriteItemsCommand')).toBe(again);
  });

  it('sends everything again when no time is left, spends no try of it, and has written nothing', async () => {
    const one = said('a@example.com', '/pricing', 0);
    let left = 30_000;
    const remaining = (): number => {
      const now = left;
      left = 100;
      return now;
    };
    expect(await worker.take([message(one)], remaining)).toEqual(new Set());
    expect(worker.sentAgain.map(({ body }) => decodeMessage(body))).toEqual([[one]]);
    expect(await worker.items()).toBe(0);
  });

  it('stops in time, keeps what is written, and sends the message again', async () => {
    const all = Array.from({ length: 300 }, (_, n) => said(`${n}@example.com`, '/pricing', n));
    let left = 30_000;
    // Two transactions of some dozens of leads are begun in the time there is.
    worker.onSend = (name) => {
      if (name === 'TransactWriteItemsCommand') left -= 10_000;
    };
    expect(await worker.take([message(...all)], () => left)).toEqual(new Set());
    const again = worker.sentAgain.flatMap(({ body }) => decodeMessage(body));
    expect(again).toEqual(all);
    const begun = worker.sent.get('TransactWriteItemsCommand') ?? 0;
    worker.onSend = () => {};
    expect(await worker.take(worker.sentAgain.splice(0))).toEqual(new Set());
    await expectCounted(all);
    // Written once: a duplicate of it all writes nothing more.
    const done = worker.sent.get('TransactWriteItemsCommand') ?? 0;
    expect(begun).toBeGreaterThan(0);
    expect(done).toBeGreaterThan(begun);
    await worker.take([message(...all)]);
    expect(worker.sent.get('TransactWriteItemsCommand')).toBe(done);
  });
});
