import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../simulation/random.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { Ledger, sorted } from '../support/ledger.ts';
import { Worker } from '../support/worker.ts';
import { messageOf as message } from '../support/worker-deps.ts';

const sales = definition(funnel(['/pricing', 'Trial'], { id: 'sales', by: ['campaign'] }));

let emulators: Emulators;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());

it('keeps counter items small on a day on which thousands of campaigns are invented', async () => {
  const worker = new Worker(emulators.dynamodb, await emulators.createTable(), [sales], new Random(1).next);
  const invented = Array.from({ length: 1_000 }, (_, n) =>
    submission(
      { anonymous: `b${n}` },
      event('/pricing', MONDAY + n, {
        id: `e${n}`,
        touch: { channel: 'Email', campaign: `${n} ${'a campaign that somebody invented '.repeat(3)}` },
      }),
    ),
  );
  for (let at = 0; at < invented.length; at += 50) {
    expect(await worker.take([message(...invented.slice(at, at + 50))])).toEqual(new Set());
  }
  const sizes: number[] = [];
  for (let start: Record<string, never> | undefined; ; ) {
    const page = await worker.client.send(
      new ScanCommand({ TableName: worker.table, ...(start && { ExclusiveStartKey: start }) }),
    );
    for (const item of page.Items ?? []) {
      if (item.pk?.S?.startsWith('C#')) sizes.push(JSON.stringify(item).length);
    }
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
    if (start === undefined) break;
  }
  // Each value has items of its own: what one visitor invents makes no other write dearer.
  expect(sizes.length).toBeGreaterThan(1_000);
  expect(Math.max(...sizes)).toBeLessThan(1_000);
  const ledger = new Ledger([sales]);
  ledger.take(invented);
  expect(sorted(await worker.cells(sales))).toEqual(sorted(ledger.cells(sales)));
});

it('keeps every item of a lead small that has begun anew every day for a year and a half', async () => {
  const daily = definition(
    funnel(['Trial', 'Order'], { id: 'daily', windowMs: HOUR, by: ['channel', 'campaign'] }),
  );
  const worker = new Worker(emulators.dynamodb, await emulators.createTable(), [daily]);
  const days = Array.from({ length: 500 }, (_, n) =>
    ['Trial', 'Order'].map((name, hours) =>
      submission(
        { email: 'anna@example.com' },
        event(name, MONDAY - n * DAY + hours, {
          id: `${name}${n}`,
          touch: { channel: 'Email', campaign: `issue ${n}` },
        }),
      ),
    ),
  ).flat();
  for (let at = 0; at < days.length; at += 1_000) {
    expect(await worker.take([message(...days.slice(at, at + 1_000))])).toEqual(new Set());
  }
  const { Items = [] } = await worker.client.send(
    new ScanCommand({
      TableName: worker.table,
      FilterExpression: 'begins_with(pk, :lead)',
      ExpressionAttributeValues: { ':lead': { S: 'L#' } },
    }),
  );
  const sizes = Items.map((item) => (item.data?.B ?? item.data?.S ?? '').length);
  expect(Items.length).toBeGreaterThan(10);
  expect(Math.max(...sizes)).toBeLessThan(8_000);
  const ledger = new Ledger([daily]);
  ledger.take(days);
  expect(sorted(await worker.cells(daily, '2010-01-01'))).toEqual(sorted(ledger.cells(daily)));
});
