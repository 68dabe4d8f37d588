// Ways: by which funnel a lead came first, of one that is handed over to and those that hand over to it, and what came of it.
import type { LeadEvent } from '../event/event.ts';
import type { Money } from '../money.ts';
import { ageClassOf } from './ages.ts';
import { addTo, type Metric, type WayCode } from './cells.ts';
import { type Matcher, occurrenceId } from './funnel.ts';
import { REFERRAL_STAGE } from './referral-stage.ts';
import type { Orders } from './revenue.ts';

/** What a lead did in the funnels of one hand-off, from its first entry to the horizon. Times are in ms since that entry. */
export type Way = {
  readonly code: WayCode;
  /** The first entry into any of the funnels, ms since the epoch. */
  readonly start: number;
  /** In order of time. */
  readonly orders: readonly { readonly after: number; readonly value?: Money }[];
  readonly referredAfter?: number;
};

/** When a lead entered, and was handed over, ms since the epoch; absent where it never did. */
export type Entries = {
  /** The funnel that is handed over to. */
  readonly receiver?: number;
  /** Whether the funnel's own event made that entry, and not only a hand-off. */
  readonly isOwn: boolean;
  /** The earliest of the funnels that hand over. */
  readonly giver?: number;
  readonly handedOver?: number;
};

/** Until so long after the first entry a lead is looked at: the longest window of the funnels. */
export function horizonOf({ funnel, sources }: Pick<Matcher, 'funnel' | 'sources'>): number {
  return Math.max(funnel.windowMs, ...sources.map((source) => source.funnel.windowMs));
}

/** Undefined where a lead entered none of the funnels. */
export function wayOf(
  matcher: Matcher,
  entries: Entries,
  events: readonly LeadEvent[],
  orders: Orders,
): Way | undefined {
  const start = Math.min(entries.receiver ?? Infinity, entries.giver ?? Infinity);
  if (start === Infinity) return undefined;
  const end = start + horizonOf(matcher);
  const matchers = [matcher, ...matcher.sources];
  const own: { after: number; value?: Money }[] = [];
  for (const [event, value] of orders) {
    if (event.time < start || event.time > end) continue;
    if (!matchers.some(({ hitsOf }) => hitsOf(event).triggers.length > 0)) continue;
    own.push({ after: event.time - start, ...(value === undefined ? {} : { value }) });
  }
  const referred = matchers.flatMap((one) => referredIn(one, events, start, end) ?? []);
  return {
    code: codeOf(entries, start, end),
    start,
    orders: own.sort((a, b) => a.after - b.after),
    ...(referred.length === 0 ? {} : { referredAfter: Math.min(...referred) - start }),
  };
}

/** By which it came first is settled by the first entry, whatever comes of it. At one instant an event of the receiver's own is straight. */
function codeOf({ receiver, isOwn, giver, handedOver }: Entries, start: number, end: number): WayCode {
  const isIn = (time: number | undefined): boolean => time !== undefined && time <= end;
  if (receiver === start && isOwn) return isIn(giver) ? 'b' : 's';
  if (isIn(handedOver)) return 'h';
  return isIn(receiver) ? 'o' : 'm';
}

function referredIn(
  { funnel, hitsOf }: Matcher,
  events: readonly LeadEvent[],
  start: number,
  end: number,
): number | undefined {
  const stage = funnel.stages.findIndex(({ id }) => id === REFERRAL_STAGE);
  if (stage < 0) return undefined;
  const seen = new Map<object, Set<string>>();
  for (const event of events) {
    if (event.time < start || event.time > end) continue;
    const hits = hitsOf(event);
    for (const trigger of hits.triggers) {
      if (trigger.stage !== stage) continue;
      const occurrences = seen.get(trigger) ?? new Set();
      seen.set(trigger, occurrences.add(occurrenceId({ event, hits })));
      if (occurrences.size >= trigger.times) return event.time;
    }
  }
  return undefined;
}

/** What a lead adds to its day of first entry. */
export function cellsOfWay({ code, orders, referredAfter }: Way): ReadonlyMap<Metric, number> {
  const metrics = new Map<Metric, number>([[`y${code}`, 1]]);
  const [first, second] = orders;
  if (first !== undefined) metrics.set(`y${code}c:${ageClassOf(first.after)}`, 1);
  if (second !== undefined) metrics.set(`y${code}r:${ageClassOf(second.after)}`, 1);
  if (referredAfter !== undefined) metrics.set(`y${code}a:${ageClassOf(referredAfter)}`, 1);
  addRevenue(metrics, orders, { start: `y${code}`, of: '' });
  return metrics;
}

/**
 * What orders bring by their ages, and what they add to the squares of what their lead has brought.
 * @param orders of one lead, in order of time
 * @param names how the metrics begin, and what stands in them before currency and age
 */
export function addRevenue(
  metrics: Map<Metric, number>,
  orders: Way['orders'],
  { start, of }: { readonly start: `${'y' | 'n'}${string}`; readonly of: string },
): void {
  const sums = new Map<string, bigint>();
  for (const { after, value } of orders) {
    if (value === undefined || value.minor <= 0) continue;
    const place = `${of}${value.currency}:${ageClassOf(after)}`;
    const before = sums.get(value.currency) ?? 0n;
    const sum = before + BigInt(value.minor);
    sums.set(value.currency, sum);
    addTo(metrics, `${start}v:${place}`, value.minor);
    // The square of what a lead has brought by some age is the sum of what each of its orders adds to the square.
    const more = squared(sum) - squared(before);
    addTo(metrics, `${start}w:${place}`, Number(more % SQUARES));
    addTo(metrics, `${start}x:${place}`, Number(more / SQUARES));
  }
}

/** Squares are of tenths of a unit of the currency that has cents, rounded up, and are kept in two parts, so that sums of them are exact. */
export const SQUARED_MINOR = 10;
export const SQUARES = 2n ** 40n;
/** Nobody buys for more: beyond it the upper part would not be exact. */
const MOST = 2n ** 46n;

function squared(minor: bigint): bigint {
  const tenths = (minor + BigInt(SQUARED_MINOR) - 1n) / BigInt(SQUARED_MINOR);
  const bounded = tenths < MOST ? tenths : MOST;
  return bounded * bounded;
}
