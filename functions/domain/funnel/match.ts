// The matcher: the one meaning of a funnel. It cuts a lead's events into attempts, each with the stages it filled.

import { canStartAnywhere } from '../config/definition.ts';
import type { LeadEvent } from '../event/event.ts';
import { compareText } from '../lead/identity.ts';
import { type Fills, fillersOf, type Options } from './fill.ts';
import { type FunnelEvent, type Matcher, occurrenceId } from './funnel.ts';
import { HANDED_OVER, type Trigger } from './hits.ts';

/** The events of one attempt, and which of them filled which stage. */
export type MatchedAttempt = {
  readonly entry: FunnelEvent;
  /** The stage that was filled first; of those filled at one instant, the earliest. */
  readonly enteredAt: number;
  /** The end of its window or what ended it before: it takes what happens until then. */
  readonly endsAt: number;
  /** What ended it as lost. */
  readonly loss?: Loss;
  /** All events of the funnel from its entry to its end, in order of time. */
  readonly events: readonly FunnelEvent[];
  /** By stage: the event that filled it, or undefined. */
  readonly fills: readonly (FunnelEvent | undefined)[];
  /** By stage: whether the attempt counts in it. */
  readonly counted: readonly boolean[];
};

/** An event that ends attempts. @see FunnelConfig.lostOn */
export type Loss = {
  readonly event: LeadEvent;
  /** An index of the funnel's `lostOn`. */
  readonly reason: number;
};

export type Match = { readonly attempts: readonly MatchedAttempt[]; readonly late: readonly FunnelEvent[] };

/**
 * Cuts events into attempts that do not overlap: from the earliest possible start, of all starts within its window the
 * one whose attempt counts in most stages (the earliest among equals); the next after that one's end.
 * @param derived events that other funnels hand over, which are of the first stage
 */
export function match(
  matcher: Matcher,
  events: readonly LeadEvent[],
  derived: readonly LeadEvent[] = [],
): Match {
  const { order, stages } = matcher.funnel;
  const isAnywhere = matcher.funnel.start !== 'first' && canStartAnywhere(order);
  const own = funnelEvents(matcher, events, derived);
  const endOf = endReader(matcher, events);
  const most = boundReader(own, matcher);
  const isMonotone = fewerAreNeverDeeper(own, matcher);
  // In order `reached` a later start gets deeper where it enters at an earlier stage.
  let isCovered = isMonotone;
  const canStart = (index: number): boolean =>
    own[index]?.hits.stages[0] === 0 || (index === 0 && isAnywhere);
  const timeAt = (index: number): number => own[index]?.event.time ?? Number.POSITIVE_INFINITY;

  const attempts: MatchedAttempt[] = [];
  const late: FunnelEvent[] = [];
  for (let from = 0; from < own.length; ) {
    // The first start that fills anything is the earliest possible one; of those in its window the deepest is taken.
    let best: { readonly attempt: MatchedAttempt; readonly low: number; readonly high: number } | undefined;
    let deepest = 0;
    let until = Number.POSITIVE_INFINITY;
    let high = from;
    for (let start = from; deepest < stages.length && timeAt(start) <= until && start < own.length; start++) {
      // Events of one instant may follow one another in either order, so all starts there have the same attempt.
      const entry = own[start];
      if (entry === undefined || !canStart(start)) continue;
      if (start > from && timeAt(start) === timeAt(start - 1) && canStart(start - 1)) continue;
      const before = high;
      const end = endOf(timeAt(start));
      while (timeAt(high) <= end.endsAt) high++;
      if (high === before && isCovered) continue;
      // What shares the entry's instant may come before it in the list, and is in its window all the same.
      let low = start;
      while (low > from && timeAt(low - 1) === timeAt(start)) low--;
      if (most(low, high) <= deepest) continue;
      const attempt = attemptFrom(matcher, entry, own.slice(low, high), end);
      if (order === 'reached') isCovered = attempt.fills[0] === entry && timeAt(start + 1) > timeAt(start);
      const depth = attempt.counted.filter(Boolean).length;
      if (depth <= deepest) continue;
      if (best === undefined) until = end.endsAt;
      best = { attempt, low, high };
      deepest = depth;
    }
    for (const one of own.slice(from, best?.low)) late.push(one);
    if (best === undefined) break;
    attempts.push(best.attempt);
    from = best.high;
  }
  return { attempts, late };
}

/**
 * Whether fewer events never get deeper, so that a later start whose window ends with the same event need not be
 * looked at. Not so where occurrences are counted from the entry on, in `strict`, where one more event can break it, in
 * `reached`, where it depends on the stage of the entry, and where one more event fills a stage before an optional one is.
 */
function fewerAreNeverDeeper(own: readonly FunnelEvent[], { funnel: { order }, optional }: Matcher): boolean {
  if (order === 'reached' || order === 'strict') return false;
  if (order === 'ordered' && optional.size > 0) return false;
  return own.every(({ hits }) => hits.counting.length === 0);
}

/**
 * Reads how deep an attempt over a window of events could get at most: most starts of a lead with thousands of events
 * cannot get deeper than one before them, and are not tried. Windows are asked for in ascending order.
 */
