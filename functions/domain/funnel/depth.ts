// How deep an attempt would get from each possible start, without making the attempt: near constant time a start.
import type { Order } from '../config/config.ts';
import { deepestOf, fillable, longestRun } from './fill.ts';
import { type FunnelEvent, occurrenceId, type Trigger } from './funnel.ts';

/** In how many stages an attempt that enters at `start` counts; starts are asked for in ascending order. */
export type Depths = (start: number) => number;

/** @param own all events of one lead in one funnel, in order */
export function depthsOf(
  own: readonly FunnelEvent[],
  order: Order,
  stages: number,
  windowMs: number,
): Depths {
  const windows = new Windows(own, windowMs);
  const repeats = repeatsOf(own);
  switch (order) {
    case 'reached':
      return reachedDepths(windows, repeats, stages);
    case 'any':
      return anyDepths(own, windows, repeats, stages);
    case 'ordered':
    case 'strict':
      return inOrderDepths(own, windows, repeats, stages, order === 'strict');
    default:
      return order satisfies never;
  }
}

/** The windows of all starts: both ends only ever move on. */
class Windows {
  readonly #own: readonly FunnelEvent[];
  readonly #windowMs: number;
  low = 0;
  high = 0;

  constructor(own: readonly FunnelEvent[], windowMs: number) {
    this.#own = own;
    this.#windowMs = windowMs;
  }

  /** Moves to the window of a start: from the first event of its instant to the last within its window, exclusive. */
  moveTo(start: number, entering?: (own: FunnelEvent) => void, leaving?: (own: FunnelEvent) => void): void {
    const time = this.timeAt(start);
    while (this.high < this.#own.length && this.timeAt(this.high) <= time + this.#windowMs) {
      const own = this.#own[this.high++];
      if (own !== undefined) entering?.(own);
    }
    while (this.low < start && this.timeAt(this.low) < time) {
      const own = this.#own[this.low++];
      if (own !== undefined) leaving?.(own);
    }
  }

  timeAt(index: number): number {
    return this.#own[index]?.event.time ?? Number.POSITIVE_INFINITY;
  }
}

/** A trigger with `times` above one, and which event meets it: the n-th distinct occurrence from an index on. */
type Repeat = { readonly stage: number; readonly metFrom: (low: number) => number };

function repeatsOf(own: readonly FunnelEvent[]): readonly Repeat[] {
  const occurrences = new Map<Trigger, number[]>();
  for (const [index, { hits }] of own.entries()) {
    for (const hit of hits) {
      if (hit.times === 1) continue;
      const known = occurrences.get(hit);
      if (known === undefined) occurrences.set(hit, [index]);
      else known.push(index);
    }
  }
  return [...occurrences].map(([trigger, at]) => ({
    stage: trigger.stage,
    metFrom: meetings(own, at, trigger.times),
  }));
}

/** By two pointers over the occurrences: as the first moves on, so does the one that completes the count. */
function meetings(
  own: readonly FunnelEvent[],
  at: readonly number[],
  times: number,
): (low: number) => number {
  const seen = new Map<string, number>();
  const idAt = (n: number): string => occurrenceId(own[at[n] ?? 0]);
  let first = 0;
  let next = 0;
  return (low) => {
    for (; first < at.length && (at[first] ?? 0) < low; first++) {
      if (first >= next) {
        next = first + 1;
        continue;
      }
      const left = (seen.get(idAt(first)) ?? 0) - 1;
      if (left === 0) seen.delete(idAt(first));
      else seen.set(idAt(first), left);
    }
    for (; next < at.length && seen.size < times; next++)
      seen.set(idAt(next), (seen.get(idAt(next)) ?? 0) + 1);
    return seen.size < times ? Number.POSITIVE_INFINITY : (at[next - 1] ?? Number.POSITIVE_INFINITY);
  };
}

function reachedDepths(windows: Windows, repeats: readonly Repeat[], stages: number): Depths {
  const counts = Array.from({ length: stages }, () => 0);
  const count = (n: number) => (one: FunnelEvent) => {
    for (const stage of one.always) counts[stage] = (counts[stage] ?? 0) + n;
  };
  const [entering, leaving] = [count(1), count(-1)];
  return (start) => {
    windows.moveTo(start, entering, leaving);
    let deepest = counts.findLastIndex((n) => n > 0);
    for (const { stage, metFrom } of repeats) {
      if (stage > deepest && metFrom(windows.low) < windows.high) deepest = stage;
    }
    return deepest + 1;
  };
}

