// Which event of an attempt fills which stage, for each order a funnel can have.
import type { Order } from '../config/config.ts';
import { fillAround } from './fill-optional.ts';
import { maskOf } from './hits.ts';

/** The stages, ascending, that one event can fill; none: an occurrence that only counts towards `times`. */
export type Options = {
  readonly time: number;
  readonly stages: readonly number[];
  /** True where it occurs again after it has met `times`: it fills nothing by that, and in order `strict` it is a repeat. */
  readonly isRepeat?: boolean;
};

const ALL_REQUIRED: ReadonlySet<number> = new Set();

/** By stage: the index of the event that fills it, or undefined. */
export type Fills = readonly (number | undefined)[];

/**
 * Fills as many stages as can be. One event fills at most one stage and a stage is filled once; of the ways that
 * take the attempt deepest, the events in order each take the earliest stage.
 * @param events the events of one attempt, in order of time
 * @param optional the stages that are counted and never required
 */
export function fillersOf(
  order: Order,
  stages: number,
  events: readonly Options[],
  optional: ReadonlySet<number> = ALL_REQUIRED,
): Fills {
  switch (order) {
    case 'reached':
      return fillReached(stages, events, optional);
    case 'any':
      return fillAny(stages, events);
    case 'ordered':
    case 'strict':
      return optional.size === 0
        ? fillInOrder(stages, events, order === 'strict')
        : fillAround(stages, events, optional, (required, own) =>
            fillInOrder(required, own, order === 'strict'),
          );
    default:
      return order satisfies never;
  }
}

/**
 * Deepest is most stages from the one that is entered at to the latest that is filled, of optional ones those that are filled. Stages before the entry are not
 * filled: nothing that came earlier is known of, and what comes later does not count there.
 */
function fillReached(stages: number, events: readonly Options[], optional: ReadonlySet<number>): Fills {
  const atEntry = entryLength(events);
  if (optional.size === 0) {
    const span = deepestSpan(stages, events, atEntry);
    return span === undefined ? unfilled(stages) : fillSpan(stages, events, optional, span);
  }
  // Of optional stages only those count that are filled: a longer way can have fewer stages.
  let best = unfilled(stages);
  let most = 0;
  for (const span of spansOf(stages, events, atEntry)) {
    if (span.target - span.entry < most) break;
    const fills = fillSpan(stages, events, optional, span);
    const counted = range(span.entry, span.target + 1).filter(
      (stage) => !optional.has(stage) || fills[stage] !== undefined,
    ).length;
    if (counted <= most) continue;
    best = fills;
    most = counted;
  }
  return best;
}

function fillSpan(
  stages: number,
  events: readonly Options[],
  optional: ReadonlySet<number>,
  span: Span,
): (number | undefined)[] {
  const fills = unfilled(stages);
  const atEntry = entryLength(events);
  const { entry, target } = span;
  const rest = endsAmong(span, events, atEntry);
  const isFeasible = (without: number): boolean => {
    const entryLeft = fills[entry] === undefined && without !== entry;
    const targetLeft = fills[target] === undefined && without !== target && target !== entry;
    return (
      (!entryLeft || rest.entry > 0) &&
      (!targetLeft || rest.target > 0) &&
      (!entryLeft || !targetLeft || rest.entry + rest.target - rest.both > 1)
    );
  };
  let left = stages - entry;
  for (let index = 0; index < events.length && left > 0; index++) {
    const own = events[index]?.stages ?? [];
    const isEntry = index < atEntry && own.includes(entry);
    const isTarget = own.includes(target);
    if (isEntry) rest.entry--;
    if (isTarget) rest.target--;
    if (isEntry && isTarget) rest.both--;
    const free = own.filter(
      (one) => one >= entry && one <= target && fills[one] === undefined && isFeasible(one),
    );
    // A required stage between the ends counts without an event, an optional one does not.
    const stage = free.find((one) => optional.has(one)) ?? free[0];
    if (stage === undefined) continue;
    fills[stage] = index;
    left--;
  }
  return fills;
}

