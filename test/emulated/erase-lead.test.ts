import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeadId, Submission } from '../../functions/domain/event/event.ts';
import { packList } from '../../functions/pack-list/pack-list.ts';
import { PACK_SIZES } from '../../functions/pack-list/sizes.ts';
import { unpack } from '../../functions/store/leads/codec/packed.ts';
import { eraseLead, LeadNotErased } from '../../functions/store/leads/erase-lead.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { finishErasure } from '../../functions/store/leads/leftovers.ts';
import { readJournal } from '../../functions/store/list/journal.ts';
import { readPages } from '../../functions/store/list/packed-pages.ts';
import { readRuns } from '../../functions/store/list/runs.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { sorted } from '../support/ledger.ts';
import { Worker } from '../support/worker.ts';
import { messageOf as message } from '../support/worker-deps.ts';

const sales = definition(funnel(['/pricing', 'Trial', 'Order'], { id: 'sales', by: ['channel'] }));
const anna: LeadId = { kind: 'email', key: 'anna@example.com' };
const browser: LeadId = { kind: 'anonymous', key: 'browser-of-anna' };

let emulators: Emulators;
let worker: Worker;
let tombstones = 0;

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), [sales]);
});

function erase(id: LeadId, now: number, table: LeadTable = worker.leads): Promise<boolean> {
  return eraseLead(
    { table, definitions: worker.definitions, now: () => now, fresh: () => `t${tombstones++}` },
    id,
  );
}

function said(ids: Submission['ids'], name: string, hours: number, properties = {}): Submission {
  const time = MONDAY + hours * HOUR;
  return submission(ids, event(name, time, { id: `${name}${hours}`, properties }));
}

async function take(...submissions: readonly Submission[]): Promise<void> {
  for (let at = 0; at < submissions.length; at += 500) {
    expect(await worker.take([message(...submissions.slice(at, at + 500))])).toEqual(new Set());
  }
}

type Stored = { readonly key: string; readonly text: string; readonly expires?: number };

/** Every item of the table, unpacked. */
async function stored(): Promise<readonly Stored[]> {
  const { Items = [] } = await worker.client.send(new ScanCommand({ TableName: worker.table }));
  return Items.map((item) => {
    const key = `${item.pk?.S} ${item.sk?.S}`;
    const packed = ['data', 'counted'].flatMap((name) =>
      item[name] === undefined ? [] : unpack(item[name]),
    );
    return { key, text: JSON.stringify([item, packed]), ...(item.x?.N && { expires: Number(item.x.N) }) };
  });
}

async function pack(): Promise<void> {
  await packList({
    table: worker.leads,
    now: Date.now,
    fresh: () => `run${tombstones++}`,
    hasTime: () => true,
    sizes: { ...PACK_SIZES, least: 1 },
  });
}

async function textOf(): Promise<string> {
  return (await stored()).map(({ text }) => text).join('\n');
}

/** Text that does not shrink. */
function noise(n: number): string {
  return createHash('sha512').update(String(n)).digest('base64');
}

/** An erasure over it is stopped once marks are written. */
function stoppedOnceMarked(): LeadTable {
  let commits = 0;
  const send = async (command: never) => {
    if (commits > 0) throw new Error('the process ended');
    const answer = await worker.client.send(command);
    if ((command as object).constructor.name === 'TransactWriteItemsCommand') commits++;
    return answer;
  };
  return { ...worker.leads, client: { send } as never };
}

