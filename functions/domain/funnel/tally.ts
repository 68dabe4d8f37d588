// The tally: what one lead counts under one definition, as cells that add and subtract.

import type { Calendar } from '../calendar.ts';
import type { LeadEvent } from '../event/event.ts';
import type { Lead } from '../lead/lead.ts';
import { slicesOf } from './attribution.ts';
import { addTo, type CellKey, type Cells, cellKey, type Metric } from './cells.ts';
import { impliesEarlierStages, totalSlice } from './expand-cells.ts';
import type { Definition, FunnelEvent } from './funnel.ts';
import { bucketOf } from './histogram.ts';
import { type Attempt, match } from './match.ts';
import { type Orders, ordersOf } from './revenue.ts';

/**
 * The cells of a lead under every definition. Funnels that hand over are matched before those that receive.
 * @param definitions in any order; circles of hand-offs are refused by the configuration
 */
export function tallyAll(
  definitions: readonly Definition[],
  lead: Lead,
  calendar: Calendar,
): ReadonlyMap<string, Cells> {
  const orders = ordersOf(lead.events);
  const derived = new Map<string, LeadEvent[]>();
  const tallies = new Map<string, Cells>();
  for (const definition of giversFirst(definitions)) {
    const { funnel } = definition;
    const matched = match(definition, lead.events, derived.get(funnel.id));
    const cells = new Map<CellKey, number>();
    const before = new Set<number>();
    for (const attempt of matched.attempts) {
      const slices = [...totalSlice(funnel.by), ...slicesOf(funnel.by, lead, attempt)];
      const day = calendar.dayOf(attempt.entry.event.time);
      for (const [metric, n] of metricsOf(definition, attempt, before, orders)) {
        for (const slice of slices) addTo(cells, cellKey(day, metric, slice), n);
      }
      for (const [stage, counted] of attempt.counted.entries()) if (counted) before.add(stage);
    }
    countLate(cells, matched.late, orders, calendar);
    tallies.set(definition.key, cells);
    const handed = matched.attempts.flatMap((attempt) => handOffOf(definition, attempt) ?? []);
    if (funnel.handOff !== undefined && handed.length > 0) {
      derived.set(funnel.handOff.to, [...(derived.get(funnel.handOff.to) ?? []), ...handed]);
    }
  }
  return tallies;
}

function giversFirst(definitions: readonly Definition[]): readonly Definition[] {
  const done = new Set<Definition>();
  const visit = (definition: Definition): void => {
    if (done.has(definition)) return;
    done.add(definition);
    for (const giver of definitions) if (giver.funnel.handOff?.to === definition.funnel.id) visit(giver);
    sorted.push(definition);
  };
  const sorted: Definition[] = [];
  for (const definition of definitions) visit(definition);
  return sorted;
}

/** What one attempt adds, under every slice alike. */
function metricsOf(
  definition: Definition,
  attempt: Attempt,
  before: ReadonlySet<number>,
  orders: Orders,
): readonly (readonly [Metric, number])[] {
  const implied = impliesEarlierStages(definition.funnel.order);
  const metrics: [Metric, number][] = implied ? [] : [['e', 1]];
  const entryTime = attempt.entry.event.time;
  const entered = attempt.fills.indexOf(attempt.entry);
  if (entered > 0) metrics.push([`d${entered}`, 1]);
  for (const [stage, counted] of attempt.counted.entries()) {
    if (!counted) continue;
    metrics.push([`l${stage}`, 1]);
    if (before.has(stage)) metrics.push([`r${stage}`, 1]);
    if (!implied && stage > 0 && attempt.counted[stage - 1] === true) metrics.push([`b${stage}`, 1]);
    const filled = attempt.fills[stage];
    if (filled === undefined || stage === 0) continue;
    const previous = attempt.fills[stage - 1];
    const bucket = bucketOf(filled.event.time - entryTime);
    if (filled !== attempt.entry) {
      metrics.push(previous === attempt.entry ? [`g${stage}:${bucket}`, 1] : [`f${stage}:${bucket}`, 1]);
    }
    if (previous !== undefined && previous !== attempt.entry && previous.event.time <= filled.event.time) {
      metrics.push([`p${stage}:${bucketOf(filled.event.time - previous.event.time)}`, 1]);
    }
  }
  for (const own of attempt.events) {
    if (!orders.has(own.event)) continue;
    const stage = stageOfOrder(attempt, own);
    if (stage === undefined) continue;
    const value = orders.get(own.event);
    metrics.push([`o${stage}`, 1]);
    if (value !== undefined && value.minor > 0) metrics.push([`v${stage}:${value.currency}`, value.minor]);
  }
  const handedAt = handOffTime(definition, attempt);
  if (handedAt !== undefined) metrics.push(['h', 1], [`h:${bucketOf(handedAt - entryTime)}`, 1]);
  return metrics;
}

/** The stage that an order filled, else the latest filled one that it matches. */
function stageOfOrder(attempt: Attempt, own: FunnelEvent): number | undefined {
  const filled = attempt.fills.indexOf(own);
  return filled >= 0 ? filled : own.stages.findLast((stage) => attempt.fills[stage] !== undefined);
}

function countLate(
  cells: Map<CellKey, number>,
  late: readonly FunnelEvent[],
  orders: Orders,
  calendar: Calendar,
): void {
  const [first] = late;
  if (first !== undefined) addTo(cells, cellKey(calendar.dayOf(first.event.time), 'x', ''), 1);
  for (const { event } of late) {
    const value = orders.get(event);
    if (value !== undefined && value.minor > 0) {
      addTo(cells, cellKey(calendar.dayOf(event.time), `xv:${value.currency}`, ''), value.minor);
    }
  }
}

/** When the giving stage was reached: in order `reached`, at the earliest event of it or of a later stage. */
function handOffTime({ funnel }: Definition, attempt: Attempt): number | undefined {
  const { handOff } = funnel;
  if (handOff === undefined) return undefined;
  const stage = funnel.stages.findIndex(({ id }) => id === handOff.at);
  if (attempt.counted[stage] !== true) return undefined;
  const reaching = funnel.order === 'reached' ? attempt.fills.slice(stage) : [attempt.fills[stage]];
  return Math.min(...reaching.flatMap((fill) => (fill === undefined ? [] : [fill.event.time])));
}

function handOffOf(definition: Definition, attempt: Attempt): LeadEvent | undefined {
  const time = handOffTime(definition, attempt);
  if (time === undefined) return undefined;
  const id = `handoff:${definition.funnel.id}:${attempt.entry.event.id}`;
  return { id, time, received: time, kind: 'event', name: '', trusted: true };
}
