// What a recount reads: the leads of an instance as `npm run leads -- export` writes them, with their events and touches.
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import type { Profile, TimelineEntry } from '../../functions/domain/profile/profile.ts';
import type { Touch } from '../../functions/domain/touch/touch.ts';
import { isChange, type OneOrder, saidElsewhere } from './one-order.ts';

export type ExportedLead = Pick<Profile, 'id' | 'ids' | 'timeline'>;

export type TimedTouch = { readonly time: number; readonly touch: Touch; readonly trusted: boolean };

/** A lead of which each event is there once. */
export type Lead = {
  readonly isContact: boolean;
  /** In order of time, then id. */
  readonly events: readonly LeadEvent[];
  /** In order of time. */
  readonly touches: readonly TimedTouch[];
  /** Refunds and updates of its orders that other leads have. */
  readonly others: readonly LeadEvent[];
  /** By the id of an order that another lead has: whether that was told with the secret key. */
  readonly elsewhere: ReadonlyMap<string, boolean>;
};

const DAY = 86_400_000;

export function leadOf({ id, ids, timeline }: ExportedLead, orders: ReadonlyMap<string, OneOrder>): Lead {
  const said = timeline.flatMap((entry) => {
    const event = eventOf(entry);
    return event === undefined ? [] : [{ event, record: entry.record }];
  });
  // Ids that belong together may each have a copy of one event: the least of them is the event.
  const once = new Map<string, LeadEvent>();
  for (const { event } of said) {
    const rival = once.get(copyOf(event));
    if (rival === undefined || isBefore(event, rival)) once.set(copyOf(event), event);
  }
  const isElsewhere = ({ order }: LeadEvent): boolean =>
    order !== undefined && (orders.get(order.id)?.lead ?? id) !== id;
  const events = [...once.values()]
    .filter((event) => isChange(event) || !isElsewhere(event))
    .map((event) =>
      withOtherViews(
        event,
        said.map((one) => one.event),
      ),
    )
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const kept = new Map<string, TimedTouch>();
  const keep = (timed: TimedTouch): void => {
    kept.set(`${timed.time} ${timed.trusted} ${touchText(timed.touch)}`, timed);
  };
  for (const entry of timeline)
    if (entry.kind === 'touch' && entry.touch !== undefined)
      keep({ time: Date.parse(entry.at), touch: entry.touch, trusted: entry.trusted });
  // The views of an id tell one touch once a day.
  const views = said.filter(({ event }) => event.kind === 'page');
  for (const { event, record } of views) {
    const { time, touch, trusted } = event;
    if (touch === undefined) continue;
    const isToldBefore = views.some(
      (other) =>
        other.record === record &&
        other.event.trusted === trusted &&
        other.event.time < time &&
        Math.floor(other.event.time / DAY) === Math.floor(time / DAY) &&
        other.event.touch !== undefined &&
        touchText(other.event.touch) === touchText(touch),
    );
    if (!isToldBefore) keep({ time, touch, trusted });
  }
  for (const { time, touch, trusted } of events) if (touch !== undefined) keep({ time, touch, trusted });
  return {
    isContact: ids.some(({ kind }) => kind === 'email'),
    events,
    touches: [...kept.values()].sort(
      (a, b) =>
        a.time - b.time ||
        compare(touchText(a.touch), touchText(b.touch)) ||
        Number(b.trusted) - Number(a.trusted),
    ),
    others: saidElsewhere(id, events, orders),
    elsewhere: new Map(
      events.flatMap((event) =>
        event.order !== undefined && isElsewhere(event)
          ? [[event.order.id, orders.get(event.order.id)?.trusted === true] as const]
          : [],
      ),
    ),
  };
}

/** Without what the lead knows of others' orders: that is what is counted anew. */
export function eventOf(entry: TimelineEntry): LeadEvent | undefined {
  if (entry.kind === 'touch') return undefined;
  const { at, event, received, record: _, confirmed: __, firstConfirmed: ___, ...rest } = entry;
  const { best: ____, ...order } = rest.order ?? {};
  return {
    ...rest,
    ...(rest.order && { order: { ...order, id: rest.order.id } }),
    ...{ id: event, time: Date.parse(at), received: Date.parse(received) },
  };
}

/** Copies of one event have this in common: views of one path on a day are one, by each key. */
function copyOf({ kind, id, name, time, trusted }: LeadEvent): string {
  return kind === 'page' ? `view ${trusted} ${Math.floor(time / DAY)} ${name}` : `event ${id}`;
}

/** A view with the other views of its path and day, also those that another id of the lead has. */
function withOtherViews(first: LeadEvent, said: readonly LeadEvent[]): LeadEvent {
  if (first.kind !== 'page') return first;
  const times = new Map<number, number>();
  for (const { id, time, again = [] } of said.filter((event) => copyOf(event) === copyOf(first)))
    for (const view of [{ time, tag: tagOf(id) }, ...again])
      times.set(view.tag, Math.min(view.time, times.get(view.tag) ?? Number.POSITIVE_INFINITY));
  times.delete(tagOf(first.id));
  const { again: _, ...view } = first;
  const again = [...times]
    .map(([tag, time]) => ({ time, tag }))
    .sort((a, b) => a.time - b.time || a.tag - b.tag);
  return again.length === 0 ? view : { ...view, again };
}

/** 24 bits of FNV-1a, folded: how an export names the other views. */
function tagOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const unit of id.split('')) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return ((hash >>> 24) ^ hash) & 0xffffff;
}

/**
 * What a funnel counts of events: in orders `ordered` and `strict` every view, of which only the first of a day has a touch. Their ids
 * are of day, path and tag there, so that views at one instant are in the same order whichever of a day is known as the first.
 */
export function seenBy(order: string, events: readonly LeadEvent[]): readonly LeadEvent[] {
  if (order !== 'ordered' && order !== 'strict') return events;
  return events
    .flatMap((event) => {
      if (event.kind !== 'page') return [event];
      const { again = [], touch: _, properties: __, ...bare } = event;
      const day = Math.floor(event.time / 86_400_000);
      const idOf = (tag: number): string => `v:${event.trusted ? '!' : ''}${day} ${event.name} ${tag}`;
      const others = again.map(({ time, tag }): LeadEvent => ({ ...bare, id: idOf(tag), time }));
      return [{ ...event, id: idOf(tagOf(event.id)) }, ...others];
    })
    .sort((a, b) => a.time - b.time);
}

/** By time, id, content, acceptance, and what an event may have lost: its properties and its touch. */
function isBefore(a: LeadEvent, b: LeadEvent): boolean {
  const rank = ({
    time,
    id,
    received,
    properties,
    touch,
    again: _,
    firstProperties: __,
    ...content
  }: LeadEvent) => [
    time,
    id,
    text({ time, id, ...content }),
    received,
    properties === undefined ? '' : text(properties),
    touch === undefined ? '' : text(touch),
  ];
  const other = rank(b);
  for (const [at, one] of rank(a).entries()) {
    const rival = other[at] ?? '';
    if (one !== rival) return one < rival;
  }
  return false;
}

const PARTS = [
  ...(['channel', 'source', 'medium', 'campaign', 'term', 'content', 'landingPage', 'referrer'] as const),
  'clickId',
  'referredBy',
] as const;

/** Touches of one instant stand in the order of their parts. */
function touchText(touch: Touch): string {
  return PARTS.map((part) => (touch[part] === undefined ? '' : `=${touch[part]}`)).join('\n');
}

/** JSON with its names in order. */
function text(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => compare(a, b))
    .map(([name, inner]) => `${JSON.stringify(name)}:${text(inner)}`)
    .join()}}`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
