// A lead is the fold of its accepted events: any order, any duplication, any batching of delivery give the same lead.
import { TOUCH_FIELDS } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import { withoutOwnReferrals } from '../referral/referral-events.ts';
import type { Touch } from '../touch/touch.ts';
import { compareEvents, firstProof, joinCopies } from './copies.ts';
import { compareText } from './identity.ts';
import { withBest, withoutOrdersToldElsewhere } from './tellings.ts';
import { DAY_MS, viewKey } from './views.ts';
import { type End, isLightView, thinEnds, touchWeight, viewWeight, within } from './weight.ts';

/** A touch, when it was, and whether it was told with the secret key. */
export type TimedTouch = { readonly time: number; readonly touch: Touch; readonly trusted?: true };

/** The events and touches of one id, thinned to its ceiling. A join semilattice: `fold` is its join. */
export type EventHistory = { readonly events: readonly LeadEvent[]; readonly touches: readonly TimedTouch[] };

export const EMPTY_HISTORY: EventHistory = { events: [], touches: [] };

/**
 * The sorts of forms and named events. Each has a ceiling of its own, so that nothing that is sent with the public key
 * pushes out what was sent with the secret key or a form, no form what the owner of its e-mail has confirmed, and no run of other
 * events an order.
 */
const SORTS = ['order', 'trusted', 'confirmed', 'form', 'public'] as const;
type Sort = (typeof SORTS)[number];

/**
 * How much is kept of one id, and of a whole lead, whatever its definitions: beyond this, events are thinned. Weights are
 * about bytes, and bound what a lead costs to read: see `weight.ts`.
 */
export type Ceiling = {
  /** The latest (path, UTC day) pairs, each with its first view; of heavy views only the latest keep touch and properties. */
  readonly views: Pick<End, 'count' | 'weight'> & {
    readonly heavy: { readonly trusted: number; readonly public: number };
  };
  /** Events from each end of time, of each sort apart. */
  readonly eachEnd: Readonly<Record<Sort, End>>;
  /** The latest so many identify calls. */
  readonly identifies: number;
  /** Distinct (touch, UTC day) pairs from each end of time. */
  readonly touchesEachEnd: Pick<End, 'count' | 'weight'>;
};

const KB = 1024;
const USUAL: End = { count: 500, weight: 16 * KB, withProperties: 8 * KB };

/** Fields: a name, an address and a consent, a short message, and anything longer. Touches: none or a few tags, all tags, and longer than people write them. */
const FORMS: End = {
  ...{ ...USUAL, withProperties: 4 * KB, sizes: [256, KB] },
  classes: [
    { upTo: 160, weight: 16 * KB },
    { upTo: 512, weight: 4 * KB },
    { upTo: Number.POSITIVE_INFINITY, weight: 2 * KB },
  ],
};

export const CEILING: Ceiling = {
  views: { count: 1000, weight: 64 * KB, heavy: { trusted: 20, public: 6 } },
  eachEnd: {
    order: { count: 500, weight: 32 * KB, withProperties: 16 * KB },
    trusted: USUAL,
    confirmed: FORMS,
    form: FORMS,
    public: USUAL,
  },
  identifies: 10,
  touchesEachEnd: { count: 250, weight: 6 * KB },
};

function sortOf(event: LeadEvent): Sort {
  const { trusted, order, kind } = event;
  if (trusted) return order === undefined ? 'trusted' : 'order';
  if (kind !== 'form') return 'public';
  return event.confirmed === undefined && firstProof(event) === undefined ? 'form' : 'confirmed';
}

/**
 * Adds events to a history. The result is a function of the set of all events that were ever added.
 *
 * Of copies of one id the one with the least (time, content) is the event, of a form with the fields that were said last; views of one
 * path on one UTC day are one event for each key, at the first of them, so that copies of a view are recognised by path and day; the others are kept
 * beside it (see `views.ts`). Below the
 * ceiling this holds for any input; above it, for copies that have one time, and of a form the same fields.
 */