describe('erasing a lead', () => {
  it('leaves what it counted, and nothing that tells who it was but expiring marks', async () => {
    await take(
      said({ anonymous: browser.key }, '/pricing', 0, { secret: 'anna was here' }),
      said({ email: anna.key, anonymous: browser.key }, 'Trial', 1),
      said({ email: 'bea@example.com' }, '/pricing', 2),
    );
    const before = await worker.cells(sales);
    expect(await erase(anna, MONDAY + DAY)).toBe(true);
    expect(sorted(await worker.cells(sales))).toEqual(sorted(before));
    const left = (await stored()).filter(({ key }) => /^[LT]#/.test(key));
    expect(left.filter(({ text }) => text.includes('anna'))).toEqual([]);
    const marks = left.filter(({ text }) => text.includes('erasedAt'));
    expect(marks).toHaveLength(2);
    for (const { expires } of marks) {
      // The queue keeps a message 14 days, its dead letters as long, a redriven one once more.
      expect(expires).toBe((MONDAY + 31 * DAY) / 1000);
    }
    const [tombstone] = left.filter(({ key }) => key.startsWith('T#'));
    expect(tombstone?.text).toContain('l1');
    expect(left).toHaveLength(4);
  });

  it('rejects what was received before, and begins a new lead with what is received after', async () => {
    const first = said({ email: anna.key, anonymous: browser.key }, 'Trial', 1);
    await take(first);
    await erase(anna, MONDAY + DAY);
    const before = sorted(await worker.cells(sales));
    // The same message again, one that was still in the queue, and one of the browser alone.
    await take(first, said({ email: anna.key }, 'Order', 2), said({ anonymous: browser.key }, '/pricing', 3));
    expect(sorted(await worker.cells(sales))).toEqual(before);
    await take(said({ email: anna.key }, 'Trial', 48));
    const after = await worker.cells(sales);
    expect(after.get('2026-03-04|l1|')).toBe(1);
    expect(after.get('2026-03-02|l1|')).toBe(1);
  });

  it.each([
    ['that is not packed yet', false],
    ['that is packed', true],
  ])('takes a contact out of the index, and no other one: %s', async (_, isPacked) => {
    await take(
      said({ email: anna.key, anonymous: browser.key }, '/pricing', 1),
      said({ email: 'bea@example.com' }, '/pricing', 1),
    );
    const stored = async () => {
      const { runs, free } = await readRuns(worker.leads);
      const wanted = runs.flatMap(({ id, pages }) => pages.map(({ place }) => ({ run: id, place })));
      const packed = await readPages(worker.leads, wanted, true);
      const pages = [...(await readJournal(worker.leads)).items.map(({ page }) => page), ...packed];
      expect(free).toEqual([]);
      return [...new Set(pages.flatMap((page) => [...page.rows()].map(({ hash }) => hash)))];
    };
    const bea = worker.leads.hashOf({ kind: 'email', key: 'bea@example.com' });
    if (isPacked) await pack();
    expect((await stored()).sort()).toEqual([worker.leads.hashOf(anna), bea].sort());
    await erase(browser, MONDAY + DAY);
    expect(await stored()).toEqual([bea]);
  });

  it('finds the lead by any of its ids, and says when there is none', async () => {
    await take(said({ email: anna.key, anonymous: browser.key }, 'Trial', 1));
    expect(await erase({ kind: 'email', key: 'nobody@example.com' }, MONDAY + DAY)).toBe(false);
    expect(await erase(browser, MONDAY + DAY)).toBe(true);
    expect(await erase(anna, MONDAY + DAY)).toBe(true);
    expect((await stored()).filter(({ key }) => key.startsWith('T#'))).toHaveLength(1);
  });

  it('takes a lead of many pages with it', async () => {
    const long = Array.from({ length: 800 }, (_, n) =>
      said({ email: anna.key }, n === 0 ? 'Trial' : `Step ${n}`, n, {
        note: `anna noted ${n} ${noise(n)}`,
      }),
    );
    await take(...long);
    expect((await stored()).length).toBeGreaterThan(10);
    await erase(anna, MONDAY + 100 * DAY);
    expect(await textOf()).not.toContain('noted');
    expect((await stored()).filter(({ key }) => / [EC]#/.test(key))).toEqual([]);
  });

  it('takes a lead of more browsers than one transaction holds, part by part', async () => {
    const owners = [{ email: anna.key }, { user: 'u1' }, { user: 'u2' }, { user: 'u3' }] as const;
    const known = owners.map((owner, n) => {
      const { event, ...ids } = said({ email: anna.key, ...owner }, 'Trial', n);
      return { ...ids, event: { ...event, trusted: true } };
    });
    await take(...known);
    const many = Array.from({ length: 100 }, (_, n) => [
      said({ ...owners[n % 4], anonymous: `b${n}` }, '/pricing', n),
      said({ anonymous: `b${n}` }, '/pricing', 24 * 40 * (n + 1)),
    ]);
    await take(...many.flat());
    const before = sorted(await worker.cells(sales));
    expect(await erase({ kind: 'user', key: 'u1' }, MONDAY + 400 * DAY)).toBe(true);
    expect(sorted(await worker.cells(sales))).toEqual(before);
    const items = await stored();
    expect(items.filter(({ key }) => key.startsWith('T#')).length).toBeGreaterThan(1);
    expect(items.filter(({ text }) => text.includes('"events":[{'))).toEqual([]);
  });

  it('is finished by whoever calls it again, where it was stopped before its pages were deleted', async () => {
    const long = Array.from({ length: 200 }, (_, n) =>
      said({ email: anna.key, anonymous: browser.key }, `Step ${n}`, n, {
        note: `noted ${n} ${noise(n)}`,
      }),
    );
    await take(...long);
    await expect(erase(anna, MONDAY + 100 * DAY, stoppedOnceMarked())).rejects.toThrow();
    expect(await textOf()).toContain('noted');
    // A new event in between must not hide what is still to be deleted, nor be deleted with it.
    await take(said({ email: anna.key }, 'Trial', 24 * 200));
    expect(await erase(anna, MONDAY + 300 * DAY)).toBe(true);
    expect(await textOf()).not.toContain('noted');
  });

  it('keeps the mark of an e-mail for as long as the index has its row', async () => {
    await take(said({ email: anna.key, anonymous: browser.key }, 'Trial', 1));
    await expect(erase(browser, MONDAY + DAY, stoppedOnceMarked())).rejects.toThrow();
    const marks = async () =>
      (await stored()).flatMap(({ text, expires }) => (text.includes('erasedAt') ? [expires] : []));
    expect(await marks()).toEqual([undefined, undefined]);
    await finishErasure(worker.leads, worker.leads.hashOf(browser), MONDAY + 2 * DAY);
    const expiry = (MONDAY + 32 * DAY) / 1000;
    expect(await marks()).toEqual([expiry, expiry]);
  });

  it('gives up, and changes nothing, where the database takes none of it', async () => {
    await take(said({ email: anna.key }, 'Trial', 1));
    const refusing: LeadTable = {
      ...worker.leads,
      pause: async () => {},
      client: {
        send: async (command: never) => {
          if ((command as object).constructor.name === 'TransactWriteItemsCommand') throw new Error('no');
          return worker.client.send(command);
        },
      } as never,
    };
    await expect(erase(anna, MONDAY + DAY, refusing)).rejects.toBeInstanceOf(LeadNotErased);
    expect(await textOf()).toContain('Trial');
  });
});
