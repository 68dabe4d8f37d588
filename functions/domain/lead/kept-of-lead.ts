// What a whole lead keeps of the history of each of its ids: all that is needed to fold the lead, and no more than its ceilings let in.
import type { LeadEvent } from '../event/event.ts';
import { compareEvents, isPartOf, joinCopies } from './copies.ts';
import { CEILING, type Ceiling, type EventHistory, eventKey, joined, timedTouchKey } from './lead.ts';
import type { LeadRecord } from './record.ts';
import { isOwnTelling } from './tellings.ts';

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
  const forms = joinedForms(records);
  const touches = new Set(whole.touches.map(timedTouchKey));
  return records.map(({ id, history }) => {
    const events = history.events.flatMap((event, at) => {
      const key = eventKey(event);
      const part = partOf(event, left.get(key), forms.get(key));
      if (part !== undefined) return [part];
      return at === 0 && id.kind === 'email' ? [event] : [];
    });
    return { events, touches: history.touches.filter((timed) => touches.has(timedTouchKey(timed))) };
  });
}

/**
 * What stays of a copy of an event.
 * @param kept what stays of all copies together
 * @param form all copies of a form, before anything was thinned
 */
function partOf(
  event: LeadEvent,
  kept: LeadEvent | undefined,
  form: LeadEvent | undefined,
): LeadEvent | undefined {
  if (kept === undefined) return undefined;
  // By a copy that is not the least one an order may be counted here.
  if (isOwnTelling(event)) return thinnedLike(event, kept);
  const same = form !== undefined && compareEvents(form, kept) === 0 ? event : thinnedLike(event, kept);
  return (form === undefined ? isPartOf(same, kept) : isPartOf(event, form)) ? same : undefined;
}

/**
 * Each form joined of its copies before anything is thinned. Only here can be seen which copies it is made of: what has lost its
 * fields is like any other copy without fields, and could take the place of the first.
 */
function joinedForms(records: readonly Pick<LeadRecord, 'history'>[]): ReadonlyMap<string, LeadEvent> {
  const forms = new Map<string, LeadEvent>();
  for (const { history } of records)
    for (const event of history.events) {
      if (event.kind !== 'form') continue;
      const known = forms.get(eventKey(event));
      forms.set(eventKey(event), known === undefined ? event : joinCopies(known, event));
    }
  return forms;
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
