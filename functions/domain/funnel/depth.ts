// How deep an attempt would get from each possible start, without making the attempt: near constant time a start.
import type { Order } from '../config/config.ts';
import { deepestOf, fillable, longestRun } from './fill.ts';
import type { FunnelEvent } from './funnel.ts';
import { type Repeat, repeatsOf } from './repeats.ts';

/** In how many stages an attempt that enters at `start` counts; starts are asked for in ascending order. */
type DepthAt = (start: number) => number;

export type Depths = {
  readonly at: DepthAt;
  /**
   * Whether fewer events never get deeper, so that a later start whose window ends with the same event need not be
   * looked at. Not so where occurrences are counted from the entry on, and in `strict`, where one more event can break it.
   */
  readonly isMonotone: boolean;
};

/**
 * @param own all events of one lead in one funnel, in order
 * @param times when they were
 */
export function depthsOf(
  own: readonly FunnelEvent[],
  times: readonly number[],
  order: Order,
  stages: number,
  windowMs: number,
): Depths {
  const windows = new Windows(times, windowMs);
  const masks = own.map(({ hits }) => hits.mask);
  const repeats = repeatsOf(own);
  const counts = repeats.length > 0;
  switch (order) {
    case 'reached':
      return { at: reachedDepths(masks, windows, repeats, stages), isMonotone: true };
    case 'any':
      return { at: anyDepths(masks, windows, repeats, stages), isMonotone: !counts };
    case 'ordered':
      return { at: inOrderDepths(masks, windows, repeats, stages, false), isMonotone: !counts };
    case 'strict':
      return { at: inOrderDepths(masks, windows, repeats, stages, true), isMonotone: false };
    default:
      return order satisfies never;
  }
}

/** The windows of all starts: both ends only ever move on. */
class Windows {
  readonly #times: readonly number[];
  readonly #windowMs: number;
  low = 0;
  high = 0;

  constructor(times: readonly number[], windowMs: number) {
    this.#times = times;
    this.#windowMs = windowMs;
  }

