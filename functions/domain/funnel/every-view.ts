// Every view for itself: what funnels in order count, where one event stands for all views of a path on a day.
import type { LeadEvent } from '../event/event.ts';
import { tagOf, viewKey, viewsOf } from '../lead/views.ts';
import type { Matcher } from './funnel.ts';

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
    all = events.flatMap(viewsIn).sort((a, b) => a.time - b.time);
    known.set(events, all);
  }
  return all;
}

/** Of the views of a day only the first has its touch and properties. */
function viewsIn(event: LeadEvent): readonly LeadEvent[] {
  if (event.kind !== 'page') return [event];
  const { again = [], ...first } = event;
  const { touch: _, properties: __, ...rest } = first;
  return [
    { ...first, id: viewId(event, tagOf(event.id)) },
    ...again.map(({ time, tag }) => ({ ...rest, id: viewId(event, tag), time })),
  ];
}

/** The ids of the views for which an event stands: the same whichever of them comes to be known as the first. */
export function viewIdsOf(event: LeadEvent): readonly string[] {
  return event.kind === 'page' ? viewsOf(event).map(({ tag }) => viewId(event, tag)) : [];
}

function viewId(event: LeadEvent, tag: number): string {
  return `v:${viewKey(event)} ${tag}`;
}
