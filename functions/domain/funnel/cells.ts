// Cells: the counters' smallest parts. A tally is a sum over cells, and so is every figure of every report.
import type { Breakdown } from '../config/config.ts';

/**
 * What a cell counts; `stage` is the stage's index in its definition, `bucket` an index of `histogram.ts`.
 *
 * | metric | counts |
 * |---|---|
 * | `e` | attempts that entered |
 * | `l<stage>` | attempts counted in the stage |
 * | `r<stage>` | of those, attempts of a lead that reached the stage in an earlier attempt |
 * | `d<stage>` | attempts that entered at this stage, beyond the first |
 * | `a<stage>` | attempts counted in the stage that entered at a later one |
 * | `b<stage>` | attempts in both this stage and the required one before |
 * | `f<stage>:<bucket>` | times from entry, in ms |
 * | `p<stage>:<bucket>` | times from the required stage before, in ms |
 * | `g<stage>:<bucket>` | times that are both, as the required stage before was the entry |
 * | `i<stage>:<bucket>` | times from entry to a stage that a later one implies, as the earliest such one was filled |
 * | `j<stage>:<bucket>` | of the times from entry, those of attempts that entered at this stage or a later one |
 * | `s<stage>` | the sum of the times from entry, in ms |
 * | `t<stage>` | the sum of the times from the required stage before, in ms |
 * | `u<stage>` | the sum of times that are both |
 * | `n` | attempts of contacts: leads whose e-mail is known |
 * | `o<stage>` | orders |
 * | `v<stage>:<currency>` | revenue in minor units |
 * | `w<stage>:<currency>` | of that, revenue of attempts that entered at this stage, beyond the first, or at a later one |
 * | `c<stage>` | attempts in the required stage before and not in this one, if that is required, that an event of `lostOn` ended |
 * | `q<reason>:<stage>` | attempts that it ended before the last stage, by its index in the definition and the stage that was filled last (`path.ts`) |
 * | `e<stage>:<next>` | attempts in which an event filled the stage `next` after this one, where it is not the one behind it; with the number of stages as `next`: those whose path ended at this stage, after the last one of the funnel |
 * | `x` | leads with events outside every attempt, on the day of the first such event |
 * | `xv:<currency>` | revenue of late orders, on the day of the order |
 * | `h` | attempts handed over to the receiving funnel |
 * | `h:<bucket>` | times from entry to the hand-off, in ms |
 * | `hs` | the sum of these times, in ms |
 * | `k:<source>:<bucket>` | attempts that hold a hand-off from that funnel, by the time from the giving attempt's entry to the earliest of them, in ms |
 * | `ma:<of>:<bucket>` | attempts whose hand-off was accepted, by the time from the hand-off to the acceptance, in ms; `of` is the source of a hand-off that was received, and empty of one that was given |
 * | `ms:<of>:0` | the sum of these times, in ms |
 * | `mv:<of>:<speed>` | the same attempts by the index of that time in `speeds.ts` |
 * | `mg<stage>:<of>:<speed>` | of these, attempts that came to the stage, behind the hand-off, at the acceptance or later |
 * | `mb<stage>:<of>:<speed>` | of these, attempts that came to it before |
 * | `mr:<of>:<reason>` | attempts whose hand-off was returned, by the index of the reason in `answer.ts` |
 * | `z` | orders, on the day of the order |
 * | `zg:<currency>` | what they were worth before refunds, in minor units |
 * | `zr:<currency>` | what their refunds took back |
 * | `zq:<reason>` | events that touch the funnel and were not counted as they were meant, on their own day; under the definition of the whole instance `zq:<reason>:<source>` |
 * | `y<way>` | leads by the way they came, on the day of their first entry into any of the funnels of a hand-off (`docs/ways.md`) |
 * | `y<way>c:<age>`, `y<way>r:<age>`, `y<way>a:<age>` | of them, those with a first order, a second one, and a referral, by the time since that entry, as an index of `ages.ts` |
 * | `y<way>v:<currency>:<age>` | what their orders brought, in minor units |
 * | `y<way>w:<currency>:<age>`, `y<way>x:<currency>:<age>` | what these orders add to the squares of what each lead brought, in two parts (`ways.ts`) |
 * | `n<group>:<sequence>` | leads that entered a sequence, on that day, by group: `s` gets it, `h` is held out; none that had done before what it waits for |
 * | `n<group>c:<sequence>:<age>`, `n<group>t:<sequence>:<bucket>` | of them, those that did it, by the time since they entered |
 * | `n<group>b:<sequence>:<currency>:<age>` | of them, those that bought in that currency, by the first such order |
 * | `n<group>v:<sequence>:<currency>:<age>` and `w`, `x` | what their orders brought, and its squares, as of ways |
 * | `nvf:<variant>:<age>`, `nvc:<variant>:<age>` | leads that sent a form of which a variant was shown to them, on the day of that, by the time until they did; and of them, those with an order, by the time until the first |
 * | `nv` and `b`, `v`, `w`, `x` of `<variant>:<currency>:<age>` | as of sequences |
 *
 * What follows from other cells is not kept in cells but made by `expand` (in `expand-cells.ts`): totals where a
 * breakdown tells them, `e` and `b` in funnels where an attempt counts in all stages from its entry to its last, `f` and
 * `p` out of `g`, `s` and `t` out of `u`, and `v` out of `w`. `i`, `j`, `s`, `t`, `u`, `n`, `hs`, `q`, `e<stage>`, `k`, `m` and `y` are kept of the total alone,
 * and those of sequences and variants.
 */