function anyDepths(
  own: readonly FunnelEvent[],
  windows: Windows,
  repeats: readonly Repeat[],
  stages: number,
): Depths {
  const counts = new Map<number, number>();
  const known = new Map<string, number>();
  const count = (n: number) => (one: FunnelEvent) => add(counts, maskOf(one.always), n);
  const [entering, leaving] = [count(1), count(-1)];
  return (start) => {
    windows.moveTo(start, entering, leaving);
    const extended = new Map<number, number>();
    for (const { stage, metFrom } of repeats) {
      const at = metFrom(windows.low);
      if (at < windows.high)
        extended.set(at, (extended.get(at) ?? maskOf(own[at]?.always ?? [])) | (1 << stage));
    }
    const kinds = new Map(counts);
    for (const [at, mask] of extended) {
      add(kinds, maskOf(own[at]?.always ?? []), -1);
      add(kinds, mask, 1);
    }
    // More events of a kind than there are stages make no difference, so few cases are ever told apart.
    const capped = [...kinds].flatMap(([mask, n]) =>
      mask === 0 || n <= 0 ? [] : [[mask, Math.min(n, stages)] as const],
    );
    const signature = capped.sort(([a], [b]) => a - b).join(';');
    const depth = known.get(signature) ?? fillable(capped, stages, 0);
    known.set(signature, depth);
    return depth;
  };
}

function inOrderDepths(
  own: readonly FunnelEvent[],
  windows: Windows,
  repeats: readonly Repeat[],
  stages: number,
  strict: boolean,
): Depths {
  const ofStage = Array.from({ length: stages }, (_, stage) =>
    own.flatMap(({ always }, index) => (always.includes(stage) ? [index] : [])),
  );
  const speaking = own.flatMap(({ always }, index) => (always.length > 0 ? [index] : []));
  return (start) => {
    windows.moveTo(start);
    const met = repeats.map(({ stage, metFrom }) => ({ stage, at: metFrom(windows.low) }));
    const stagesAt = (index: number): readonly number[] => {
      const extra = met.flatMap(({ stage, at }) => (at === index ? [stage] : []));
      const always = own[index]?.always ?? [];
      return extra.length === 0 ? always : [...new Set([...always, ...extra])];
    };
    const follow = (atEntry: number): number => {
      let depth = 0;
      for (let from = windows.low; depth < stages; ) {
        const candidates = strict ? speaking : (ofStage[depth] ?? []);
        const fitting = met.filter(({ stage, at }) => at >= from && (strict || stage === depth));
        const at = Math.min(firstFrom(candidates, from), ...fitting.map((one) => one.at));
        if (at >= windows.high) break;
        let end = at;
        while (end < windows.high && windows.timeAt(end) === windows.timeAt(at)) end++;
        let first = at;
        while (first > from && windows.timeAt(first - 1) === windows.timeAt(at)) first--;
        const instant = Array.from({ length: end - first }, (_, n) => ({ stages: stagesAt(first + n) }));
        const isEntry = first === windows.low;
        const run = longestRun(instant, depth, isEntry ? atEntry : stages);
        depth += run.length;
        const told = instant.filter((one) => one.stages.length > 0).length;
        if (strict && !isEntry && told > run.length) break;
        from = end;
      }
      return depth;
    };
    const isAlone = windows.timeAt(windows.low) !== windows.timeAt(windows.low + 1);
    return deepestOf(strict && !isAlone ? stages : 1, (spared) => follow(stages - spared), Number);
  };
}

/** The first of ascending numbers that is at least `from`. */
function firstFrom(ascending: readonly number[], from: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return ascending[low] ?? Number.POSITIVE_INFINITY;
}

function maskOf(stages: readonly number[]): number {
  let mask = 0;
  for (const stage of stages) mask |= 1 << stage;
  return mask;
}

function add(counts: Map<number, number>, mask: number, n: number): void {
  const sum = (counts.get(mask) ?? 0) + n;
  if (sum === 0) counts.delete(mask);
  else counts.set(mask, sum);
}
