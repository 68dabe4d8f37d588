// An export is whole or not seen, whatever stops a run; and it holds nothing of a person.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CellRow } from '../../functions/domain/data-out/cell-rows.ts';
import type { EventRow } from '../../functions/domain/data-out/event-rows.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { eraseLead } from '../../functions/store/leads/erase-lead.ts';
import { ExportTakenOver, HELD_MS } from '../../functions/write-data/held-export.ts';
import { READ_ON_MS, type WriteData, writeData } from '../../functions/write-data/write-data.ts';
import { GROUPS, NOW, submissionsOf } from '../figures/world.ts';
import { event, HOUR } from '../support/leads.ts';
import { reportConfig } from '../support/reports.ts';
import { takenWorld, writingOf } from './exported-world.ts';

const config = { ...reportConfig, funnels: GROUPS[0] ?? [] };
const DAY = 24 * HOUR;

/** Everything that identifies a person, in each place where it can be said. */
const PERSON = {
  email: 'Canary.Zq81@Example.com',
  name: 'Zephyrine Quillfeather',
  browser: 'browser-of-canary-zq81',
  user: 'user-canary-zq81',
  order: 'order-canary-zq81',
  click: 'gclid:click-canary-zq81',
};
const NAMES = Object.values(PERSON);

const canary = (): readonly Submission[] => {
  const ids = { email: PERSON.email.toLowerCase(), user: PERSON.user, anonymous: PERSON.browser };
  const touch = { channel: 'Paid Search', source: 'google', clickId: PERSON.click };
  const properties = { name: PERSON.name, email: PERSON.email };
  const time = NOW - 5 * DAY;
  return [
    { ids: { anonymous: PERSON.browser }, event: event('/pricing', time, { touch, properties }) },
    {
      ids,
      typed: PERSON.email,
      event: event('Ebook', time + HOUR, {
        ...{ kind: 'form', name: 'Ebook', properties, firstProperties: properties },
        id: `f:Ebook:${PERSON.browser}`,
      }),
    },
    { ids, event: event('', time + HOUR, { kind: 'identify', id: 'p:i', properties }) },
    { ids, event: event(`Called ${PERSON.email}`, time + HOUR, { id: 'p:called', properties }) },
    {
      ids,
      event: event('Order Completed', time + 2 * HOUR, {
        id: 'p:bought',
        trusted: true,
        properties,
        order: { id: PERSON.order, value: { currency: 'EUR', minor: 4_900 } },
      }),
    },
  ];
};

let folder: string;
let now: number;
let world: Awaited<ReturnType<typeof takenWorld>>;
let deps: WriteData;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imbuto-data-'));
  now = NOW;
  world = await takenWorld({ config, people: [...submissionsOf(26).slice(0, 60), canary()], now });
  deps = { ...writingOf(world.table, { config, now }, folder), now: () => now };
});
afterEach(() => rmSync(folder, { recursive: true }));

const current = (): { readonly place: string } & Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'current/current.json'), 'utf8'));
const files = (of: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => file.startsWith(join(folder, of)));
const linesOf = (of: string): readonly string[] =>
  files(of)
    .flatMap((file) => gunzipSync(readFileSync(file)).toString().trimEnd().split('\n'))
    .sort();
const rowsOf = <Row>(of: string): readonly Row[] => linesOf(of).map((line): Row => JSON.parse(line));

/** Runs, each with time for so many looks at the clock, until one is through. */
async function inParts(looks: number): Promise<number> {
  for (let runs = 1; ; runs++) {
    let left = looks;
    const remaining = () => (left-- > 0 ? Number.POSITIVE_INFINITY : 0);
    const { outcome } = await writeData({ ...deps, remaining }, true);
    if (outcome === 'written') return runs;
    expect(outcome).toBe('unfinished');
    expect(files('current')).toEqual([]);
  }
}

