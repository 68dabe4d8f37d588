// Which values of an event reports can be broken down by, and an event without those for which there is no room.
import { type FunnelConfig, TOUCH_FIELDS, type TouchField } from '../config/config.ts';
import type { LeadEvent } from '../event/event.ts';
import { flagsOf } from '../quality/flags.ts';
import type { Source } from '../quality/source.ts';

/** What anybody can invent: channels, forms and answers to choose from are named by the configuration. */
export type ValueField = Exclude<TouchField, 'channel'> | 'variant';

/** Under which a value is counted for which there is no room. */
export const OTHER = '(other)';

/** Those by which some funnel is broken down: nothing else of a touch makes a counter. */
export function valueFields(funnels: readonly Pick<FunnelConfig, 'by'>[]): readonly ValueField[] {
  const by = new Set<string>(
    funnels.flatMap((funnel) => funnel.by.map((field) => field.replace(/^first\./, ''))),
  );
  const all: readonly ValueField[] = [...TOUCH_FIELDS.filter((field) => field !== 'channel'), 'variant'];
  return all.filter((field) => by.has(field));
}

export function valueIn({ touch, variant }: LeadEvent, field: ValueField): string | undefined {
  return field === 'variant' ? variant : touch?.[field];
}

/** The event with another value of a field, and a flag that says so. */
export function withOther(event: LeadEvent, field: ValueField, source: Source): LeadEvent {
  const flags = flagsOf(
    [...(event.flags?.reasons ?? []), 'value-beyond-limit'],
    event.flags?.source ?? source,
  );
  const changed = field === 'variant' ? { variant: OTHER } : { touch: { ...event.touch, [field]: OTHER } };
  return { ...event, ...changed, ...(flags === undefined ? {} : { flags }) };
}
