// Which forms keep their fields where there are more than are kept in full: an implementation that shares no code with the one under test.
import type { LeadEvent } from '../../functions/domain/event/event.ts';

const MOST = 4_096;
const SIZES = [256, 1_024, Number.POSITIVE_INFINITY] as const;

/** Worlds have few forms by public key, so that all are kept. @param events in order */
export function formsInFull(events: readonly LeadEvent[]): readonly LeadEvent[] {
  const bare = new Set<LeadEvent>();
  for (const isConfirmed of [true, false])
    for (const size of SIZES) {
      const own = events.filter(
        (event) =>
          event.kind === 'form' &&
          !event.trusted &&
          (event.confirmed !== undefined) === isConfirmed &&
          SIZES.find((most) => fieldsOf(event) <= most) === size &&
          fieldsOf(event) > 0,
      );
      const room = (before: readonly LeadEvent[]): boolean =>
        before.reduce((sum, event) => sum + weightOf(event), 0) < MOST;
      for (const [at, event] of own.entries())
        if (!room(own.slice(0, at)) && !room(own.slice(at + 1))) bare.add(event);
    }
  return events.map((event) => {
    if (!bare.has(event)) return event;
    const { properties: _, firstProperties: __, ...rest } = event;
    return rest;
  });
}

/** Fields of these worlds are of ASCII, and forms that weigh much have no more than them. */
function weightOf(event: LeadEvent): number {
  return 32 + event.name.length + fieldsOf(event);
}

function fieldsOf({ properties, firstProperties }: LeadEvent): number {
  const all = [...Object.entries(properties ?? {}), ...Object.entries(firstProperties ?? {})];
  return all.reduce(
    (sum, [name, value]) => sum + name.length + (typeof value === 'string' ? value.length : 8),
    0,
  );
}