export type Metric =
  | 'e'
  | 'n'
  | `${'l' | 'r' | 'd' | 'a' | 'b' | 'c' | 'o' | 's' | 't' | 'u'}${number}`
  | `${'e' | 'f' | 'p' | 'g' | 'i' | 'j' | 'q'}${number}:${number}`
  | `${'v' | 'w'}${number}:${string}`
  | 'x'
  | `xv:${string}`
  | 'h'
  | 'hs'
  | `h:${number}`
  | `k:${string}:${number}`
  | `${'ma' | 'ms' | 'mv' | 'mr'}:${string}:${number}`
  | `${'mg' | 'mb'}${number}:${string}:${number}`
  | 'z'
  | `${'zg' | 'zr' | 'zq'}:${string}`
  | `y${string}`
  | `${'nh' | 'ns' | 'nv'}${string}`;

/**
 * The way of a lead. Came first by a funnel that hands over, and then: `h` was handed over, `o` came to the receiving funnel on its own,
 * `m` is in none but those that hand over. Came first by the receiving one: `s` is in no other, `b` is in one that hands over too.
 */
export type WayCode = 'h' | 'o' | 'm' | 's' | 'b';

/** One value of one breakdown, as `<field>=<value>`, or '' for all. */
export type Slice = '' | `${Breakdown}=${string}`;

/** `<local day>|<metric>|<slice>`: neither day nor metric holds a bar, the slice may. */
export type CellKey = `${string}|${Metric}|${Slice}`;

/** Zero cells are absent. */
export type Cells = ReadonlyMap<CellKey, number>;

export type Cell = { readonly day: string; readonly metric: Metric; readonly slice: Slice };

export function cellKey(day: string, metric: Metric, slice: Slice): CellKey {
  return `${day}|${metric}|${slice}`;
}

export function parseCellKey(key: CellKey): Cell {
  const first = key.indexOf('|');
  const second = key.indexOf('|', first + 1);
  return {
    day: key.slice(0, first),
    metric: key.slice(first + 1, second) as Metric,
    slice: key.slice(second + 1) as Slice,
  };
}

/** A slice's breakdown and value; undefined for the total. */
export function parseSlice(slice: Slice): { readonly field: Breakdown; readonly value: string } | undefined {
  if (slice === '') return undefined;
  const at = slice.indexOf('=');
  return { field: slice.slice(0, at) as Breakdown, value: slice.slice(at + 1) };
}

/** Adds `n` to a cell, dropping it where it becomes zero. */
export function addTo<Key>(cells: Map<Key, number>, key: Key, n: number): void {
  const sum = (cells.get(key) ?? 0) + n;
  if (sum === 0) cells.delete(key);
  else cells.set(key, sum);
}

/** `to - from`, cell by cell. */
export function difference(to: Cells, from: Cells): Map<CellKey, number> {
  const delta = new Map(to);
  for (const [key, n] of from) addTo(delta, key, -n);
  return delta;
}

export function isSameCells(a: Cells, b: Cells): boolean {
  if (a.size !== b.size) return false;
  for (const [key, n] of a) if (b.get(key) !== n) return false;
  return true;
}