/** All ways from a stage that is entered at to one that is filled, the longest first; of equally long ones those that enter earliest. */
function spansOf(stages: number, events: readonly Options[], atEntry: number): readonly Span[] {
  const entries = maskOf(events.slice(0, atEntry).flatMap((event) => event.stages));
  const all = maskOf(events.flatMap((event) => event.stages));
  const spans = range(0, stages).flatMap((entry) =>
    range(entry, stages).flatMap((target): Span[] => {
      if ((entries & (1 << entry)) === 0 || (all & (1 << target)) === 0) return [];
      const ends = endsAmong({ entry, target }, events, atEntry);
      return target === entry || ends.entry + ends.target - ends.both > 1 ? [{ entry, target }] : [];
    }),
  );
  return spans.sort((a, b) => b.target - b.entry - (a.target - a.entry));
}

type Span = { readonly entry: number; readonly target: number };
type Ends = { entry: number; target: number; both: number };

/** How many of the events belong to the first instant at which any stage can be filled, or come before it. */
function entryLength(events: readonly Options[]): number {
  const first = events.find(({ stages }) => stages.length > 0);
  const after = events.findIndex(({ time }) => first !== undefined && time > first.time);
  return after < 0 ? events.length : after;
}

/** The first and the last stage of the deepest attempt; of equally deep ones that which enters earliest. */
function deepestSpan(stages: number, events: readonly Options[], atEntry: number): Span | undefined {
  const entries = maskOf(events.slice(0, atEntry).flatMap((event) => event.stages));
  const all = maskOf(events.flatMap((event) => event.stages));
  let best: Span | undefined;
  for (let entry = 0; entry < stages; entry++) {
    if ((entries & (1 << entry)) === 0) continue;
    const deeper = entry + (best === undefined ? 0 : best.target - best.entry + 1);
    for (let target = stages - 1; target >= deeper; target--) {
      if ((all & (1 << target)) === 0) continue;
      if (target !== entry) {
        const ends = endsAmong({ entry, target }, events, atEntry);
        if (ends.entry + ends.target - ends.both < 2) continue;
      }
      best = { entry, target };
      break;
    }
  }
  return best;
}

/** How many events can fill the first stage of a span at its entry, how many its last one, and how many either. */
function endsAmong({ entry, target }: Span, events: readonly Options[], atEntry: number): Ends {
  const ends: Ends = { entry: 0, target: 0, both: 0 };
  for (const [index, { stages }] of events.entries()) {
    const isEntry = index < atEntry && stages.includes(entry);
    const isTarget = stages.includes(target);
    if (isEntry) ends.entry++;
    if (isTarget) ends.target++;
    if (isEntry && isTarget) ends.both++;
  }
  return ends;
}

