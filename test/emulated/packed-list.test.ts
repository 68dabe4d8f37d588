// The list of leads where the index of contacts is packed, over an emulated table: the same lists, page by page, while contacts change, move and are erased.
import { DeleteItemCommand, ScanCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listContacts } from '../../functions/leads/list-contacts.ts';
import { packList, STILL_USED_MS } from '../../functions/pack-list/pack-list.ts';
import type { PackSizes } from '../../functions/pack-list/sizes.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { journalPuts, readJournal } from '../../functions/store/list/journal.ts';
import { readPages } from '../../functions/store/list/packed-pages.ts';
import { readRuns } from '../../functions/store/list/runs.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { takeAll } from '../support/lead-pages.ts';
import { DAY, definition, event, funnel, HOUR, MONDAY, submission } from '../support/leads.ts';
import { Worker } from '../support/worker.ts';

const trial = definition(
  funnel(['/pricing', 'Trial', 'Order'], { id: 'trial', windowMs: 5 * DAY, by: ['channel'] }),
);
const SIZES: PackSizes = { least: 1, most: 1_000, page: 10, fan: 4 };

let emulators: Emulators;
let worker: Worker;
let named = 0;
let now = MONDAY;
beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), [trial]);
  now = MONDAY;
});

const pack = (table = worker.leads) =>
  packList({
    table,
    now: () => now,
    fresh: () => `run${named++}`,
    hasTime: () => true,
    sizes: SIZES,
  });
const email = (n: number) => `p${n}@example.com`;
const said = (n: number, name: string, hours: number, channel = 'Email') =>
  submission(
    { email: email(n) },
    event(name, MONDAY + hours * HOUR, { id: `${n} ${name} ${hours}`, touch: { channel } }),
  );

async function takeMany(): Promise<void> {
  const people = Array.from({ length: 130 }, (_, n) => said(n, '/pricing', n, n === 7 ? 'Rare' : 'Email'));
  for (let at = 0; at < people.length; at += 26) {
    await takeAll(worker, ...people.slice(at, at + 26));
    await pack();
  }
}

type Filter = Parameters<typeof listContacts>[1]['filter'];

/** The numbers of the contacts that all pages have. */
async function all(filter: Filter = {}, hasTime = () => true): Promise<readonly (readonly number[])[]> {
  const funnelOf = { definition: trial, label: '', stageLabels: [] };
  const asked = {
    filter,
    funnel: filter.outcome === undefined && filter.reached === undefined ? undefined : funnelOf,
    dayOf: (time: number) => new Date(time).toISOString().slice(0, 10),
    now: MONDAY + 6 * DAY,
  };
  const parts: (readonly number[])[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const looked = await listContacts({ table: worker.leads, hasTime }, asked, after);
    parts.push((looked?.rows ?? []).map(({ record }) => Number(/\d+/.exec(record.id.key)?.[0])));
    after = looked?.next;
  }
  return parts;
}

const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n);

