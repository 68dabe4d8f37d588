// The tally: what one lead counts under one definition, as cells that add and subtract.
import { type Answered, answerCells } from '../hand-off/answer-cells.ts';
import type { Lead } from '../lead/lead.ts';
import { sequenceCells } from '../nurture/sequence-cells.ts';
import { flaggedEvents, qualityCells } from '../quality/quality-cells.ts';
import { isQualityDefinition } from '../quality/quality-funnel.ts';
import { variantCells } from '../variants/variant-cells.ts';
import { type Attempt, attemptReader, type LeadAttempts } from './attempts.ts';
import { sliceReader } from './attribution.ts';
import { bookedCells } from './booked-cells.ts';
import { addTo, type CellKey, type Cells, cellKey, type Metric } from './cells.ts';
import { countsWithoutGaps, totalSlice } from './expand-cells.ts';
import type { Definition } from './funnel.ts';
import { bucketOf } from './histogram.ts';
import { stageBefore } from './optional.ts';
import { pathCells } from './path.ts';
import { readOrders } from './revenue.ts';
import { cellsOfWay } from './ways.ts';

/**
 * The cells of a lead under every definition, each by its own calendar and with its own sources.
 * @param isContact whether its e-mail is known
 */
export function tallyAll(
  definitions: readonly Definition[],
  lead: Lead,
  isContact: boolean,
  attemptsOf = attemptReader(lead),
): ReadonlyMap<string, Cells> {
  const orders = readOrders(lead.events);
  const flagged = flaggedEvents(lead.events, orders);
  return new Map(
    definitions.map((definition) => {
      const cells = isQualityDefinition(definition)
        ? new Map<CellKey, number>()
        : tallyOf(definition, lead, attemptsOf(definition), isContact);
      for (const [key, n] of sequenceCells(definition, lead, attemptsOf)) addTo(cells, key, n);
      for (const [key, n] of variantCells(definition, lead)) addTo(cells, key, n);
      for (const [key, n] of bookedCells(definition, orders)) addTo(cells, key, n);
      for (const [key, n] of qualityCells(definition, flagged, orders)) addTo(cells, key, n);
      return [definition.key, cells];
    }),
  );
}

function tallyOf(
  { funnel, optional, calendar }: Definition,
  lead: Lead,
  { attempts, late, way }: LeadAttempts,
  isContact: boolean,
): Map<CellKey, number> {
  const cells = new Map<CellKey, number>();
  const shape = { gapless: countsWithoutGaps(funnel), optional };
  const slicesOf = sliceReader(funnel.by, lead);
  for (const attempt of attempts) {
    const slices = [...totalSlice(funnel.by), ...slicesOf(attempt)];
    const day = calendar.dayOf(attempt.entry.time);
    for (const [metric, n] of metricsOf(shape, attempt)) {
      for (const slice of slices) addTo(cells, cellKey(day, metric, slice), n);
    }
    if (isContact) addTo(cells, cellKey(day, 'n', ''), 1);
    for (const [metric, n] of totalsOf(shape, attempt)) addTo(cells, cellKey(day, metric, ''), n);
    for (const [metric, n] of pathCells(attempt)) addTo(cells, cellKey(day, metric, ''), n);
    // No breakdown shows hand-offs that were received, so they are kept once.
    for (const answered of answeredIn(funnel, attempt)) {
      const reached = reachedBehind({ funnel, optional }, attempt, answered.of);
      for (const [metric, n] of answerCells(answered, reached)) addTo(cells, cellKey(day, metric, ''), n);
    }
    for (const { from, after } of attempt.received)
      addTo(cells, cellKey(day, `k:${from}:${bucketOf(after)}`, ''), 1);
  }
  if (way !== undefined) {
    const day = calendar.dayOf(way.start);
    for (const [metric, n] of cellsOfWay(way)) addTo(cells, cellKey(day, metric, ''), n);
  }
  const [first] = late;
  if (first !== undefined) addTo(cells, cellKey(calendar.dayOf(first.event.time), 'x', ''), 1);
  for (const { event, value } of late) {
    if (value !== undefined && value.minor > 0)
      addTo(cells, cellKey(calendar.dayOf(event.time), `xv:${value.currency}`, ''), value.minor);
  }
  return cells;
}

/** The hand-off that an attempt gave and those that it received, where sales has answered. */
function answeredIn({ handOff }: Definition['funnel'], attempt: Attempt): readonly Answered[] {
  const { handedAt, answer, received } = attempt;
  return [
    ...(handOff === undefined || handedAt === undefined || answer === undefined
      ? []
      : [{ of: '', handedAt, answer }]),
    ...received.flatMap(({ from, event, answer: own }) =>
      own === undefined ? [] : [{ of: from, handedAt: event.time, answer: own }],
    ),
  ];
}

