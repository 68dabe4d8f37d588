// The outcomes of the worked examples: the whole of what a lead counts in one funnel, as cells.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  type Slice,
} from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { parts, readTime } from './worked-notation.ts';

/**
 * `03-02: awareness, interest 2h (2h), lost on Deal; late 04-02 EUR:500; booked 03-03 1 EUR:1000-400`, or `nothing`. What it does not say is not
 * counted. What is booked follows from the events: it is said where it is the matter.
 */
export function readOutcome(
  text: string,
  { by, stages, lostOn = [] }: Pick<FunnelConfig, 'by' | 'stages' | 'lostOn'>,
): Cells {
  const cells = new Map<CellKey, number>();
  if (text === 'nothing') return cells;
  let isLate = false;
  for (const segment of text.split('; ')) {
    if (segment.startsWith('late ')) {
      addLate(cells, segment, !isLate);
      isLate = true;
      continue;
    }
    if (segment.startsWith('booked ')) {
      addBooked(cells, segment);
      continue;
    }
    const [date, said = '', counted = ''] = parts(
      /^(\d\d-\d\d)((?: [\w.]+=\S+?)*): (.+)$/,
      segment,
      'attempt',
    );
    const slices = said.split(' ').slice(1) as Slice[];
    if (slices.map((slice) => slice.split('=')[0]).join() !== by.join()) {
      throw new SyntaxError(`"${segment}" does not say its ${by.join(', ')}`);
    }
    const { metrics, inTotal } = readAttempt(
      counted,
      stages,
      lostOn.map(({ event }) => event),
    );
    for (const [metric, n] of metrics) {
      for (const slice of ['', ...slices] as const) addTo(cells, cellKey(`2026-${date}`, metric, slice), n);
    }
    for (const [metric, n] of inTotal) addTo(cells, cellKey(`2026-${date}`, metric, ''), n);
  }
  return cells;
}

function addLate(cells: Map<CellKey, number>, segment: string, isFirst: boolean): void {
  const [date, money = ''] = parts(/^late (\d\d-\d\d)((?: [A-Z]{3}:\d+)*)$/, segment, 'late part');
  if (isFirst) addTo(cells, cellKey(`2026-${date}`, 'x', ''), 1);
  for (const amount of money.split(' ').slice(1)) {
    const [currency = '', minor] = amount.split(':');
    addTo(cells, cellKey(`2026-${date}`, `xv:${currency}`, ''), Number(minor));
  }
}

/** So many orders, and of each currency what they were worth and what was given back. */
function addBooked(cells: Map<CellKey, number>, segment: string): void {
  const [date, orders, money = ''] = parts(
    /^booked (\d\d-\d\d) (\d+)((?: [A-Z]{3}:\d+-\d+)*)$/,
    segment,
    'booked part',
  );
  addTo(cells, cellKey(`2026-${date}`, 'z', ''), Number(orders));
  for (const amount of money.split(' ').slice(1)) {
    const [currency, gross, back] = parts(/^(\w+):(\d+)-(\d+)$/, amount, 'booked amount');
    addTo(cells, cellKey(`2026-${date}`, `zg:${currency}`, ''), Number(gross));
    addTo(cells, cellKey(`2026-${date}`, `zr:${currency}`, ''), Number(back));
  }
}

/** Whether a cell is of the books. */
export function isBooked(key: string): boolean {
  return /^[\d-]{10}\|z[gr|]/.test(key);
}

/** Whether a cell is of Data quality, which has examples of its own. */
export function isOfQuality(key: string): boolean {
  return /^[\d-]{10}\|zq:/.test(key);
}

type Counted = {
  readonly metrics: readonly (readonly [Metric, number])[];
  /** Kept for all leads only. */
  readonly inTotal: readonly (readonly [Metric, number])[];
};

