// What all records of a lead keep of what it did, newest first.
import type { LeadEvent, LeadId } from '../event/event.ts';
import { compareText } from '../lead/identity.ts';
import { timedTouchKey, touchIn } from '../lead/lead.ts';
import type { LeadRecord } from '../lead/record.ts';
import { instant } from './instant.ts';
import type { Confirmed, TimelineEntry } from './profile.ts';

/** A touch that is an event's own is told with the event; the others are of page views that are no longer kept. */
export function timelineOf(
  tree: readonly LeadRecord[],
  hashOf: (id: LeadId) => string,
): readonly TimelineEntry[] {
  return tree
    .flatMap(({ id, history }) => entriesOf(history, hashOf(id)))
    .sort((a, b) => compareText(b.at, a.at));
}

function entriesOf({ events, touches }: LeadRecord['history'], record: string): readonly TimelineEntry[] {
  const told = new Set(events.flatMap((event) => touchIn(event).map(timedTouchKey)));
  return [
    ...events.map(({ id, time, received, confirmed, firstConfirmed, ...rest }) => ({
      ...rest,
      ...(confirmed === undefined ? {} : { confirmed: confirmedAt(confirmed) }),
      ...(firstConfirmed === undefined
        ? {}
        : { firstConfirmed: firstConfirmed === null ? null : confirmedAt(firstConfirmed) }),
      at: instant(time),
      event: id,
      received: instant(received),
      record,
    })),
    ...touches
      .filter((timed) => !told.has(timedTouchKey(timed)))
      .map(({ time, touch, trusted = false }) => ({
        kind: 'touch' as const,
        at: instant(time),
        touch,
        trusted,
        record,
      })),
  ];
}

function confirmedAt({ at, texts }: NonNullable<LeadEvent['confirmed']>): Confirmed {
  return { at: instant(at), texts };
}