export function fold(
  history: EventHistory,
  events: readonly LeadEvent[],
  ceiling: Ceiling = CEILING,
): EventHistory {
  const pages = new Map<string, LeadEvent>();
  const named = new Map<string, LeadEvent>();
  const identifies = new Map<string, LeadEvent>();
  const touches = new Map<string, TimedTouch>();
  for (const timed of history.touches) takeTouch(touches, timed);
  for (const event of [...history.events, ...events]) {
    if (event.kind === 'page') {
      take(pages, viewKey(event), event);
      for (const timed of touchIn(event)) takeTouch(touches, timed);
    } else take(event.kind === 'identify' ? identifies : named, eventKey(event), event);
  }
  return thinned(
    {
      pages,
      named: [...named.values()],
      identifies: [...identifies.values()],
      touches: [...touches.values()],
    },
    ceiling,
  );
}

type Unthinned = {
  readonly pages: ReadonlyMap<string, LeadEvent>;
  readonly named: readonly LeadEvent[];
  readonly identifies: readonly LeadEvent[];
  readonly touches: readonly TimedTouch[];
};

function thinned({ pages, named, identifies, touches }: Unthinned, ceiling: Ceiling): EventHistory {
  const kept = [
    ...thinViews(pages, ceiling.views),
    ...thinNamed(named, ceiling.eachEnd),
    ...byKey(identifies, (own) => own.sort(compareEvents).slice(-ceiling.identifies)),
  ];
  return {
    events: kept.sort(compareEvents),
    touches: byKey(touches, (own) => thinTouches(own.sort(compareTouches), ceiling.touchesEachEnd)).sort(
      compareTouches,
    ),
  };
}

function take(events: Map<string, LeadEvent>, key: string, event: LeadEvent): void {
  const known = events.get(key);
  events.set(key, known === undefined ? event : joinCopies(known, event));
}

/** What was told with the secret key and what with the public one, each thinned by itself. */
function byKey<T extends { readonly trusted?: boolean }>(
  all: readonly T[],
  thinned: (own: T[], isTrusted: boolean) => readonly T[],
): T[] {
  return [true, false].flatMap((isTrusted) =>
    thinned(
      all.filter(({ trusted = false }) => trusted === isTrusted),
      isTrusted,
    ),
  );
}

/** The touch that an event tells. */
export function touchIn({ time, touch, trusted }: LeadEvent): readonly TimedTouch[] {
  return touch === undefined ? [] : [{ time, touch, ...(trusted ? { trusted } : {}) }];
}

function takeTouch(touches: Map<string, TimedTouch>, timed: TimedTouch): void {
  const key = `${timed.trusted ? '!' : ''}${dayOf(timed.time)}${touchKey(timed.touch)}`;
  const known = touches.get(key);
  if (known === undefined || timed.time < known.time) touches.set(key, timed);
}

function dayOf(time: number): string {
  return `${Math.floor(time / DAY_MS)} `;
}

function thinViews(
  pages: ReadonlyMap<string, LeadEvent>,
  { heavy, ...most }: Ceiling['views'],
): readonly LeadEvent[] {
  return byKey([...pages.values()], (own, isTrusted) =>
    thinViewsOf(own, most, isTrusted ? heavy.trusted : heavy.public),
  );
}

/** @param own views that were all sent with one kind of key */
function thinViewsOf(
  own: LeadEvent[],
  most: Pick<End, 'count' | 'weight'>,
  heavy: number,
): readonly LeadEvent[] {
  const latest = own.sort(
    (a, b) => Math.floor(b.time / DAY_MS) - Math.floor(a.time / DAY_MS) || compareText(b.name, a.name),
  );
  return within(latest, most, viewWeight).map((view, at) => {
    if (at < heavy || isLightView(view)) return view;
    const { touch: _, properties: __, ...rest } = view;
    return rest;
  });
}

function thinNamed(named: readonly LeadEvent[], eachEnd: Ceiling['eachEnd']): readonly LeadEvent[] {
  const sorts: Record<Sort, LeadEvent[]> = { order: [], trusted: [], confirmed: [], form: [], public: [] };
  for (const event of named) sorts[sortOf(event)].push(event);
  return SORTS.flatMap((sort) => thinEnds(sorts[sort].sort(compareEvents), eachEnd[sort]));
}

function thinTouches(sorted: readonly TimedTouch[], end: Ceiling['touchesEachEnd']): readonly TimedTouch[] {
  const early = within(sorted, end, touchWeight);
  if (early.length === sorted.length) return sorted;
  const late = within(sorted.toReversed(), end, touchWeight);
  return [...early, ...sorted.slice(Math.max(early.length, sorted.length - late.length))];
}

