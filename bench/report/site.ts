// A site with so many leads a day: what its counters hold, day by day, as the job that compacts leaves them.
import { daysBetween } from '../../functions/domain/calendar.ts';
import { partOf, totalsOf } from '../../functions/domain/funnel/cell-columns.ts';
import {
  addTo,
  type CellKey,
  cellKey,
  type Metric,
  parseCellKey,
} from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { placeOf } from '../../functions/store/counters/counters.ts';
import { SHARDS, shardName } from '../../functions/store/counters/shards.ts';
import { encodeSum, packed, sumKey, sumsGroup, TOTALS } from '../../functions/store/counters/summed-day.ts';
import { totalsMark } from '../../functions/store/counters/totals-mark.ts';
import { counterKey } from '../../functions/store/keys.ts';
import type { Item } from '../units/item-size.ts';
import { type Random, randomOf } from '../units/random.ts';

const CHANNELS = ['Direct', 'Organic Search', 'Paid Search', 'Email', 'Referral', 'Paid Social'] as const;
export const STAGES = 4;
/** Of those in a stage so many go on to the next. */
const GO_ON = 0.4;
const HOUR_MS = 3_600_000;
/** Leads that go on on one of so many later days, of all. */
const LATER = 0.1;
const DAYS_LATER = 29;
/** Changes of each day that came alone later, too few to be summed. */
const LEFT_OVER = 10;
/** The same of a day whose windows have ended. */
const LEFT_ONCE_OVER = 3;
/** Shards of a change or two that were summed last, whose names stay in the sum: of 2 KB, and of 256 bytes. */
const NAMED = 23;
const NAMED_ONCE_OVER = 3;
/** So many changes in the five minutes of a batch make a table busy. */
const BUSY = 5;
/** As long as those of shards are. */
const ID = '2x1k9w0qz3';
const SUMMED_ID = '1w0j8v9py2';

export type Site = {
  readonly items: readonly Item[];
  /** By day: how many leads are in each stage. */
  readonly reached: ReadonlyMap<string, readonly number[]>;
};

type Lead = {
  readonly slice: `channel=${string}`;
  /** When it came to each stage, in ms after its entry. */
  readonly times: readonly number[];
};

/** @param now in the last of the days */
export function siteOf(definition: string, leads: number, from: string, to: string, now: number): Site {
  const random = randomOf(leads);
  const weekdays = Array.from({ length: 7 }, () => Array.from({ length: leads }, () => leadOf(random)));
  const isBusy = leads / 288 >= BUSY;
  const writing = { id: ID, now, changes: isBusy ? BUSY : 1 };
  // A quiet site uses its shards for a day, a busy one for an hour: these are not summed yet.
  const freshDays = isBusy ? 1 / 24 : 1;
  const late = Math.ceil(((leads * LATER) / DAYS_LATER) * freshDays);
  const items: Item[] = [];
  const reached = new Map<string, readonly number[]>();
  const days = daysBetween(from, to);
  const sums = new Map<string, ReadonlyMap<string, Uint8Array>>();
  for (const [index, day] of days.entries()) {
    const own = weekdays[index % 7] ?? [];
    reached.set(day, countOf(own));
    const age = days.length - 1 - index;
    const rest = age > DAYS_LATER + 3 ? LEFT_ONCE_OVER : Math.max(age > DAYS_LATER ? 0 : late, LEFT_OVER);
    const loose = age === 0 ? Math.ceil(leads * freshDays) : rest;
    for (let n = 0; n < Math.min(SHARDS, loose); n++) {
      const shard = own.slice(0, loose).filter((_, at) => at % SHARDS === n);
      items.push(shardOf(definition, day, shardName(writing, n, SHARDS), shard));
    }
    if (loose >= leads) continue;
    const known = `${index % 7} ${loose}`;
    const made = sums.get(known) ?? sumsOf(own.slice(loose));
    sums.set(known, made);
    const names = Array.from({ length: age > DAYS_LATER + 3 ? NAMED_ONCE_OVER : NAMED }, (_, n) => {
      return `#${shardName(writing, n, SHARDS)} ${SUMMED_ID}`;
    });
    const folded = [{ at: now - HOUR_MS, shards: names }];
    for (const [group, cells] of made) {
      const sum = encodeSum({ day, part: 0, version: 2, folded, cells, isFull: false });
      items.push({ ...sumKey(definition, group, day, 0), ...sum });
    }
  }
  items.push(totalsMark(definition));
  return { items, reached };
}

/** By how their sort keys begin. */
function sumsOf(leads: readonly Lead[]): ReadonlyMap<string, Uint8Array> {
  const part = partOf(asParts(leads));
  return new Map([
    [sumsGroup(undefined), packed([part])],
    [TOTALS, packed([totalsOf(part, ['channel'])])],
  ]);
}

function leadOf(random: Random): Lead {
  const times = [0];
  while (times.length < STAGES && random.next() < GO_ON)
    times.push((times.at(-1) ?? 0) + Math.floor(HOUR_MS * 240 * random.next() ** 4));
  return { slice: `channel=${random.pick(CHANNELS)}`, times };
}

function countOf(leads: readonly Lead[]): readonly number[] {
  return Array.from({ length: STAGES }, (_, k) => leads.filter(({ times }) => times.length > k).length);
}

const ANY_DAY = '2026-01-01';

/** As the tally keeps them in order `reached`, of leads that came to each stage one by one and are known by e-mail. */
function cellsOf(leads: readonly Lead[], day: string): ReadonlyMap<CellKey, number> {
  const cells = new Map<CellKey, number>();
  const add = (metric: Metric, slice: Lead['slice'] | '', n = 1): void =>
    addTo(cells, cellKey(day, metric, slice), n);
  for (const { slice, times } of leads) {
    add('n', '');
    for (const [k, after] of times.entries()) {
      add(`l${k}`, slice);
      if (k === 0) continue;
      const between = after - (times[k - 1] ?? 0);
      if (k === 1) {
        add(`g1:${bucketOf(after)}`, slice);
        add('u1', '', after);
        continue;
      }
      add(`f${k}:${bucketOf(after)}`, slice);
      add(`p${k}:${bucketOf(between)}`, slice);
      add(`s${k}`, '', after);
      add(`t${k}`, '', between);
    }
  }
  return cells;
}

function asParts(leads: readonly Lead[]) {
  return [...cellsOf(leads, ANY_DAY)].map(([key, n]) => ({ ...parseCellKey(key), n }));
}

function shardOf(definition: string, day: string, shard: string, leads: readonly Lead[]): Item {
  const cells = [...cellsOf(leads, day)].map(([key, n]) => [placeOf(key).attribute, { N: String(n) }]);
  return {
    pk: { S: counterKey(definition) },
    sk: { S: `c#${day}#${shard}` },
    id: { S: ID },
    ...Object.fromEntries(cells),
  };
}
