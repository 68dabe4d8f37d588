// The stored format of the index of contacts: what is written today is what the fixtures hold, and is read as it was meant.
import { describe, expect, it } from 'vitest';
import type { IndexRow } from '../../functions/domain/summary/list-row.ts';
import { journalPuts, readJournal } from '../../functions/store/list/journal.ts';
import { readPages, writePage } from '../../functions/store/list/packed-pages.ts';
import { RowPage } from '../../functions/store/list/row-pages.ts';
import { noteErasure, readRuns, writeRuns } from '../../functions/store/list/runs.ts';
import { asStored, golden, inputOf, recorder } from '../support/golden.ts';
import { DAY, HOUR, MONDAY } from '../support/leads.ts';

const TABLE = 'leads';
type Item = Record<string, { readonly S: string }>;

const ROWS: readonly IndexRow[] = [
  {
    hash: 'FbAP14oGRkt_TRuZByvSLA',
    version: 300,
    told: {
      since: MONDAY + HOUR,
      day: '2026-03-09',
      form: 'ebook',
      channel: 'Paid Search',
      campaign: 'Frühling',
      funnels: new Map([
        ['sales.b', { reached: [0, 2], stage: 1, state: MONDAY + 30 * DAY }],
        ['trial.a', { reached: [0], stage: 0, state: 'lost' }],
      ]),
    },
  },
  {
    hash: 'aaaaaaaaaaaaaaaaaaaaaA',
    version: 1,
    told: {
      since: MONDAY,
      day: '2026-03-02',
      funnels: new Map([['trial.a', { reached: [0], stage: 0, state: MONDAY + DAY }]]),
    },
  },
  { hash: 'bbbbbbbbbbbbbbbbbbbbbA', version: 7, told: undefined },
];

/** Two hand-offs that are not answered, beside a funnel whose attempt is open. */
const WAITING: readonly IndexRow[] = [
  {
    hash: 'cccccccccccccccccccccA',
    version: 2,
    told: {
      since: MONDAY,
      day: '2026-03-03',
      funnels: new Map([
        ['club.c', { reached: [0, 1], stage: 1, state: 'won', waiting: MONDAY - HOUR }],
        ['journey.j', { reached: [0, 1], stage: 1, state: MONDAY + DAY, waiting: MONDAY + 2 * HOUR }],
        ['trial.a', { reached: [0], stage: 0, state: MONDAY + 30 * DAY }],
      ]),
    },
  },
  ...ROWS.slice(1),
];

const RUNS = {
  runs: [
    {
      id: 'r2',
      rows: 3,
      each: 2,
      pages: [
        { place: 4, newest: MONDAY },
        { place: 1, newest: 0 },
      ],
    },
    { id: 'r1', rows: 1, each: 2_000, pages: [{ place: 2, newest: MONDAY - DAY }] },
  ],
  free: [
    { place: 3, rows: 500, at: MONDAY },
    { place: 5, rows: undefined, at: MONDAY },
  ],
};

describe('golden fixtures', () => {
  it('of what is not packed yet', async () => {
    const [stored] = golden('part of the journal of the list', journalPuts(TABLE, ROWS, 'k3'));
    expect(asStored(journalPuts(TABLE, ROWS, 'k3'))).toEqual([stored]);
    const read = (item: object) =>
      readJournal({ client: { send: recorder(() => ({ Items: [item] })).send }, table: TABLE });
    const item = stored?.Put?.Item ?? {};
    const [found] = (await read(item)).items;
    expect([found?.sk, [...(found?.page.rows() ?? [])]]).toEqual(['k3', ROWS]);
    await expect(read({ ...item, f: { N: '2' } })).rejects.toThrow(/it is of format 2/);
    await expect(read({ ...item, hashes: { B: new Uint8Array(16) } })).rejects.toThrow(/number of hashes/);
    const bytes = item.rows?.B ?? new Uint8Array();
    await expect(read({ ...item, rows: { B: bytes.subarray(0, -1) } })).rejects.toThrow(
      /I k3: its numbers end/,
    );
    await expect(read({ ...item, rows: { B: Buffer.concat([bytes, bytes]) } })).rejects.toThrow(/more than/);
  });

  it('of contacts who wait for sales', async () => {
    const puts = journalPuts(TABLE, WAITING, 'k4');
    const [stored] = golden('part of the journal with who waits', puts);
    expect(asStored(puts)).toEqual([stored]);
    const item = stored?.Put?.Item ?? {};
    const { send } = recorder(() => ({ Items: [item] }));
    const [found] = (await readJournal({ client: { send }, table: TABLE })).items;
    expect([...(found?.page.rows() ?? [])]).toEqual(WAITING);
  });

  it('of a page that is packed', async () => {
    const many = Array.from({ length: 100 }, (_, n): IndexRow => {
      const hash = Buffer.alloc(16, n).toString('base64url');
      return { ...(ROWS[n % 3] as IndexRow), hash };
    });
    const { sent, send } = recorder();
    await writePage({ client: { send }, table: TABLE }, 12, 'r1', many);
    const fixture = golden('page of the list', sent);
    // Compressed bytes may differ from one release of Brotli to the next; what they hold may not.
    const { Item } = inputOf<{ readonly Item: Item }>(fixture);
    const { Item: now } = inputOf<{ readonly Item: Item }>(asStored(sent));
    expect(Object.keys(now)).toEqual(Object.keys(Item));
    expect([...new RowPage(Item).rows()]).toEqual(many);
    expect({ ...now, packed: null }).toEqual({ ...Item, packed: null });
    const table = { table: TABLE, pause: async () => {} };
    const { send: answer } = recorder(() => ({ Responses: { [TABLE]: [Item] } }));
    const [page] = await readPages({ ...table, client: { send: answer } }, [{ run: 'r1', place: 12 }]);
    expect([...(page?.rows() ?? [])]).toEqual(many);
    await expect(
      readPages({ ...table, client: { send: answer } }, [{ run: 'r2', place: 12 }]),
    ).rejects.toThrow(/of another run/);
  });

  it('of the runs that hold', async () => {
    const { sent, send } = recorder();
    const table = { client: { send }, table: TABLE };
    const none = { changes: 0, erasures: 0, runs: [], free: [] };
    const written = await writeRuns(table, none, RUNS);
    await writeRuns(table, { ...none, changes: 1, erasures: 2 }, RUNS);
    await noteErasure(table, { ...none, ...written });
    const fixture = golden('runs of the list', sent);
    expect(asStored(sent)).toEqual(fixture);
    const { ExpressionAttributeValues: values } = inputOf<{ readonly ExpressionAttributeValues: Item }>(
      fixture,
    );
    const {
      ':f': f,
      ':changes': changes,
      ':runs': runs,
      ':free': free,
    } = values as Record<string, { readonly S: string }>;
    const read = (item: object) =>
      readRuns({ client: { send: recorder(() => ({ Item: item })).send }, table: TABLE });
    expect(await read({ f, changes, runs, free })).toEqual({ changes: 1, erasures: 0, ...RUNS });
    await expect(read({ f, runs: { S: '[["r1"]]' } })).rejects.toThrow(/a run of another shape/);
    await expect(read({ f, free: { S: '[[1]]' } })).rejects.toThrow(/a free place of another shape/);
    await expect(read({ f: { N: '2' } })).rejects.toThrow(/it is of format 2/);
  });
});