function boundReader(
  own: readonly FunnelEvent[],
  { funnel, optional }: Matcher,
): (low: number, high: number) => number {
  const { order } = funnel;
  const stages = funnel.stages.length;
  /** By stage: events that can fill it at once, and triggers with `times` that have so many events. */
  const counts = new Array<number>(stages).fill(0);
  const occurrences = new Map<Trigger, number>();
  let from = 0;
  let to = 0;
  const add = (stage: number, n: number): void => {
    counts[stage] = (counts[stage] ?? 0) + n;
  };
  const count = (index: number, n: 1 | -1): void => {
    const { always = [], counting = [] } = own[index]?.hits ?? {};
    for (const stage of always) add(stage, n);
    for (const trigger of counting) {
      const before = occurrences.get(trigger) ?? 0;
      occurrences.set(trigger, before + n);
      if (Math.max(before, before + n) === trigger.times) add(trigger.stage, n);
    }
  };
  return (low, high) => {
    while (to < high) count(to++, 1);
    while (from < low) count(from++, -1);
    if (order === 'reached') return counts.findLastIndex((n) => n > 0) + 1;
    if (order === 'any') return counts.filter((n) => n > 0).length;
    const missing = counts.findIndex((n, stage) => n === 0 && !optional.has(stage));
    return counts.slice(0, missing < 0 ? stages : missing).filter((n) => n > 0).length;
  };
}

function funnelEvents(
  matcher: Matcher,
  events: readonly LeadEvent[],
  derived: readonly LeadEvent[],
): readonly FunnelEvent[] {
  const own: FunnelEvent[] = [];
  for (const event of events) {
    const hits = matcher.hitsOf(event);
    if (hits.triggers.length > 0) own.push({ event, hits });
  }
  for (const event of derived) own.push({ event, hits: HANDED_OVER });
  return own.sort(compareFunnelEvents);
}

function compareFunnelEvents(a: FunnelEvent, b: FunnelEvent): number {
  return (
    a.event.time - b.event.time ||
    (a.hits.stages[0] ?? 0) - (b.hits.stages[0] ?? 0) ||
    compareText(a.event.id, b.event.id)
  );
}

type End = Pick<MatchedAttempt, 'endsAt' | 'loss'>;

/**
 * Reads how an attempt ends that enters at a time: with its window, or before with what ends it as lost. Of events at
 * one instant any may have come first, so what shares the instant of entry has come before it.
 */
function endReader({ funnel, lossOf }: Matcher, events: readonly LeadEvent[]): (entry: number) => End {
  const losses: Loss[] = [];
  for (const event of funnel.lostOn === undefined ? [] : events) {
    const reason = lossOf(event);
    if (reason !== undefined) losses.push({ event, reason });
  }
  losses.sort((a, b) => a.event.time - b.event.time || a.reason - b.reason);
  return (entry) => {
    const endsAt = entry + funnel.windowMs;
    let [low, high] = [0, losses.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((losses[middle]?.event.time ?? 0) > entry) high = middle;
      else low = middle + 1;
    }
    const loss = losses[low];
    return loss === undefined || loss.event.time > endsAt ? { endsAt } : { endsAt: loss.event.time, loss };
  };
}

/** @param window all events from the instant of the entry to the end of the attempt */
function attemptFrom(
  { funnel: { order, stages }, optional }: Matcher,
  start: FunnelEvent,
  window: readonly FunnelEvent[],
  end: End,
): MatchedAttempt {
  const fills = fillersOf(order, stages.length, optionsOf(window, optional), optional);
  // Of events at the instant of entry any may have come first: the attempt enters with the one of the earliest stage.
  const entered = fills.find((at) => at !== undefined && window[at]?.event.time === start.event.time);
  const enteredAt = firstFilled(fills, window);
  const deepest = fills.findLastIndex((fill) => fill !== undefined);
  const counted = fills.map((fill, stage) =>
    order === 'reached' && !optional.has(stage) ? enteredAt <= stage && stage <= deepest : fill !== undefined,
  );
  return {
    entry: (entered === undefined ? undefined : window[entered]) ?? start,
    enteredAt,
    ...end,
    events: window,
    fills: fills.map((at) => (at === undefined ? undefined : window[at])),
    counted,
  };
}

function firstFilled(fills: Fills, window: readonly FunnelEvent[]): number {
  const timeOf = (stage: number): number =>
    window[fills[stage] ?? -1]?.event.time ?? Number.POSITIVE_INFINITY;
  let first = 0;
  for (const stage of fills.keys()) if (timeOf(stage) < timeOf(first)) first = stage;
  return first;
}

/**
 * Which stages each event of a window can fill: those whose triggers it matches, where a trigger with `times: n` is met
 * by the n-th distinct occurrence in the window alone.
 */
function optionsOf(window: readonly FunnelEvent[], optional: ReadonlySet<number>): readonly Options[] {
  const seen = new Map<Trigger, Set<string>>();
  return window.map((own): Options => {
    const { time } = own.event;
    const { counting, always } = own.hits;
    if (counting.length === 0) return { time, stages: always };
    let isRepeat = false;
    const met = counting.filter((hit) => {
      const occurrences = seen.get(hit) ?? new Set();
      seen.set(hit, occurrences);
      if (occurrences.size === hit.times) {
        isRepeat ||= !optional.has(hit.stage);
        return false;
      }
      return occurrences.add(occurrenceId(own)).size === hit.times;
    });
    if (met.length === 0) return { time, stages: always, isRepeat };
    const stages = new Set([...always, ...met.map(({ stage }) => stage)]);
    return { time, stages: [...stages].sort((a, b) => a - b) };
  });
}
