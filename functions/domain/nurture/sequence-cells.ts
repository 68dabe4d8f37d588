// What leads that entered a sequence count, by whether they get it or are held out: who they are, what they did since, and when.
import type { LeadEvent } from '../event/event.ts';
import { ageClassOf } from '../funnel/ages.ts';
import type { LeadAttempts } from '../funnel/attempts.ts';
import { addBrought, ordersSince } from '../funnel/brought.ts';
import { type CellKey, type Cells, cellKey, type Metric } from '../funnel/cells.ts';
import type { Definition } from '../funnel/funnel.ts';
import { bucketOf } from '../funnel/histogram.ts';
import { compareText } from '../lead/identity.ts';
import type { Lead } from '../lead/lead.ts';
import { tagOf } from '../lead/views.ts';
import { type SequenceEntry, sequenceEntry } from '../mail/own-events.ts';
import { happenedAt } from './asked-of-lead.ts';
import { stageCode } from './goal.ts';

/** A sequence as cells name it: another goal is another comparison, which begins anew. */
export function comparisonName({ sequence, goal }: Pick<SequenceEntry, 'sequence' | 'goal'>): string {
  const named = 'stage' in goal ? ['stage', goal.stage] : ['event', goal.event];
  return `${sequence}.${tagOf(JSON.stringify(named)).toString(36)}`;
}

/**
 * On the day on which it entered; what it did is looked at for the funnel's window from then on. Who had done what the sequence waits
 * for before it entered, and told of it later, is in neither group.
 */
export function sequenceCells(
  definition: Definition,
  lead: Lead,
  attemptsOf: (definition: Definition) => LeadAttempts,
): Cells {
  const cells = new Map<CellKey, number>();
  for (const entry of entriesOf(lead.events, definition.funnel.id)) {
    const day = definition.calendar.dayOf(entry.at);
    const metrics = metricsOf(entry, definition, lead, attemptsOf);
    for (const [metric, n] of metrics) cells.set(cellKey(day, metric, ''), n);
  }
  return cells;
}

/** One of each sequence: of leads that became one, that which was first. */
function entriesOf(events: readonly LeadEvent[], funnel: string): Iterable<SequenceEntry> {
  const first = new Map<string, { readonly entry: SequenceEntry; readonly id: string }>();
  for (const event of events) {
    const entry = sequenceEntry(event);
    if (entry?.funnel !== funnel) continue;
    const known = first.get(entry.sequence);
    const order = known && (known.entry.at - entry.at || compareText(known.id, event.id));
    if (order === undefined || order > 0) first.set(entry.sequence, { entry, id: event.id });
  }
  return [...first.values()].map(({ entry }) => entry);
}

function metricsOf(
  entry: SequenceEntry,
  definition: Definition,
  lead: Lead,
  attemptsOf: (definition: Definition) => LeadAttempts,
): ReadonlyMap<Metric, number> {
  const { at, goal, isHeldOut } = entry;
  const { funnel } = definition;
  const metrics = new Map<Metric, number>();
  const until = 'event' in goal ? goal : funnel.stages.findIndex((stage) => stageCode(stage) === goal.stage);
  const done = happenedAt(until, definition, lead, attemptsOf(definition));
  if (done !== undefined && done < at) return metrics;
  const start = isHeldOut ? 'nh' : 'ns';
  const of = comparisonName(entry);
  metrics.set(`${start}:${of}`, 1);
  if (done !== undefined && done - at <= funnel.windowMs) {
    metrics.set(`${start}c:${of}:${ageClassOf(done - at)}`, 1);
    metrics.set(`${start}t:${of}:${bucketOf(done - at)}`, 1);
  }
  addBrought(metrics, ordersSince(definition, lead, at), { start, of });
  return metrics;
}
