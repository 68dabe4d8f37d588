// What a lead counts of the variants of forms: that it sent one that it was shown, and what it bought since.
import type { LeadEvent } from '../event/event.ts';
import { ageClassOf } from '../funnel/ages.ts';
import { addBrought, ordersSince } from '../funnel/brought.ts';
import { type CellKey, type Cells, cellKey, type Metric } from '../funnel/cells.ts';
import type { Definition } from '../funnel/funnel.ts';
import type { Lead } from '../lead/lead.ts';
import { isFilledBy } from './variant.ts';

/** How metrics of variants begin. */
export const OF_VARIANT = 'nv';

/** A variant as cells name it: no id has a full stop in it. */
export function variantName(form: string, variant: string): string {
  return `${form}.${variant}`;
}

/**
 * On the day on which the variant was first shown to it, as showings are counted. Of a form that it sent several times the first
 * that says a variant counts. What it bought since it sent the form is
 * looked at for the funnel's window from the showing on.
 */
export function variantCells(definition: Definition, lead: Pick<Lead, 'events'>): Cells {
  const cells = new Map<CellKey, number>();
  for (const { form, variant, shown, time } of firstSent(lead.events)) {
    if (!isFilledBy(definition.funnel, form)) continue;
    const of = variantName(form, variant);
    const metrics = new Map<Metric, number>([[`${OF_VARIANT}f:${of}:${ageClassOf(time - shown)}`, 1]]);
    const orders = ordersSince(definition, lead, shown).filter(({ after }) => shown + after >= time);
    const [first] = orders;
    if (first !== undefined) metrics.set(`${OF_VARIANT}c:${of}:${ageClassOf(first.after)}`, 1);
    addBrought(metrics, orders, { start: OF_VARIANT, of });
    const day = definition.calendar.dayOf(shown);
    for (const [metric, n] of metrics) cells.set(cellKey(day, metric, ''), n);
  }
  return cells;
}

type Sent = Required<Pick<LeadEvent, 'variant' | 'shown'>> & { readonly form: string; readonly time: number };

/** One of each form: events come in order of time. */
function firstSent(events: readonly LeadEvent[]): Iterable<Sent> {
  const first = new Map<string, Sent>();
  for (const { kind, name: form, variant, shown, time } of events) {
    if (kind !== 'form' || variant === undefined || shown === undefined || first.has(form)) continue;
    first.set(form, { form, variant, shown, time });
  }
  return first.values();
}