export function compareTouches(a: TimedTouch, b: TimedTouch): number {
  return (
    a.time - b.time ||
    (a.touch === b.touch ? 0 : compareText(touchKey(a.touch), touchKey(b.touch))) ||
    Number(b.trusted ?? false) - Number(a.trusted ?? false)
  );
}

export function timedTouchKey({ time, touch, trusted }: TimedTouch): string {
  return `${time}${trusted ? '!' : ' '}${touchKey(touch)}`;
}

/** A touch as one string: equal exactly where the touches are. */
export function touchKey(touch: Touch): string {
  let key = touchKeys.get(touch);
  if (key === undefined) {
    key = TOUCH_PARTS.map((part) => (touch[part] === undefined ? '' : `=${touch[part]}`)).join('\n');
    touchKeys.set(touch, key);
  }
  return key;
}

/** The key of a touch is asked for many times while a lead is folded. */
const touchKeys = new WeakMap<Touch, string>();

const TOUCH_PARTS = [...TOUCH_FIELDS, 'clickId', 'referredBy'] as const;

/** A whole lead, as funnels see it: the histories of all its ids in one, in order of time. */
export type Lead = {
  readonly events: readonly LeadEvent[];
  /** Every touch, of events or thinned ones, in order of time. */
  readonly touches: readonly TimedTouch[];
};

/** The ceiling of one id holds for all of them together. */
export function leadOf(histories: readonly EventHistory[], ceiling: Ceiling = CEILING): Lead {
  const [only = EMPTY_HISTORY, ...others] = histories;
  const whole = others.length === 0 ? only : joined(histories, ceiling);
  const events = withoutOwnReferrals(
    withoutOrdersToldElsewhere(() => copiesOf(whole, histories), eventsOf(whole)),
  );
  return { events, touches: [...whole.touches, ...events.flatMap(touchIn)].sort(compareTouches) };
}

/** The events of each history that are left in the whole. */
function copiesOf({ events }: EventHistory, histories: readonly EventHistory[]): readonly LeadEvent[] {
  const left = new Set(events.map(eventKey));
  return histories.flatMap((history) => history.events.filter((event) => left.has(eventKey(event))));
}

/**
 * The histories of several ids in one, thinned as that of one id is. Joining what is left of each once it was thinned so gives
 * the same. Touches are those of each id: what is one touch a day is so under its own id.
 */
export function joined(histories: readonly EventHistory[], ceiling: Ceiling = CEILING): EventHistory {
  const kept = new Map<string, LeadEvent>();
  const touches = new Map<string, TimedTouch>();
  for (const history of histories) {
    for (const event of history.events) take(kept, eventKey(event), event);
    for (const timed of history.touches) touches.set(timedTouchKey(timed), timed);
  }
  knowOrders(kept, histories);
  const pages = new Map<string, LeadEvent>();
  const named: LeadEvent[] = [];
  const identifies: LeadEvent[] = [];
  for (const [key, event] of kept) {
    if (event.kind === 'page') pages.set(key, event);
    else (event.kind === 'identify' ? identifies : named).push(event);
  }
  return thinned({ pages, named, identifies, touches: [...touches.values()] }, ceiling);
}

/** Two copies of one order know the same, also where a copy that names another order was joined between them. */
function knowOrders(kept: Map<string, LeadEvent>, histories: readonly EventHistory[]): void {
  for (const { events } of histories)
    for (const event of events) {
      if (event.order?.best === undefined) continue;
      const key = eventKey(event);
      const least = kept.get(key);
      if (least?.order?.id === event.order.id) kept.set(key, withBest(least, event.order.best));
    }
}

/** What copies of one event of a history have in common. */
export function eventKey(event: LeadEvent): string {
  if (event.kind === 'page') return `/${viewKey(event)}`;
  return `${event.kind.charAt(0)} ${event.id}`;
}

/** In a history a form or an identify call can be a copy of another event: they are kept apart, and one of them counts. */
function eventsOf({ events }: EventHistory): readonly LeadEvent[] {
  if (!events.some(({ kind }) => kind === 'identify' || kind === 'form')) return events;
  const named = new Map<string, LeadEvent>();
  for (const event of events) {
    const known = named.get(event.id);
    if (event.kind !== 'page' && (known === undefined || compareEvents(event, known) < 0))
      named.set(event.id, event);
  }
  return events.filter((event) => event.kind === 'page' || named.get(event.id) === event);
}
