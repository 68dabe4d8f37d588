// The matcher: the one meaning of a funnel. It cuts a lead's events into attempts, each with the stages it filled.

import type { LeadEvent } from '../event/event.ts';
import { compareText } from '../lead/identity.ts';
import { depthsOf } from './depth.ts';
import { fillersOf, type Options } from './fill.ts';
import { type FunnelEvent, type Matcher, occurrenceId } from './funnel.ts';
import { HANDED_OVER, type Trigger } from './hits.ts';

export type Attempt = {
  readonly entry: FunnelEvent;
  /** All events of the funnel in the window of the entry, in order of time. */
  readonly events: readonly FunnelEvent[];
  /** By stage: the event that filled it, or undefined. */
  readonly fills: readonly (FunnelEvent | undefined)[];
  /** By stage: whether the attempt counts in it. */
  readonly counted: readonly boolean[];
};

export type Match = { readonly attempts: readonly Attempt[]; readonly late: readonly FunnelEvent[] };

/**
 * Cuts events into attempts that do not overlap: from the earliest possible start, of all starts within its window the
 * one whose attempt counts in most stages (the earliest among equals); the next after that one's window.
 * @param derived events that other funnels hand over, which are of the first stage
 */
export function match(
  matcher: Matcher,
  events: readonly LeadEvent[],
  derived: readonly LeadEvent[] = [],
): Match {
  const { order, stages, windowMs } = matcher.funnel;
  const own = funnelEvents(matcher, events, derived);
  const times = own.map(({ event }) => event.time);
  const depths = depthsOf(own, times, order, stages.length, windowMs);
  const canStart = (index: number): boolean =>
    own[index]?.hits.stages[0] === 0 || (index === 0 && (order === 'reached' || order === 'any'));
  const timeAt = (index: number): number => times[index] ?? Number.POSITIVE_INFINITY;

  const attempts: Attempt[] = [];
  const late: FunnelEvent[] = [];
  for (let from = 0; from < own.length; ) {
    // The first start that fills anything is the earliest possible one; of those in its window the deepest is taken.
    let best = -1;
    let deepest = 0;
    let until = Number.POSITIVE_INFINITY;
    let end = from;
    for (let start = from; deepest < stages.length && timeAt(start) <= until && start < own.length; start++) {
      // Events of one instant may follow one another in either order, so all starts there have the same attempt.
      if (!canStart(start) || (start > from && timeAt(start) === timeAt(start - 1) && canStart(start - 1)))
        continue;
      const before = end;
      while (timeAt(end) <= timeAt(start) + windowMs) end++;
      if (end === before && depths.isMonotone) continue;
      const depth = depths.at(start);
      if (depth <= deepest) continue;
      if (best < 0) until = timeAt(start) + windowMs;
      best = start;
      deepest = depth;
    }
    // What shares the entry's instant may come before it in the list, and is in its window all the same.
    let low = best < 0 ? own.length : best;
    while (low > from && timeAt(low - 1) === timeAt(best)) low--;
    for (const one of own.slice(from, low)) late.push(one);
    if (best < 0) break;
    let high = best;
    while (timeAt(high) <= timeAt(best) + windowMs) high++;
    const entry = own[best];
    if (entry !== undefined) attempts.push(attemptAt(matcher, entry, own.slice(low, high)));
    from = high;
  }
  return { attempts, late };
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

function attemptAt(matcher: Matcher, entry: FunnelEvent, window: readonly FunnelEvent[]): Attempt {
  const { order, stages } = matcher.funnel;
  const fills = fillersOf(order, stages.length, optionsOf(window));
  // Of events at the instant of entry any may have come first: the attempt enters with the one of the earliest stage.
  const first = fills.find((at) => at !== undefined && window[at]?.event.time === entry.event.time);
  const deepest = fills.findLastIndex((fill) => fill !== undefined);
  const counted = fills.map((fill, stage) => (order === 'reached' ? stage <= deepest : fill !== undefined));
  return {
    entry: (first === undefined ? undefined : window[first]) ?? entry,
    events: window,
    fills: fills.map((at) => (at === undefined ? undefined : window[at])),
    counted,
  };
}

/**
 * Which stages each event of a window can fill: those whose triggers it matches, where a trigger with `times: n` is met
 * by the n-th distinct occurrence in the window alone.
 */
function optionsOf(window: readonly FunnelEvent[]): readonly Options[] {
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
        isRepeat = true;
        return false;
      }
      return occurrences.add(occurrenceId(own)).size === hit.times;
    });
    if (met.length === 0) return { time, stages: always, isRepeat };
    const stages = new Set([...always, ...met.map(({ stage }) => stage)]);
    return { time, stages: [...stages].sort((a, b) => a - b) };
  });
}
