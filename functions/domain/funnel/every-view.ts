// Every view for itself: what funnels in order count, where one event stands for all views of a path on a day.
import type { LeadEvent } from '../event/event.ts';
import { tagOf, viewKey } from '../lead/views.ts';
import type { Matcher } from './funnel.ts';

/**
 * Whether every view of a path is kept: where a funnel whose stages must follow one another names the path. Others ask for the
 * first view of a day alone, and cost nothing more.
 */
export function keepsViewsFor(definitions: readonly Matcher[]): (view: LeadEvent) => boolean {
  const inOrder = definitions.filter(({ funnel: { order } }) => countsEveryView(order));
  return ({ name }) => inOrder.some(({ namesPage }) => namesPage(name));
}

/** The events of a lead as a funnel sees them. */
export function eventsSeenBy(
  { funnel: { order } }: Matcher,
  events: readonly LeadEvent[],
): readonly LeadEvent[] {
  return countsEveryView(order) ? everyView(events) : events;
}

function countsEveryView(order: Matcher['funnel']['order']): boolean {
  return order === 'ordered' || order === 'strict';
}

/** Lists with each view that is kept as an event of its own, in order of time. */
const known = new WeakMap<readonly LeadEvent[], readonly LeadEvent[]>();

function everyView(events: readonly LeadEvent[]): readonly LeadEvent[] {
  let all = known.get(events);
  if (all === undefined) {
    all = events.some(({ again }) => again !== undefined)
      ? events.flatMap((event) => viewsIn(event)).sort((a, b) => a.time - b.time)
      : events;
    known.set(events, all);
  }
  return all;
}

/** Of the views of a day only the first has its touch and properties. */
function viewsIn(event: LeadEvent): readonly LeadEvent[] {
  const { again, touch: _, properties: __, ...rest } = event;
  if (again === undefined) return [event];
  const { again: ___, ...first } = event;
  return [
    { ...first, id: viewId(event, tagOf(event.id)) },
    ...again.map(({ time, tag }) => ({ ...rest, id: viewId(event, tag), time })),
  ];
}

/** The ids of the views for which an event stands: the same whichever of them comes to be known as the first. */
export function viewIdsOf(event: LeadEvent): readonly string[] {
  if (event.again === undefined) return [];
  return [tagOf(event.id), ...event.again.map(({ tag }) => tag)].map((tag) => viewId(event, tag));
}

function viewId(event: LeadEvent, tag: number): string {
  return `v:${viewKey(event)} ${tag}`;
}
