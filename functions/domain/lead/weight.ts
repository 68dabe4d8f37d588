// What an event or touch weighs: about the bytes that it takes where it is kept. Ceilings by weight bound what a lead costs to read.
import type { LeadEvent } from '../event/event.ts';
import type { TimedTouch } from './lead.ts';

/** How much is kept from one end of time. */
export type End = {
  readonly count: number;
  /** Beyond this weight nothing is kept. */
  readonly weight: number;
  /** Beyond this weight, properties included, events are kept without their properties. */
  readonly withProperties: number;
  /**
   * Events whose properties weigh no more than one of these are reckoned apart from heavier ones, each class up to
   * `withProperties`: so no heavy ones take the properties of lighter ones. Absent: all are reckoned together.
   */
  readonly sizes?: readonly number[];
  /**
   * Events that weigh, without their properties, no more than `upTo` are reckoned apart from heavier ones, each class up to a weight of
   * its own: so no heavy ones push out lighter ones. Absent: all are reckoned together, up to `weight`.
   */
  readonly classes?: readonly { readonly upTo: number; readonly weight: number }[];
};

/** Id, times and kind. */
const BASE = 32;
const NUMBER = 8;
/** Of a view's touch and properties: what is reckoned for them, and the most that every view keeps. */
const ARRIVAL = 20;
const LIGHT = 60;
/** Of each further view of its path and day. */
const AGAIN = 9;
const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Without its properties. */
export function weightOf({ name, order, variant = '', shown, touch, flags }: LeadEvent): number {
  const ordered =
    order === undefined ? 0 : textWeight(order.id) + textWeight(order.amount ?? '') + 2 * NUMBER;
  const came = touch === undefined ? 0 : partsWeight(touch);
  const flagged = flags === undefined ? 0 : NUMBER + textWeight(flags.source);
  const seen = textWeight(variant) + (shown === undefined ? 0 : NUMBER);
  return BASE + textWeight(name) + seen + ordered + came + flagged;
}

/**
 * Of a view by its path, and how many there are of that day: views of one path and day are one event, whichever of them is the first, so what they weigh must not
 * depend on that.
 */
export function viewWeight({ name, again = [] }: LeadEvent): number {
  return BASE + ARRIVAL + textWeight(name) + again.length * AGAIN;
}

/** A view keeps its own touch and properties where they are small or it is one of the latest. */
export function isLightView({ touch, properties }: LeadEvent): boolean {
  const sum = (touch === undefined ? 0 : partsWeight(touch)) + (properties ? partsWeight(properties) : 0);
  return sum <= LIGHT;
}

export function touchWeight({ touch }: TimedTouch): number {
  return NUMBER + partsWeight(touch);
}

function partsWeight(parts: NonNullable<LeadEvent['properties']>): number {
  let sum = 0;
  for (const [name, value] of Object.entries(parts)) {
    sum += textWeight(name) + (typeof value === 'string' ? textWeight(value) : NUMBER);
  }
  return sum;
}

/** Other characters than ASCII take two to three bytes, and compress to about two. */
function textWeight(text: string): number {
  return BEYOND_ASCII.test(text) ? 2 * text.length : text.length;
}

/** The first of a list as far as its ceiling goes. What goes beyond it is the last that is kept: see `thinEnds`. */
export function within<T>(
  sorted: readonly T[],
  { count, weight }: Pick<End, 'count' | 'weight'>,
  weigh: (one: T) => number,
): readonly T[] {
  let sum = 0;
  const kept: T[] = [];
  for (const one of sorted) {
    if (kept.length === count || sum >= weight) break;
    kept.push(one);
    sum += weigh(one);
  }
  return kept;
}

/**
 * Events from both ends of time, of a list in order. An event is kept in full where what lies nearer to its end weighs less
 * than `withProperties`, and kept at all where that weighs less than `weight`. So what goes beyond a ceiling is itself kept, and the
 * result for a set of events is the same if some of them were thinned before: whatever was taken away has that much before it.
 */
export function thinEnds(sorted: readonly LeadEvent[], end: End): readonly LeadEvent[] {
  const early = endOf(sorted, end);
  if (early.kept.size === sorted.length && early.bare.size === 0) return sorted;
  const late = endOf(sorted.toReversed(), end);
  return sorted.flatMap((event, at) => {
    const fromEnd = sorted.length - 1 - at;
    const [isEarly, isLate] = [early.kept.has(at), late.kept.has(fromEnd)];
    if (!isEarly && !isLate) return [];
    const isFull = (isEarly && !early.bare.has(at)) || (isLate && !late.bare.has(fromEnd));
    return [isFull ? event : withoutProperties(event)];
  });
}

/** Which of the first events are kept, and which of them without their properties. */
function endOf(
  sorted: readonly LeadEvent[],
  { count, weight, withProperties, sizes, classes = [{ upTo: Number.POSITIVE_INFINITY, weight }] }: End,
): { readonly kept: ReadonlySet<number>; readonly bare: ReadonlySet<number> } {
  const kept = new Set<number>();
  const bare = new Set<number>();
  const sumsInFull = new Map<number, number>();
  const ofClasses = classes.map((one) => ({ ...one, sum: 0, count: 0 }));
  for (const [at, event] of sorted.entries()) {
    const own = weightOf(event);
    const ofClass = ofClasses.find(({ upTo }) => own <= upTo);
    if (ofClass === undefined || ofClass.count === count || ofClass.sum >= ofClass.weight) {
      if (ofClasses.length === 1) break;
      continue;
    }
    const more = [event.properties, event.firstProperties].reduce(
      (all, parts) => all + (parts === undefined ? 0 : partsWeight(parts)),
      0,
    );
    const size = sizes?.findIndex((most) => more <= most) ?? 0;
    const before = sumsInFull.get(size) ?? 0;
    if (before >= withProperties) bare.add(at);
    // What has lost its properties is no light event, and leaves the sum of the others as it was.
    if (sizes === undefined || more > 0) sumsInFull.set(size, before + own + more);
    ofClass.sum += own;
    ofClass.count++;
    kept.add(at);
  }
  return { kept, bare };
}

function withoutProperties(event: LeadEvent): LeadEvent {
  if (event.properties === undefined && event.firstProperties === undefined) return event;
  const { properties: _, firstProperties: __, ...rest } = event;
  return rest;
}