/** When an attempt came to each stage behind the hand-off. In order `reached` a later stage tells of the ones before it. */
function reachedBehind(
  { funnel, optional }: Pick<Definition, 'funnel' | 'optional'>,
  { stages }: Attempt,
  of: string,
): ReadonlyMap<number, number> {
  const from = of === '' ? funnel.stages.findIndex(({ id }) => id === funnel.handOff?.at) : 0;
  const reached = new Map<number, number>();
  for (const [stage, { counted, event }] of stages.entries()) {
    if (stage <= from || !counted) continue;
    const isImplied = funnel.order === 'reached' && !optional.has(stage);
    const filling = isImplied ? stages.slice(stage).map((one) => one.event) : [event];
    reached.set(stage, Math.min(...filling.flatMap((one) => one?.time ?? [])));
  }
  return reached;
}

type Shape = {
  /** Whether attempts count in all stages from their entry to their last, so that some metrics follow from others. */
  readonly gapless: boolean;
  readonly optional: ReadonlySet<number>;
};

/** What one attempt adds, under every slice alike. */
function metricsOf({ gapless, optional }: Shape, attempt: Attempt): ReadonlyMap<Metric, number> {
  const { entry, enteredAt, stages, loss, orders, handedAt } = attempt;
  const metrics = new Map<Metric, number>();
  if (!gapless) metrics.set('e', 1);
  if (enteredAt > 0) metrics.set(`d${enteredAt}`, 1);
  for (const [stage, { counted, returning, event }] of stages.entries()) {
    const previous = stages[stageBefore(stage, (one) => optional.has(one))];
    if (!counted) {
      if (loss !== undefined && !optional.has(stage) && previous?.counted === true)
        metrics.set(`c${stage}`, 1);
      continue;
    }
    metrics.set(`l${stage}`, 1);
    if (returning) metrics.set(`r${stage}`, 1);
    if (stage < enteredAt) metrics.set(`a${stage}`, 1);
    if (!gapless && previous?.counted === true) metrics.set(`b${stage}`, 1);
    if (event === undefined || previous === undefined) continue;
    if (event !== entry) {
      const isBoth = previous.event === entry;
      metrics.set(`${isBoth ? 'g' : 'f'}${stage}:${bucketOf(event.time - entry.time)}`, 1);
    }
    const before = previous.event;
    if (before !== undefined && before !== entry && before.time <= event.time)
      metrics.set(`p${stage}:${bucketOf(event.time - before.time)}`, 1);
  }
  for (const { stage, value } of orders) {
    addTo(metrics, `o${stage}`, 1);
    const kind = enteredAt > 0 && stage <= enteredAt ? 'w' : 'v';
    if (value !== undefined && value.minor > 0)
      addTo(metrics, `${kind}${stage}:${value.currency}`, value.minor);
  }
  if (handedAt !== undefined) metrics.set('h', 1).set(`h:${bucketOf(handedAt - entry.time)}`, 1);
  return metrics;
}

/** What one attempt adds to the total alone: no breakdown shows it. Times and sums of the same stages as in `metricsOf`. */
function totalsOf(
  { optional }: Shape,
  { entry, enteredAt, stages, handedAt }: Attempt,
): ReadonlyMap<Metric, number> {
  const metrics = new Map<Metric, number>();
  const add = (metric: Metric, n: number): void => {
    if (n > 0) metrics.set(metric, n);
  };
  for (const [stage, { counted, event }] of stages.entries()) {
    const previous = stages[stageBefore(stage, (one) => optional.has(one))];
    if (!counted || previous === undefined) continue;
    if (event === undefined) {
      const later = stages.slice(stage + 1).flatMap((one) => one.event?.time ?? []);
      add(`i${stage}:${bucketOf(Math.min(...later) - entry.time)}`, 1);
      continue;
    }
    if (event === entry) continue;
    const after = event.time - entry.time;
    // Where `times` is met after the entry, the attempt enters at this stage by a later event.
    if (stage <= enteredAt) add(`j${stage}:${bucketOf(after)}`, 1);
    const before = previous.event;
    add(`${before === entry ? 'u' : 's'}${stage}`, after);
    if (before !== undefined && before !== entry) add(`t${stage}`, event.time - before.time);
  }
  if (handedAt !== undefined) add('hs', handedAt - entry.time);
  return metrics;
}