describe('a packed list', () => {
  it('comes in pages, newest first, each contact once', async () => {
    await takeMany();
    expect((await readJournal(worker.leads)).items).toEqual([]);
    expect(await all()).toEqual([down(129, 80), down(79, 30), down(29, 0)]);
  });

  it('comes whole in short answers too, where there is no time', async () => {
    await takeMany();
    const parts = await all({ channel: 'Email' }, () => false);
    expect(parts.flat()).toEqual(down(129, 0).filter((n) => n !== 7));
  });

  it('finds what is rare, and what depends on the time, in one answer', async () => {
    await takeMany();
    expect(await all({ channel: 'Rare' })).toEqual([[7]]);
    expect(await all({ channel: 'None' })).toEqual([[]]);
    expect(await all({ from: '2026-03-02', to: '2026-03-02' })).toEqual([down(14, 0)]);
    expect((await all({ outcome: 'ended' })).flat()).toEqual(down(23, 0));
    expect((await all({ outcome: 'open' })).flat()).toEqual(down(129, 24));
  });

  it('tells of a contact as it is now, whether that is packed or not', async () => {
    await takeMany();
    await takeAll(worker, said(3, 'Trial', 20), said(90, 'Trial', 100));
    for (const isPacked of [false, true]) {
      if (isPacked) await pack();
      expect(await all({ reached: 'Trial' })).toEqual([[90, 3]]);
    }
  });

  it('has a contact where an earlier event puts it, once', async () => {
    await takeMany();
    await takeAll(worker, said(100, '/pricing', -5));
    for (const isPacked of [false, true]) {
      if (isPacked) await pack();
      expect((await all()).flat()).toEqual([...down(129, 0).filter((n) => n !== 100), 100]);
    }
  });

  it('has no erased contact, and no row of it in any page, also where others pack meanwhile', async () => {
    await takeMany();
    const id = { kind: 'email', key: email(60) } as const;
    const deps = { table: worker.leads, definitions: [trial], now: () => now, fresh: () => `t${named++}` };
    await Promise.all([eraseLead(deps, id), takeAll(worker, said(140, '/pricing', 140)).then(() => pack())]);
    await pack();
    expect((await all()).flat()).toEqual([140, ...down(129, 0).filter((n) => n !== 60)]);
    const bytes = Buffer.from(worker.leads.hashOf(id), 'base64url');
    const { Items = [] } = await worker.client.send(new ScanCommand({ TableName: worker.table }));
    const left = Items.filter(({ hashes }) => hashes?.B && Buffer.from(hashes.B).includes(bytes));
    expect(left).toEqual([]);
  });

  it('keeps what another packing writes into a place that this one was about to tidy', async () => {
    await takeAll(worker, said(1, '/pricing', 1));
    const through = (before: (name: string) => Promise<void>) => {
      const send = async (command: object): Promise<unknown> => {
        await before(command.constructor.name);
        return await worker.leads.client.send(command as never);
      };
      const client = { send } as unknown as typeof worker.leads.client;
      return pack({ ...worker.leads, client });
    };
    // It has claimed a place and is stopped before it writes there.
    const stopped = through(async (name) => {
      if (name === 'PutItemCommand') throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    now += STILL_USED_MS;
    let isFirst = true;
    await through(async (name) => {
      if (!isFirst || !/^(Delete|Transact|Update)/.test(name)) return;
      isFirst = false;
      await pack();
    });
    expect(isFirst).toBe(false);
    expect((await all()).flat()).toEqual([1]);
  });

  it('tells of no contact that is none any more, where packings are stopped before they delete what they packed', async () => {
    const { client, table } = worker.leads;
    const hash = worker.leads.hashOf({ kind: 'email', key: email(1) });
    const contact = { since: MONDAY, day: '2026-03-02', funnels: new Map() };
    const tell = async (version: number, told: typeof contact | undefined, name: string) => {
      const TransactItems = [...journalPuts(table, [{ hash, version, told }], name)];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    };
    /** It can delete all but the first item of the journal. */
    const packStopped = async () => {
      const send = async (command: object): Promise<unknown> => {
        if (command instanceof DeleteItemCommand && command.input.Key?.sk?.S === 'first')
          throw new Error('stopped');
        return await client.send(command as never);
      };
      await expect(pack({ ...worker.leads, client: { send } as unknown as typeof client })).rejects.toThrow();
    };
    await tell(1, contact, 'first');
    await packStopped();
    await tell(2, undefined, 'second');
    await packStopped();
    await packStopped();
    await pack();
    const { runs } = await readRuns(worker.leads);
    const wanted = runs.flatMap(({ id, pages }) => pages.map(({ place }) => ({ run: id, place })));
    const rows = (await readPages(worker.leads, wanted, true)).flatMap((page) => [...page.rows()]);
    expect(rows.filter(({ told }) => told !== undefined)).toEqual([]);
  });

  it('writes its pages over those that hold no more, once no function can be reading these', async () => {
    await takeMany();
    const before = (await readRuns(worker.leads)).free;
    await takeAll(worker, said(130, '/pricing', 130));
    await pack();
    const soon = (await readRuns(worker.leads)).free;
    expect(soon.length).toBeGreaterThanOrEqual(before.length);
    now += STILL_USED_MS;
    await takeAll(worker, said(131, '/pricing', 131));
    await pack();
    const { free, runs } = await readRuns(worker.leads);
    const pages = runs.reduce((sum, run) => sum + run.pages.length, 0);
    expect(Math.max(...[...free, ...runs.flatMap((run) => run.pages)].map(({ place }) => place))).toBe(
      free.length + pages,
    );
    expect((await all()).flat()).toEqual(down(131, 0));
  });
});
