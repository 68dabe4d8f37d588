// Occurrences: which event meets a trigger that asks for the n-th, from any index on.
import { type FunnelEvent, occurrenceId } from './funnel.ts';
import type { Trigger } from './hits.ts';

/** A trigger with `times` above one, and which event meets it: the n-th distinct occurrence from an index on. */
export type Repeat = {
  readonly stage: number;
  readonly metFrom: (low: number) => number;
  /** The next occurrence, from an index on, that can fill no stage by itself; infinite where there is none. */
  readonly silentFrom: (index: number) => number;
};

/** @param own all events of one lead in one funnel, in order; indices are asked for in ascending order */
export function repeatsOf(own: readonly FunnelEvent[]): readonly Repeat[] {
  const occurrences = new Map<Trigger, number[]>();
  own.forEach(({ hits }, index) => {
    for (const hit of hits.counting) {
      const known = occurrences.get(hit);
      if (known === undefined) occurrences.set(hit, [index]);
      else known.push(index);
    }
  });
  return [...occurrences].map(([trigger, at]) => ({
    stage: trigger.stage,
    metFrom: meetings(own, at, trigger.times),
    silentFrom: searchIn(at.filter((index) => own[index]?.hits.mask === 0)),
  }));
}

/** The first of some ascending indices at or after a given one. */
function searchIn(at: readonly number[]): (index: number) => number {
  return (index) => {
    let low = 0;
    for (let high = at.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((at[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return at[low] ?? Number.POSITIVE_INFINITY;
  };
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
