// The tally: what one lead counts under one definition, as cells that add and subtract.

import type { Calendar } from '../calendar.ts';
import type { LeadEvent } from '../event/event.ts';
import type { Lead } from '../lead/lead.ts';
import { slicer } from './attribution.ts';
import { addTo, type CellKey, type Cells, cellKey, type Metric } from './cells.ts';
import { impliesEarlierStages, totalSlice } from './expand-cells.ts';
import type { Definition, FunnelEvent, Matcher } from './funnel.ts';
import { type HandOff, handOffOf, handOffTime, receivedMetrics } from './hand-off.ts';
import { bucketOf } from './histogram.ts';
import { type Attempt, type Match, match } from './match.ts';
import { type Orders, ordersOf } from './revenue.ts';

/** The cells of a lead under every definition, each by its own calendar and with its own givers. */
export function tallyAll(definitions: readonly Definition[], lead: Lead): ReadonlyMap<string, Cells> {
  const orders = ordersOf(lead.events);
  const known: Matches = new Map();
  const tallies = new Map<string, Cells>();
  for (const definition of definitions) {
    const { funnel, calendar } = definition;
    const matched = matchOnce(definition, lead, known);
    const cells = new Map<CellKey, number>();
    const before = new Set<number>();
    const total = totalSlice(funnel.by);
    const slicesOf = slicer(funnel.by, lead);
    for (const attempt of matched.attempts) {
      const slices = [...total, ...slicesOf(attempt)];
      const day = calendar.dayOf(attempt.entry.event.time);
      for (const [metric, n] of metricsOf(definition, attempt, before, orders)) {
        for (const slice of slices) addTo(cells, cellKey(day, metric, slice), n);
      }
      // No breakdown shows them, so they are kept once.
      for (const metric of receivedMetrics(attempt, matched.handed))
        addTo(cells, cellKey(day, metric, ''), 1);
      for (const [stage, counted] of attempt.counted.entries()) if (counted) before.add(stage);
    }
    countLate(cells, matched.late, orders, calendar);
    tallies.set(definition.key, cells);
  }
  return tallies;
}

/** By a matcher's `hitsOf`, which a definition and the giver of another one share. */
type Matches = Map<Matcher['hitsOf'], Received>;

/** A match, and what was handed over to its funnel. */
type Received = Match & { readonly handed: ReadonlyMap<LeadEvent, HandOff> };

/** Funnels that hand over are matched before those that receive, and each of them once. */
function matchOnce(matcher: Matcher, lead: Lead, known: Matches): Received {
  const before = known.get(matcher.hitsOf);
  if (before !== undefined) return before;
  const handed = new Map<LeadEvent, HandOff>();
  for (const giver of matcher.givers) {
    for (const attempt of matchOnce(giver, lead, known).attempts) {
      const handOff = handOffOf(giver, attempt);
      if (handOff !== undefined) handed.set(handOff.event, handOff);
    }
  }
  const matched = { ...match(matcher, lead.events, [...handed.keys()]), handed };
  known.set(matcher.hitsOf, matched);
  return matched;
}

/** What one attempt adds, under every slice alike. */
function metricsOf(
  definition: Definition,
  attempt: Attempt,
  before: ReadonlySet<number>,
  orders: Orders,
): ReadonlyMap<Metric, number> {
  const implied = impliesEarlierStages(definition.funnel.order);
  const metrics = new Map<Metric, number>();
  if (!implied) metrics.set('e', 1);
  const entryTime = attempt.entry.event.time;
  const entered = attempt.fills.indexOf(attempt.entry);
  if (entered > 0) metrics.set(`d${entered}`, 1);
  for (const [stage, counted] of attempt.counted.entries()) {
    if (!counted) continue;
    metrics.set(`l${stage}`, 1);
    if (before.has(stage)) metrics.set(`r${stage}`, 1);
    if (!implied && stage > 0 && attempt.counted[stage - 1] === true) metrics.set(`b${stage}`, 1);
    const filled = attempt.fills[stage];
    if (filled === undefined || stage === 0) continue;
    const previous = attempt.fills[stage - 1];
    const bucket = bucketOf(filled.event.time - entryTime);
    if (filled !== attempt.entry) {
      metrics.set(`${previous === attempt.entry ? 'g' : 'f'}${stage}:${bucket}`, 1);
    }
    if (previous !== undefined && previous !== attempt.entry && previous.event.time <= filled.event.time) {
      metrics.set(`p${stage}:${bucketOf(filled.event.time - previous.event.time)}`, 1);
    }
  }
  for (const own of attempt.events) {
    if (!orders.has(own.event)) continue;
    const stage = stageOfOrder(attempt, own);
    if (stage === undefined) continue;
    const value = orders.get(own.event);
    addTo(metrics, `o${stage}`, 1);
    if (value !== undefined && value.minor > 0) addTo(metrics, `v${stage}:${value.currency}`, value.minor);
  }
  const handedAt = handOffTime(definition, attempt);
  if (handedAt !== undefined) metrics.set('h', 1).set(`h:${bucketOf(handedAt - entryTime)}`, 1);
  return metrics;
}

/** The stage that an order filled, else the latest filled one that it matches. */
function stageOfOrder(attempt: Attempt, own: FunnelEvent): number | undefined {
  const filled = attempt.fills.indexOf(own);
  return filled >= 0 ? filled : own.hits.stages.findLast((stage) => attempt.fills[stage] !== undefined);
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