  /** Moves to the window of a start: from the first event of its instant to the last within its window, exclusive. */
  moveTo(start: number, entering?: (index: number) => void, leaving?: (index: number) => void): void {
    const time = this.timeAt(start);
    for (; this.timeAt(this.high) <= time + this.#windowMs; this.high++) entering?.(this.high);
    for (; this.timeAt(this.low) < time; this.low++) leaving?.(this.low);
  }

  timeAt(index: number): number {
    return this.#times[index] ?? Number.POSITIVE_INFINITY;
  }
}

function reachedDepths(
  masks: readonly number[],
  windows: Windows,
  repeats: readonly Repeat[],
  stages: number,
): DepthAt {
  // The deepest stage that an event can fill; events that only count towards `times` fill none, as -1.
  const deepestAt = masks.map((mask) => 31 - Math.clz32(mask));
  const counts = Array.from({ length: stages }, () => 0);
  const count = (n: number) => (index: number) => {
    const stage = deepestAt[index] ?? -1;
    if (stage >= 0) counts[stage] = (counts[stage] ?? 0) + n;
  };
  const [entering, leaving] = [count(1), count(-1)];
  return (start) => {
    windows.moveTo(start, entering, leaving);
    let deepest = stages - 1;
    while (deepest >= 0 && counts[deepest] === 0) deepest--;
    for (const { stage, metFrom } of repeats) {
      if (stage > deepest && metFrom(windows.low) < windows.high) deepest = stage;
    }
    return deepest + 1;
  };
}

/** How many events there are of each kind, a kind being the stages that they can fill, as bits. */
type Kinds = ReadonlyMap<number, number>;

function anyDepths(
  masks: readonly number[],
  windows: Windows,
  repeats: readonly Repeat[],
  stages: number,
): DepthAt {
  const kinds = new Map<number, number>();
  // More events of a kind than there are stages make no difference.
  const enough = stages + repeats.length;
  let hasMoved = true;
  let before = '';
  let depth = 0;
  const count = (n: number) => (index: number) => {
    const mask = masks[index] ?? 0;
    const sum = (kinds.get(mask) ?? 0) + n;
    kinds.set(mask, sum);
    if (mask !== 0 && Math.min(sum, sum - n) < enough) hasMoved = true;
  };
  const [entering, leaving] = [count(1), count(-1)];
  return (start) => {
    windows.moveTo(start, entering, leaving);
    const met = metIn(windows, repeats);
    const signature = met.map(({ stage, at }) => `${at} ${masks[at]} ${stage}`).join();
    if (!hasMoved && signature === before) return depth;
    hasMoved = false;
    before = signature;
    depth = fillable(extended(kinds, met, masks), stages, 0);
    return depth;
  };
}

/** A stage whose `times` an event of the window completes, and which event. */
type Met = Pick<Repeat, 'stage' | 'silentFrom'> & { readonly at: number };

function metIn(windows: Windows, repeats: readonly Repeat[]): readonly Met[] {
  const met: Met[] = [];
  for (const { stage, metFrom, silentFrom } of repeats) {
    const at = metFrom(windows.low);
    if (at < windows.high) met.push({ stage, at, silentFrom });
  }
  return met;
}

/** Whether an event of the instant, which fills nothing, occurs again after it has met its `times`. */
function hasRepeat(met: readonly Met[], { first, end }: Instant): boolean {
  const completes = (index: number): boolean => met.some(({ at }) => at === index);
  return met.some(({ at, silentFrom }) => {
    let index = silentFrom(Math.max(first, at + 1));
    while (index < end && completes(index)) index = silentFrom(index + 1);
    return index < end;
  });
}

/** The kinds where some of the events can fill a stage more. */
function extended(kinds: Kinds, met: readonly Met[], masks: readonly number[]): Kinds {
  if (met.length === 0) return kinds;
  const more = new Map(kinds);
  const maskAt = new Map<number, number>();
  for (const { stage, at } of met) {
    const mask = maskAt.get(at) ?? masks[at] ?? 0;
    more.set(mask, (more.get(mask) ?? 0) - 1);
    more.set(mask | (1 << stage), (more.get(mask | (1 << stage)) ?? 0) + 1);
    maskAt.set(at, mask | (1 << stage));
  }
  return more;
}

function inOrderDepths(
  masks: readonly number[],
  windows: Windows,
  repeats: readonly Repeat[],
  stages: number,
  strict: boolean,
): DepthAt {
  const nextOf = nextIndices(masks, stages, strict);
  const instantAt = instants(masks, windows);
  return (start) => {
    windows.moveTo(start);
    const met = metIn(windows, repeats);
    const isAlone = windows.timeAt(windows.low) !== windows.timeAt(windows.low + 1);
    const follow = (atEntry: number): number => {
      let depth = 0;
      for (let from = windows.low; depth < stages; ) {
        let at = nextOf[strict ? 0 : depth]?.[from] ?? windows.high;
        for (const one of met) {
          if ((strict || one.stage === depth) && one.at >= from && one.at < at) at = one.at;
          if (strict) at = Math.min(at, one.silentFrom(Math.max(from, one.at + 1)));
        }
        if (at >= windows.high) break;
        const instant = instantAt(at);
        const isEntry = instant.first === windows.low;
        const here = met.filter((one) => one.at >= instant.first && one.at < instant.end);
        const kinds = extended(instant.kinds, here, masks);
        const run = runOf(kinds, depth, isEntry ? atEntry : stages);
        depth += run;
        const speaking = instant.end - instant.first - (kinds.get(0) ?? 0);
        if (strict && !isEntry && (speaking > run || hasRepeat(met, instant))) break;
        from = instant.end;
      }
      return depth;
    };
    return deepestOf(strict && !isAlone ? stages : 1, (spared) => follow(stages - spared), Number);
  };
}

/** How many stages from `next` on events of one instant can fill. */
function runOf(kinds: Kinds, next: number, stages: number): number {
  const events: number[] = [];
  for (const [mask, count] of kinds) {
    if (mask !== 0) for (let n = Math.min(count, stages - next); n > 0; n--) events.push(mask);
  }
  return longestRun(events, next, stages).length;
}

/**
 * By stage, and by index: the next event from there on that can fill the stage. In order `strict` of the first stage
 * alone, and of any event that can fill some stage.
 */
function nextIndices(
  masks: readonly number[],
  stages: number,
  strict: boolean,
): readonly (readonly number[])[] {
  return Array.from({ length: strict ? 1 : stages }, (_, stage) => {
    const next = new Array<number>(masks.length);
    let found = Number.POSITIVE_INFINITY;
    for (let index = masks.length - 1; index >= 0; index--) {
      const mask = masks[index] ?? 0;
      if (strict ? mask !== 0 : (mask & (1 << stage)) !== 0) found = index;
      next[index] = found;
    }
    return next;
  });
}

/** Events of one instant: from the first to the last, exclusive. */
type Instant = { readonly first: number; readonly end: number; readonly kinds: Kinds };

/** The instant of an event; each is looked at once, however many starts lead to it. */
function instants(masks: readonly number[], windows: Windows): (index: number) => Instant {
  const known: Instant[] = [];
  return (index) => {
    const before = known[index];
    if (before !== undefined) return before;
    const time = windows.timeAt(index);
    let first = index;
    while (windows.timeAt(first - 1) === time) first--;
    const kinds = new Map<number, number>();
    let end = first;
    for (; windows.timeAt(end) === time; end++) {
      const mask = masks[end] ?? 0;
      kinds.set(mask, (kinds.get(mask) ?? 0) + 1);
    }
    const instant = { first, end, kinds };
    known[index] = instant;
    return instant;
  };
}