describe('an export', () => {
  it('has each event that is kept, on its local day, and each cell', async () => {
    expect(await writeData(deps, false)).toMatchObject({ outcome: 'written' });
    const events = rowsOf<EventRow>('a/events');
    const cells = rowsOf<CellRow>('a/cells');
    expect(current()).toMatchObject({
      place: 'a',
      timezone: 'Europe/Rome',
      as_of: new Date(NOW).toISOString(),
      leads: new Set(events.map(({ lead }) => lead)).size,
      events: events.length,
      cells: cells.length,
    });
    const bought = events.filter(({ order_kind }) => order_kind === 'order');
    expect(bought).toContainEqual(
      expect.objectContaining({ contact: true, trusted: true, amount: 4_900, currency: 'EUR' }),
    );
    // 23:30 in UTC is the day after in Rome.
    for (const file of files('a/events')) {
      const day = /day=([^/]+)/.exec(file)?.[1];
      const rows: EventRow[] = gunzipSync(readFileSync(file))
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      for (const { happened_at } of rows) expect(deps.calendar.dayOf(Date.parse(happened_at))).toBe(day);
    }
    expect(rowsOf('a/stages')).toContainEqual(
      expect.objectContaining({ funnel: 'nurture', stage: 'Ebook', position: 2, hands_over_to: 'reached' }),
    );
  });

  it('is the same whether one run writes it or many', async () => {
    await writeData(deps, false);
    const [events, cells] = [linesOf('a/events'), linesOf('a/cells')];
    rmSync(folder, { recursive: true });
    world = await takenWorld({ config, people: [...submissionsOf(26).slice(0, 60), canary()], now });
    deps = { ...writingOf(world.table, { config, now }, folder), now: () => now };
    expect(await inParts(2)).toBeGreaterThan(2);
    expect(linesOf('a/events')).toEqual(events);
    expect(linesOf('a/cells')).toEqual(cells);
  });

  it.each([1, 5, 40, 60])('has nothing twice after a run that failed at its file %i', async (nth) => {
    let left = nth;
    const put: WriteData['bucket']['put'] = async (key, contents) => {
      if (--left === 0) throw new Error('the bucket does not answer');
      await deps.bucket.put(key, contents);
    };
    await expect(writeData({ ...deps, bucket: { ...deps.bucket, put } }, false)).rejects.toThrow(
      'the bucket',
    );
    expect(files('current')).toEqual([]);
    expect(await writeData(deps, false)).toEqual({ outcome: 'busy' });
    now += HELD_MS + 1;
    expect(await writeData(deps, false)).toMatchObject({ outcome: 'written' });
    const [events, cells] = [rowsOf('a/events').length, rowsOf('a/cells').length];
    expect(current()).toMatchObject({ events, cells });
  });

  it('is of one run where another has gone on with it', async () => {
    let second: Promise<unknown> | undefined;
    const scan: WriteData['scan'] = async (after) => {
      if (second === undefined) {
        now += HELD_MS + 1;
        second = writeData(deps, false);
        await second;
      }
      return deps.scan(after);
    };
    await expect(writeData({ ...deps, scan }, false)).rejects.toThrow(ExportTakenOver);
    expect(await second).toMatchObject({ outcome: 'written' });
    expect(rowsOf('a/events')).toHaveLength(Number(current().events));
    expect(rowsOf('a/cells')).toHaveLength(Number(current().cells));
  });

  it('takes turns with the one before, which stays for who reads it, and is then deleted', async () => {
    await writeData(deps, false);
    now += DAY;
    expect(await writeData(deps, false)).toMatchObject({ outcome: 'written' });
    expect(current().place).toBe('b');
    now += READ_ON_MS - 1;
    expect(await writeData(deps, false)).toEqual({ outcome: 'idle' });
    expect(files('a')).not.toEqual([]);
    now += 1;
    expect(await writeData(deps, false)).toEqual({ outcome: 'emptied' });
    expect(files('a')).toEqual([]);
    expect(files('b')).not.toEqual([]);
    expect(await writeData(deps, false)).toEqual({ outcome: 'idle' });
  });

  it('has cells of one definition alone, where another came to be shown on the way', async () => {
    let looks = 0;
    const [first, ...others] = await deps.shown();
    const edited = [{ ...first, key: 'edited' } as (typeof others)[number], ...others];
    const shown = async () => (looks++ === 0 ? [first as (typeof others)[number], ...others] : edited);
    const remaining = () => (files('a/cells').length > 0 ? 0 : Number.POSITIVE_INFINITY);
    expect(await writeData({ ...deps, shown, remaining }, false)).toEqual({ outcome: 'unfinished' });
    expect(files('a/cells')).not.toEqual([]);
    expect(await writeData({ ...deps, shown }, false)).toMatchObject({ outcome: 'written' });
    const definitions = new Set(rowsOf<CellRow>('a/cells').map(({ definition }) => definition));
    expect(definitions).toEqual(new Set(['nurture']));
    expect(current().cells).toBe(rowsOf('a/cells').length);
  });
});

describe('an export is due', () => {
  const outcomeAt = async (time: string, every: 'day' | 'week' = 'day') => {
    now = Date.parse(time);
    return (await writeData({ ...deps, every }, false)).outcome;
  };

  it('once a local day', async () => {
    expect(await outcomeAt('2026-11-03T22:45:00Z')).toBe('written');
    expect(await outcomeAt('2026-11-03T22:55:00Z')).toBe('idle');
    // Midnight in Rome.
    expect(await outcomeAt('2026-11-03T23:05:00Z')).toBe('written');
  });

  it('or once a week, from Monday', async () => {
    expect(await outcomeAt('2026-11-04T10:45:00Z', 'week')).toBe('written');
    expect(await outcomeAt('2026-11-08T22:55:00Z', 'week')).not.toBe('written');
    expect(await outcomeAt('2026-11-08T23:05:00Z', 'week')).toBe('written');
  });

  it('whenever it is asked for', async () => {
    await writeData(deps, false);
    expect(await writeData(deps, true)).toMatchObject({ outcome: 'written' });
  });
});

describe('of a person', () => {
  it('no file says who it is, nor by what name', async () => {
    await writeData(deps, false);
    const all = files('').map((file) => {
      const bytes = readFileSync(file);
      return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().toLowerCase();
    });
    expect(all.join('\n')).toContain('(email)');
    for (const name of NAMES)
      for (const text of all) expect(text.includes(name.toLowerCase()), name).toBe(false);
    expect(all.join('\n')).not.toMatch(/@example\.com|browser \d|order \d/);
  });

  it('who is erased, nothing of what was done is in the next export', async () => {
    await writeData(deps, false);
    const lead = world.table.hashOf({ kind: 'email', key: PERSON.email.toLowerCase() });
    const own = () => linesOf(`${current().place}/events`).filter((line) => line.includes(lead));
    expect(own()).toHaveLength(4);
    const { table, definitions } = world;
    const erased = { table, definitions, now: () => now, fresh: () => 'tombstone' };
    expect(await eraseLead(erased, { kind: 'email', key: PERSON.email.toLowerCase() })).toBe(true);
    now += DAY;
    await writeData(deps, false);
    expect(own()).toEqual([]);
    now += READ_ON_MS;
    await writeData(deps, false);
    expect([...linesOf('a'), ...linesOf('b')].filter((line) => line.includes(lead))).toEqual([]);
  });
});
