// Cells as rows of a table that anybody can query: a name for each metric, and its parts in columns of their own. Pure.
import type { Calendar } from '../calendar.ts';
import { addDays } from '../calendar.ts';
import type { FunnelConfig } from '../config/config.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { parseSlice, type Slice } from '../funnel/cells.ts';
import { columnOf, SINGLE } from '../funnel/columns.ts';
import { estimateOf } from '../funnel/histogram.ts';
import { RETURN_REASONS } from '../hand-off/answer.ts';
import { SPEEDS_MS } from '../hand-off/speeds.ts';

/** What is absent does not apply; `docs/data-out.md` says what each metric counts. */
export type CellRow = {
  readonly funnel: string;
  readonly definition: string;
  /** Absent: of all, not of one value of a breakdown. */
  readonly breakdown?: string;
  readonly value?: string;
  readonly metric: string;
  readonly stage?: string;
  /** The currency, the reason, the event, the next stage, the source funnel, the way, sequence or variant. */
  readonly name?: string;
  /** The funnel that handed over, of what was answered to hand-offs that were received; of `quality` where it came from. */
  readonly detail?: string;
  /** The place in a histogram of times, in steps of age, or in classes of speed. */
  readonly bucket?: number;
  /** The time in seconds that stands for the bucket of a time; of a class of speed the longest time, absent in the last one. */
  readonly seconds?: number;
  readonly n: number;
  /** When the windows of all attempts that entered on the day have ended. */
  readonly window_ends: string;
};

export type CellsOf = {
  readonly funnel: Pick<FunnelConfig, 'id' | 'stages' | 'lostOn' | 'windowMs'>;
  readonly definition: string;
  readonly cells: CellIndex;
  readonly calendar: Calendar;
};

/** All cells of a day. */
export function* cellRows({ funnel, definition, cells, calendar }: CellsOf, day: string): Generator<CellRow> {
  const ends = new Date(calendar.startOf(addDays(day, 1)) + funnel.windowMs).toISOString();
  for (const [slice, sums] of cells.sum([day])) {
    const of = { funnel: funnel.id, definition, ...sliceColumns(slice) };
    for (const [metric, n] of sums) {
      if (n !== 0) yield { ...of, ...metricColumns(metric, funnel), n, window_ends: ends };
    }
  }
}

function sliceColumns(slice: Slice): Pick<CellRow, 'breakdown' | 'value'> {
  const parts = parseSlice(slice);
  return parts === undefined ? {} : { breakdown: parts.field, value: parts.value || '(none)' };
}

type Metric = Pick<CellRow, 'metric' | 'stage' | 'name' | 'detail' | 'bucket' | 'seconds'>;
type Funnel = Pick<FunnelConfig, 'stages' | 'lostOn'>;

/** Of `cells.ts`: metrics of a stage, and those of none. */
const OF_STAGE: Readonly<Record<string, string>> = {
  l: 'leads',
  r: 'returning',
  d: 'direct',
  a: 'entered_later',
  b: 'with_previous',
  c: 'ended_as_lost',
  o: 'orders',
  s: 'sum_from_entry_ms',
  t: 'sum_from_previous_ms',
};
const OF_FUNNEL: Readonly<Record<string, string>> = {
  e: 'entered',
  n: 'contacts',
  x: 'late_leads',
  h: 'handed_over',
  hs: 'sum_to_hand_off_ms',
  z: 'booked_orders',
};
const BY_TIME: Readonly<Record<string, string>> = {
  f: 'time_from_entry',
  p: 'time_from_previous',
  i: 'implied_after',
  j: 'time_from_entry_of_direct',
};
const BY_CURRENCY: Readonly<Record<string, string>> = {
  xv: 'late_revenue',
  zg: 'booked_gross',
  zr: 'booked_refunds',
};

function metricColumns(metric: string, { stages, lostOn = [] }: Funnel): Metric {
  const stageOf = (index: number | string): string => stages[Number(index)]?.id ?? 'end';
  const [, kind = '', stage = '', rest] = /^([a-z]+)(\d*)(?::(.*))?$/s.exec(metric) ?? [];
  if (rest === undefined) {
    const name = stage === '' ? OF_FUNNEL[kind] : OF_STAGE[kind];
    if (name !== undefined) return stage === '' ? { metric: name } : { metric: name, stage: stageOf(stage) };
  } else if (stage !== '') {
    if (BY_TIME[kind] !== undefined) return { metric: BY_TIME[kind], stage: stageOf(stage), ...timeOf(rest) };
    if (kind === 'v') return { metric: 'revenue', stage: stageOf(stage), name: rest };
    if (kind === 'w') return { metric: 'direct_revenue', stage: stageOf(stage), name: rest };
    if (kind === 'e') return { metric: 'went_on', stage: stageOf(stage), name: stageOf(rest) };
    if (kind === 'q')
      return { metric: 'lost_on', stage: stageOf(rest), name: lostOn[Number(stage)]?.event ?? stage };
    const [detail, speed] = lastOf(rest);
    if (kind === 'mg')
      return { metric: 'reached_after_accepted', stage: stageOf(stage), detail, ...speedOf(speed) };
    if (kind === 'mb')
      return { metric: 'reached_before_accepted', stage: stageOf(stage), detail, ...speedOf(speed) };
  } else {
    if (BY_CURRENCY[kind] !== undefined) return { metric: BY_CURRENCY[kind], name: rest };
    if (kind === 'h') return { metric: 'time_to_hand_off', ...timeOf(rest) };
    const [detail, last] = lastOf(rest);
    if (kind === 'k') return { metric: 'received', name: detail, ...timeOf(last) };
    if (kind === 'ma') return { metric: 'accepted', detail, ...timeOf(last) };
    if (kind === 'ms') return { metric: 'sum_to_accept_ms', detail };
    if (kind === 'mv') return { metric: 'accepted_within', detail, ...speedOf(last) };
    if (kind === 'mr') return { metric: 'returned', detail, name: RETURN_REASONS[Number(last)] ?? last };
    if (kind === 'zq') return qualityOf(rest);
  }
  // Ways, sequences and variants: the statistics of their pages are worked out of them.
  const { column, at } = columnOf(metric);
  return at === SINGLE ? { metric: 'other', name: metric } : { metric: 'other', name: column, bucket: at };
}

function timeOf(bucket: string): Pick<Metric, 'bucket' | 'seconds'> {
  return { bucket: Number(bucket), seconds: Math.round(estimateOf(Number(bucket))) / 1000 };
}

function speedOf(index: string): Pick<Metric, 'bucket' | 'seconds'> {
  const within = SPEEDS_MS[Number(index)];
  return { bucket: Number(index), ...(within === undefined ? {} : { seconds: within / 1000 }) };
}

function qualityOf(rest: string): Metric {
  const colon = rest.indexOf(':');
  return colon < 0
    ? { metric: 'quality', name: rest }
    : { metric: 'quality', name: rest.slice(0, colon), detail: rest.slice(colon + 1) };
}

/** The part behind the last colon, and what stands before it. */
function lastOf(text: string): readonly [before: string, last: string] {
  const colon = text.lastIndexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}