function readAttempt(text: string, drawn: FunnelConfig['stages'], lostOn: readonly string[]): Counted {
  const stages = drawn.map(({ id }) => id);
  /** The last required stage before one. */
  const before = (stage: number): number =>
    drawn.findLastIndex(({ optional }, index) => index < stage && optional !== true);
  const metrics: [Metric, number][] = [['e', 1]];
  const inTotal: [Metric, number][] = [];
  /** By stage: the time from entry to it, in ms. */
  const times = new Map<number, number>();
  const counted = new Set<number>();
  let enteredAt = 0;
  let reason: number | undefined;
  for (const part of text.split(', ')) {
    const handed = /^(?:(hands over)|from ([a-z]+)) (\S+)$/.exec(part);
    if (handed !== null) {
      const time = readTime(handed[3] ?? '');
      const bucket = bucketOf(time);
      if (handed[1] === undefined) inTotal.push([`k:${handed[2] ?? ''}:${bucket}`, 1]);
      else {
        metrics.push(['h', 1], [`h:${bucket}`, 1]);
        inTotal.push(['hs', time]);
      }
      continue;
    }
    const loss = /^lost on (.+)$/.exec(part)?.[1];
    if (loss !== undefined) {
      reason = lostOn.indexOf(loss);
      continue;
    }
    const [name = '', ...facts] = part.split(' ');
    const stage = stages.indexOf(name);
    if (stage < 0 || counted.has(stage)) throw new SyntaxError(`"${part}" names no stage, or one twice`);
    metrics.push([`l${stage}`, 1], ...facts.flatMap((fact) => readFact(fact, stage)));
    if (counted.has(before(stage))) metrics.push([`b${stage}`, 1]);
    if (facts.includes('direct')) enteredAt = stage;
    counted.add(stage);
    for (const fact of facts) {
      const [, previous, time = ''] = /^(\()?(\d\S*?[a-z])\)?$/.exec(fact) ?? [];
      if (time === '') continue;
      inTotal.push([`${previous === undefined ? 's' : 't'}${stage}`, readTime(time)]);
      if (previous === undefined) times.set(stage, readTime(time));
    }
  }
  // A stage before that of the entry comes after it; the first one of the funnel has no time from entry that is said.
  const path = [
    enteredAt,
    ...[...counted]
      .filter((stage) => stage < enteredAt || (stage > enteredAt && times.has(stage)))
      .sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0) || a - b),
  ];
  for (const [index, stage] of path.slice(1).entries()) {
    const from = path[index] ?? 0;
    if (stage !== from + 1) inTotal.push([`e${from}:${stage}`, 1]);
  }
  const end = path.at(-1) ?? enteredAt;
  if (counted.has(stages.length - 1) && end !== stages.length - 1)
    inTotal.push([`e${end}:${stages.length}`, 1]);
  if (reason !== undefined) {
    if (!counted.has(stages.length - 1)) inTotal.push([`q${reason}:${end}`, 1]);
    for (const [stage, { optional }] of drawn.entries()) {
      if (optional !== true && !counted.has(stage) && counted.has(before(stage)))
        metrics.push([`c${stage}`, 1]);
    }
  }
  for (const stage of counted) {
    const time = times.get(stage);
    if (stage < enteredAt) metrics.push([`a${stage}`, 1]);
    if (stage < enteredAt && time !== undefined) inTotal.push([`j${stage}:${bucketOf(time)}`, 1]);
    const isImplied = stage > enteredAt && time === undefined;
    const later = [...times].flatMap(([one, at]) => (one > stage ? [at] : []));
    if (isImplied) inTotal.push([`i${stage}:${bucketOf(Math.min(...later))}`, 1]);
  }
  for (const [metric, n] of [...metrics]) {
    const of = /^v(\d+)(:.+)$/.exec(metric);
    if (of !== null && enteredAt > 0 && Number(of[1]) <= enteredAt) {
      metrics.push([`w${Number(of[1])}${of[2] ?? ''}` as Metric, n]);
    }
  }
  if ([...counted].some((stage, index, all) => stage < (all[index - 1] ?? 0))) {
    throw new SyntaxError(`"${text}" names its stages in another order than the funnel`);
  }
  return { metrics, inTotal: inTotal.filter(([, n]) => n > 0) };
}

/** What is said of a stage: how it was entered, a time from entry, one from the stage before, or an order. */
function readFact(fact: string, stage: number): readonly [Metric, number][] {
  if (fact === 'direct') return [[`d${stage}`, 1]];
  if (fact === 'returning') return [[`r${stage}`, 1]];
  if (fact === 'order') return [[`o${stage}`, 1]];
  const money = /^([A-Z]{3}):(\d+)$/.exec(fact);
  if (money !== null) {
    const minor = Number(money[2]);
    return [[`o${stage}`, 1], ...(minor > 0 ? [[`v${stage}:${money[1]}`, minor] as [Metric, number]] : [])];
  }
  const previous = /^\((.+)\)$/.exec(fact)?.[1];
  const bucket = bucketOf(readTime(previous ?? fact));
  return [[previous === undefined ? `f${stage}:${bucket}` : `p${stage}:${bucket}`, 1]];
}
