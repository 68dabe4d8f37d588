// Retention: who did nothing for so long is erased, whoever did is not, and the counters stay.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { applyRetention, type Walked } from '../../functions/apply-retention/apply-retention.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { readWalk, writeWalk } from '../../functions/store/leads/retention-walk.ts';
import { scanPage } from '../../functions/store/leads/scan-leads.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { DAY, definition, event, funnel, MONDAY, submission } from '../support/leads.ts';
import { Worker } from '../support/worker.ts';
import { messageOf } from '../support/worker-deps.ts';

const sales = definition(funnel(['/pricing', 'Order'], { id: 'sales' }));
const RETENTION = 365 * DAY;
const NOW = MONDAY + 400 * DAY;

let emulators: Emulators;
let worker: Worker;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), [sales]);
});

/** @param received on which day it was accepted, as `day` where it is not told later */
function said(ids: Submission['ids'], name: string, day: number, received = day): Submission {
  const fact = event(name, MONDAY + day * DAY, { received: MONDAY + received * DAY });
  return submission(ids, fact);
}

async function take(...submissions: readonly Submission[]): Promise<void> {
  expect(await worker.take([messageOf(...submissions)])).toEqual(new Set());
}

let tombstones = 0;
type Options = {
  readonly now?: number;
  readonly most?: number;
  readonly times?: number;
  readonly beforeErase?: () => Promise<void>;
};

function run({
  now = NOW,
  most = 1_000,
  times = Infinity,
  beforeErase,
}: Options = {}): Promise<Walked | undefined> {
  const table = worker.leads;
  let left = times;
  return applyRetention({
    retentionMs: RETENTION,
    readWalk: () => readWalk(table),
    writeWalk: (walk) => writeWalk(table, walk),
    scan: (after) => scanPage(table, { segment: 0, segments: 1, after, most }),
    erase: async (id, onlyWhile) => {
      await beforeErase?.();
      return eraseLead(
        { table, definitions: [sales], now: () => now, fresh: () => `t${tombstones++}`, onlyWhile },
        id,
      );
    },
    now: () => now,
    remaining: () => (left-- > 0 ? 60_000 : 0),
  });
}

async function text(): Promise<string> {
  const { Items = [] } = await worker.client.send(new ScanCommand({ TableName: worker.table }));
  return JSON.stringify(Items);
}

it('erases who did nothing for so long, and keeps what was counted of them', async () => {
  await take(
    said({ email: 'old@example.com' }, '/pricing', 0),
    said({ email: 'old@example.com' }, 'Order', 1),
  );
  await take(said({ email: 'new@example.com' }, '/pricing', 100));
  const before = await worker.cells(sales);
  expect(await run()).toEqual({ leads: 2, erased: 1, isWhole: true });
  expect(await text()).not.toContain('old@example.com');
  expect(await text()).toContain('new@example.com');
  expect(await worker.cells(sales)).toEqual(before);
});

it('looks at the whole lead: what a browser of theirs did counts', async () => {
  await take(said({ email: 'a@example.com', anonymous: 'browser' }, '/pricing', 0));
  await take(said({ anonymous: 'browser' }, '/pricing', 100));
  await take(said({ email: 'b@example.com', anonymous: 'other' }, '/pricing', 0));
  expect(await run()).toMatchObject({ erased: 1 });
  expect(await text()).toContain('a@example.com');
  expect(await text()).not.toContain('b@example.com');
  expect(await text()).not.toContain('other');
});

it('keeps a lead that does something while it is about to be erased', async () => {
  await take(said({ email: 'a@example.com' }, '/pricing', 0));
  const beforeErase = () => take(said({ email: 'a@example.com' }, 'Order', 399));
  expect(await run({ beforeErase })).toMatchObject({ erased: 0 });
  expect(await text()).toContain('a@example.com');
});

it('takes what was accepted before the erasure and arrives after it', async () => {
  await take(said({ email: 'a@example.com' }, '/pricing', 0));
  await run();
  await take(said({ email: 'a@example.com' }, '/pricing', 399));
  expect(await text()).toContain('a@example.com');
  expect([...(await worker.cells(sales)).values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(1);
});

it('rejects a copy of what was erased', async () => {
  await take(said({ email: 'a@example.com' }, '/pricing', 0, 390));
  const before = await worker.cells(sales);
  await run();
  await take(said({ email: 'a@example.com' }, '/pricing', 0, 390));
  expect(await worker.cells(sales)).toEqual(before);
  expect(await text()).not.toContain('a@example.com');
});

it('walks once a week, and goes on where a run was stopped', async () => {
  for (let n = 0; n < 8; n++) await take(said({ email: `old${n}@example.com` }, '/pricing', 0));
  const runs: (Walked | undefined)[] = [];
  do runs.push(await run({ most: 4, times: 6 }));
  while (runs.at(-1)?.isWhole === false && runs.length < 50);
  expect(runs.length).toBeGreaterThan(2);
  expect(await text()).not.toContain('example.com');
  expect(runs.reduce((sum, one) => sum + (one?.erased ?? 0), 0)).toBe(8);
  expect(await run({ now: NOW + 6 * DAY })).toBeUndefined();
  expect(await run({ now: NOW + 7 * DAY })).toMatchObject({ isWhole: true });
});
