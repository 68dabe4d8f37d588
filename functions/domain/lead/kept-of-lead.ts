// What a whole lead keeps of the history of each of its ids: all that is needed to fold the lead, and no more than its ceilings let in.
import type { LeadEvent } from '../event/event.ts';
import { isPartOf } from './copies.ts';
import { CEILING, type Ceiling, type EventHistory, eventKey, joined, timedTouchKey } from './lead.ts';
import type { LeadRecord } from './record.ts';

/**
 * The part of each history that is left when all are thinned together, in the order of the records. A lead folded of these parts, with
 * whatever comes to them, is the one that the whole histories give. Of an e-mail its first event stays as well: it says since when
 * the contact is known.
 */
export function keptOfLead(
  records: readonly Pick<LeadRecord, 'id' | 'history'>[],
  ceiling: Ceiling = CEILING,
): readonly EventHistory[] {
  const whole = joined(
    records.map(({ history }) => history),
    ceiling,
  );
  const left = new Map(whole.events.map((event) => [eventKey(event), event]));
  const touches = new Set(whole.touches.map(timedTouchKey));
  return records.map(({ id, history }) => {
    const events = history.events.flatMap((event, at) => {
      const kept = left.get(eventKey(event));
      if (kept !== undefined) {
        const same = thinnedLike(event, kept);
        if (isPartOf(same, kept)) return [same];
      }
      return at === 0 && id.kind === 'email' ? [event] : [];
    });
    return { events, touches: history.touches.filter((timed) => touches.has(timedTouchKey(timed))) };
  });
}

/** An event without what another one of it has lost. */
export function thinnedLike(event: LeadEvent, kept: LeadEvent): LeadEvent {
  const { properties, firstProperties, touch, ...rest } = event;
  const isBare = kept.properties === undefined && kept.firstProperties === undefined;
  const losesProperties = isBare && (properties !== undefined || firstProperties !== undefined);
  const losesTouch = touch !== undefined && kept.touch === undefined;
  if (!losesProperties && !losesTouch) return event;
  return {
    ...rest,
    ...(isBare || properties === undefined ? {} : { properties }),
    ...(isBare || firstProperties === undefined ? {} : { firstProperties }),
    ...(losesTouch || touch === undefined ? {} : { touch }),
  };
}