/** Deepest is most stages: a maximum matching of events to stages, the earliest stages first. */
function fillAny(stages: number, events: readonly Options[]): Fills {
  const fills = unfilled(stages);
  const kinds = new Map<number, number>();
  for (const { stages: own } of events) kinds.set(maskOf(own), (kinds.get(maskOf(own)) ?? 0) + 1);
  const most = fillable(kinds, stages, 0);
  let filled = 0;
  for (const [index, event] of events.entries()) {
    if (bits(filled) === most) break;
    const mask = maskOf(event.stages);
    kinds.set(mask, (kinds.get(mask) ?? 0) - 1);
    if ((mask & ~filled) === 0) continue;
    const free = event.stages.filter((stage) => (filled & (1 << stage)) === 0);
    const stage =
      free.length < 2
        ? free[0]
        : free.find((candidate) => {
            const then = filled | (1 << candidate);
            return bits(then) + fillable(kinds, stages, then) === most;
          });
    if (stage === undefined) continue;
    filled |= 1 << stage;
    fills[stage] = index;
  }
  return fills;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * The size of a maximum matching between events and stages (augmenting paths, a stage at a time).
 * @param counts events by the set of stages that they can fill, as bits, and how many there are of each
 * @param filled stages that are taken already, as bits
 */
function fillable(counts: ReadonlyMap<number, number>, stages: number, filled: number): number {
  const kinds = [...counts].filter(([mask, count]) => mask !== 0 && count > 0);
  // Where each event can fill one stage alone, each of these stages is filled.
  if (kinds.every(([mask]) => bits(mask) === 1)) {
    return bits(kinds.reduce((all, [mask]) => all | mask, 0) & ~filled);
  }
  const held = kinds.map(() => [] as number[]);
  const place = (stage: number, tried: Set<number>): boolean => {
    for (const [at, [mask, count]] of kinds.entries()) {
      if (tried.has(at) || (mask & (1 << stage)) === 0) continue;
      tried.add(at);
      const holders = held[at] ?? [];
      if (holders.length < count) {
        holders.push(stage);
        return true;
      }
      for (const [slot, other] of holders.entries()) {
        if (place(other, tried)) {
          holders[slot] = stage;
          return true;
        }
      }
    }
    return false;
  };
  let size = 0;
  for (let stage = 0; stage < stages; stage++) {
    if ((filled & (1 << stage)) === 0 && place(stage, new Set())) size++;
  }
  return size;
}

/**
 * Stage after stage, each by the earliest event that can follow. Events of one instant may follow one another in any
 * order. In `strict` an event of some stage that does not fill the next one ends the attempt; what shares
 * the entry's instant may have come before it, so there it can be better to fill fewer stages.
 */
function fillInOrder(stages: number, events: readonly Options[], strict: boolean): Fills {
  let best = follow(stages, events, strict, stages);
  for (let atEntry = stages - 1; strict && atEntry > 0; atEntry--) {
    const other = follow(stages, events, strict, atEntry);
    if (depthOf(other) > depthOf(best)) best = other;
  }
  return best;
}

/** @param atEntry how many stages the entry's instant may fill */
function follow(stages: number, events: readonly Options[], strict: boolean, atEntry: number): Fills {
  const fills = unfilled(stages);
  let next = 0;
  for (let start = 0; start < events.length && next < stages; ) {
    let end = start;
    while (end < events.length && events[end]?.time === events[start]?.time) end++;
    const instant = events.slice(start, end).map((event) => maskOf(event.stages));
    const taken = longestRun(instant, next, start === 0 ? atEntry : stages);
    for (const at of taken) fills[next++] = start + at;
    const isHeard = (mask: number, at: number): boolean =>
      mask !== 0 || events[start + at]?.isRepeat === true;
    const speaking = instant.filter(isHeard).length;
    if (strict && start > 0 && speaking > taken.length) break;
    start = end;
  }
  return fills;
}

function depthOf(fills: Fills): number {
  return fills.filter((fill) => fill !== undefined).length;
}

/**
 * The most stages from `next` on, one after another, that distinct events of one instant can fill; event indices by stage. Of the ways
 * to fill them, the events in order each take the earliest stage.
 * @param instant the stages that each event can fill, as bits
 */
function longestRun(instant: readonly number[], next: number, stages: number): readonly number[] {
  const holders = fillEach(instant, next, stages);
  const end = next + holders.length;
  if (holders.length < 2) return holders;
  const taken = new Map<number, number>();
  // Where an event is of no use, none after it is that can fill the same.
  const useless = new Set<number>();
  for (let at = 0; at < instant.length && taken.size < holders.length; at++) {
    const mask = instant[at] ?? 0;
    if (useless.has(mask)) continue;
    const rest = instant.slice(at + 1);
    const stage = range(next, end).find(
      (one) =>
        (mask & (1 << one)) !== 0 &&
        !taken.has(one) &&
        fillEach(rest, next, end, (other) => other === one || taken.has(other)).length === holders.length,
    );
    if (stage === undefined) useless.add(mask);
    else taken.set(stage, at);
  }
  return range(next, end).flatMap((stage) => taken.get(stage) ?? []);
}

/** One after another, as long as there are events for them (augmenting paths). @param isTaken stages that need none of these events */
function fillEach(
  instant: readonly number[],
  next: number,
  end: number,
  isTaken: (stage: number) => boolean = () => false,
): readonly number[] {
  const holderOf: number[] = [];
  const place = (stage: number, tried: Set<number>): boolean => {
    for (const [at, mask] of instant.entries()) {
      if ((mask & (1 << stage)) === 0 || tried.has(at)) continue;
      tried.add(at);
      const held = holderOf.indexOf(at);
      if (held < 0 || place(held, tried)) {
        holderOf[stage] = at;
        return true;
      }
    }
    return false;
  };
  let stage = next;
  while (stage < end && (isTaken(stage) || place(stage, new Set()))) stage++;
  return range(next, stage).map((one) => holderOf[one] ?? -1);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function unfilled(stages: number): (number | undefined)[] {
  return Array.from({ length: stages }, () => undefined);
}
