// From counters to a report: sums, rates, quantiles and what may still change. Pure.
import { addDays, Calendar, daysBetween } from '../calendar.ts';
import type { Breakdown, FunnelConfig } from '../config/config.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import type { Slice } from '../funnel/cells.ts';
import { type Buckets, quantiles, totalOf } from '../funnel/histogram.ts';
import { optionalStages, stageBefore } from '../funnel/optional.ts';
import { addedUp, type Sums } from '../funnel/sums.ts';
import { funnelQuality } from '../quality/quality-report.ts';
import { bookedDays } from './booked.ts';
import { answeredReport, withAnswers } from './hand-off-report.ts';
import { projectStages } from './projected.ts';
import type {
  DayReport,
  HandOffReport,
  PeriodReport,
  ReceivedReport,
  Report,
  RestReport,
  Seconds,
  SliceReport,
  StageReport,
} from './report.ts';
import { type Figures, type FiguresOn, figuresByDay, figuresOf, sumDays } from './report-figures.ts';
import { definitionHead, momentHead } from './report-part.ts';
import { type AgeInput, compareAtSameAge } from './same-age.ts';

/** The longest that a queue keeps a message. */
const LONGEST_IN_QUEUE_MS = 14 * 86_400_000;

export type ReportInput = {
  readonly timezone: string;
  readonly funnel: FunnelConfig;
  /** The ids of the funnels that hand over to it. */
  readonly sources: readonly string[];
  /** The stages' labels in the reader's language, in order. */
  readonly labels: readonly string[];
  /** The definition's key. */
  readonly definition: string;
  /** The cells of the period and of the one before it; other days are passed over. */
  readonly cells: CellIndex;
  /** The first day of which there are cells. */
  readonly since: string;
  /** Local days of entry, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly by: readonly Breakdown[];
  /** So many of the values of each breakdown, those with the most entries, are passed over; none where it is absent. */
  readonly skip?: number;
  /** When the cells were read, ms since the epoch. */
  readonly now: number;
  readonly pending: number;
  readonly setAside: number;
  readonly revision: number;
  readonly recount: Report['recount'];
  /** Whether leads are still missing from the definition's counters. */
  readonly partial: boolean;
  /** Leads that were erased before the definition could count them. */
  readonly erased: number;
};

export function buildReport(input: ReportInput): Report {
  const { funnel, from, to, now } = input;
  const before = previousPeriod(from, to);
  const days = daysBetween(from, to);
  const figuresOn = figuresByDay(input.cells, funnel.stages.length);
  const ages: AgeInput = {
    figuresOn,
    calendar: new Calendar(input.timezone),
    stageIds: funnel.stages.map(({ id }) => id),
    windowMs: funnel.windowMs,
    now,
  };
  const projected = projectStages(ages, input.since, days);
  const period = buildPeriod(input, from, to);
  return {
    ...definitionHead(input),
    revision: input.revision,
    ...period,
    stages: period.stages.map((stage, k) => ({ ...stage, projected: projected[k] ?? null })),
    ...momentHead(input),
    previous: {
      ...buildTotals(input, before.from, before.to),
      ...compareAtSameAge(ages, days, daysBetween(before.from, before.to)),
    },
    daily: buildDays(input, figuresOn),
    booked: bookedDays(input.cells, days),
    quality: funnelQuality(input.cells, days),
  };
}

/** The period of equal length that ends the day before `from`. */
export function previousPeriod(from: string, to: string): { readonly from: string; readonly to: string } {
  return { from: addDays(from, -daysBetween(from, to).length), to: addDays(from, -1) };
}

function buildPeriod(input: ReportInput, from: string, to: string): PeriodReport {
  const { funnel, sources } = input;
  const { length } = funnel.stages;
  const days = daysBetween(from, to);
  const sums = sumDays(input.cells, days);
  const stillOpen = openDays(input, days);
  const open = stillOpen.length === days.length ? sums : sumDays(input.cells, stillOpen);
  const figures = figuresOf(sums.get('') ?? new Map(), length);
  const receives = buildReceived(funnel, sources, figures);
  const breakdowns = input.by.map((field) => buildBreakdown(input, field, { sums, open }));
  const by = Object.fromEntries(breakdowns.map(({ field, listed }) => [field, listed]));
  const rest = Object.fromEntries(breakdowns.flatMap(({ field, rest }) => (rest ? [[field, rest]] : [])));
  return {
    from,
    to,
    entered: figures.entered,
    contacts: figures.contacts,
    late: figures.late,
    stages: buildStages(input, figures, figuresOf(open.get('') ?? new Map(), length), true),
    lostOn: buildLostOn(funnel, figures),
    handOff: buildHandOff(funnel, figures),
    ...(receives.length > 0 ? { receives } : {}),
    by,
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

/** Of days of which the totals alone were read: without breakdowns, and without times from the stage before. */
function buildTotals(input: ReportInput, from: string, to: string): PeriodReport {
  const period = buildPeriod({ ...input, by: [] }, from, to);
  return {
    ...period,
    stages: period.stages.map((stage) => ({ ...stage, secondsFromPrevious: NO_SECONDS })),
  };
}

/** More would be a page too long to read, and with invented values an answer that is too large. */
export const LISTED_VALUES = 100;

type Period = {
  readonly sums: ReadonlyMap<Slice, Sums>;
  /** Of the days on which attempts may have time left. */
  readonly open: ReadonlyMap<Slice, Sums>;
};

function buildBreakdown(
  input: ReportInput,
  field: Breakdown,
  { sums, open }: Period,
): {
  readonly field: Breakdown;
  readonly listed: readonly SliceReport[];
  readonly rest: RestReport | undefined;
} {
  const { length } = input.funnel.stages;
  const { skip = 0 } = input;
  const slices = [...sums.keys()]
    .filter((slice) => slice.startsWith(`${field}=`))
    .map((slice) => ({
      slice,
      value: slice.slice(field.length + 1) || '(none)',
      entered: sums.get(slice)?.get('e') ?? 0,
    }))
    .sort((a, b) => b.entered - a.entered || (a.value < b.value ? -1 : 1));
  const stagesOf = (own: readonly { readonly slice: Slice }[]) =>
    buildStages(
      input,
      figuresOf(addedUp(own.map(({ slice }) => sums.get(slice))), length),
      figuresOf(addedUp(own.map(({ slice }) => open.get(slice))), length),
      false,
    );
  const end = skip + LISTED_VALUES;
  const listed = slices
    .slice(skip, end)
    .map((own): SliceReport => ({ value: own.value, entered: own.entered, stages: stagesOf([own]) }));
  const others = [...slices.slice(0, skip), ...slices.slice(end)];
  if (others.length === 0) return { field, listed, rest: undefined };
  const rest = {
    values: others.length,
    entered: others.reduce((sum, { entered }) => sum + entered, 0),
    stages: stagesOf(others),
    next: end < slices.length ? end : null,
  };
  return { field, listed, rest };
}

/** One for each name of an event: the same one may be named with several conditions. */
function buildLostOn({ lostOn = [] }: FunnelConfig, figures: Figures): PeriodReport['lostOn'] {
  const leads = new Map<string, number>();
  for (const [reason, { event }] of lostOn.entries()) {
    leads.set(event, (leads.get(event) ?? 0) + totalOf(figures.lost(reason)));
  }
  return [...leads].map(([reason, n]) => ({ reason, leads: n }));
}

/** The ids of the funnels that hand over to this one. */
export function giversTo(funnels: readonly FunnelConfig[], receiver: string): readonly string[] {
  return funnels.filter(({ handOff }) => handOff?.to === receiver).map(({ id }) => id);
}

function buildHandOff(funnel: FunnelConfig, figures: Figures): HandOffReport | null {
  const { handOff } = funnel;
  if (handOff === undefined) return null;
  const { leads, times, sum } = figures.handOff;
  const at = funnel.stages.findIndex(({ id }) => id === handOff.at);
  const answered = answeredReport(leads, figures.answersTo(''), stagesBehind(funnel, at), buildSeconds);
  return withAnswers({ to: handOff.to }, leads, buildSeconds(times, sum), answered);
}

function stagesBehind({ stages }: FunnelConfig, at: number): ReadonlyMap<number, string> {
  return new Map(stages.flatMap(({ id }, stage) => (stage > at ? [[stage, id] as const] : [])));
}

function buildReceived(
  funnel: FunnelConfig,
  sources: readonly string[],
  { received, answersTo }: Figures,
): readonly ReceivedReport[] {
  return [...new Set([...sources, ...received.keys()])].sort().map((from) => {
    const times = received.get(from) ?? new Map<number, number>();
    const leads = totalOf(times);
    const answered = answeredReport(leads, answersTo(from), stagesBehind(funnel, 0), buildSeconds);
    return withAnswers({ from }, leads, buildSeconds(times, null), answered);
  });
}

/** The days of entry on which the last attempt's window has not ended: it ends as long after the day as it takes. */
export function openDays(
  { funnel, timezone, now }: Pick<ReportInput, 'funnel' | 'timezone' | 'now'>,
  days: readonly string[],
): readonly string[] {
  const calendar = new Calendar(timezone);
  return days.filter((day) => now <= calendar.startOf(addDays(day, 1)) + funnel.windowMs);
}

/**
 * @param open the figures of the days on which attempts may have time left
 * @param hasSums whether sums of times are kept
 */
function buildStages(
  input: ReportInput,
  figures: Figures,
  open: Figures,
  hasSums: boolean,
): readonly StageReport[] {
  const optional = optionalStages(input.funnel);
  return input.funnel.stages.map((stage, k): StageReport => {
    const own = figures.stages[k];
    if (own === undefined) throw new RangeError(`no figures for stage ${k}`);
    const previous = stageBefore(k, (one) => optional.has(one));
    const before = figures.stages[previous];
    // Whoever passes an optional stage by is not lost there.
    const isRequired = !optional.has(k);
    const behind = isRequired ? notGoneOn(figures, k, previous) : 0;
    const openNow = isRequired ? notGoneOn(open, k, previous) - (open.stages[k]?.ended ?? 0) : 0;
    return {
      id: stage.id,
      label: input.labels[k] ?? stage.id,
      optional: optional.has(k),
      leads: own.leads,
      returning: own.returning,
      direct: own.direct,
      open: openNow,
      lost: behind - openNow,
      fromPrevious: before === undefined ? null : rate(own.both, before.leads),
      fromEntry: rate(own.advanced, own.enteredBefore),
      enteredBefore: own.enteredBefore,
      advanced: own.advanced,
      projected: null,
      seconds: buildSeconds(own.timesFromEntry, hasSums ? own.sumFromEntry : null),
      secondsFromPrevious: buildSeconds(own.timesFromPrevious, hasSums ? own.sumFromPrevious : null),
      orders: own.orders,
      revenue: own.revenue,
      directRevenue: own.directRevenue,
    };
  });
}

/** Attempts in the required stage before and not in this one. */
export function notGoneOn({ stages }: Figures, k: number, previous: number): number {
  const before = stages[previous];
  return before === undefined ? 0 : before.leads - (stages[k]?.both ?? 0);
}

function buildDays(input: ReportInput, figuresOn: FiguresOn): readonly DayReport[] {
  const { funnel, now, pending } = input;
  const calendar = new Calendar(input.timezone);
  return daysBetween(input.from, input.to).map((date) => {
    const figures = figuresOn(date);
    return {
      date,
      entered: figures.entered,
      stages: figures.stages.map(({ leads }) => leads),
      final: now > finalAfter(calendar, date, funnel.windowMs, pending),
    };
  });
}

/**
 * The instant after which no event on time can change a local day of entry. Which of a lead's possible starts is
 * taken is settled by the events of two windows: the starts lie within one, and each attempt takes another.
 * What waits in the queue may have been accepted as long ago as a queue keeps a message.
 */
export function finalAfter(calendar: Calendar, day: string, windowMs: number, pending: number): number {
  const waiting = pending > 0 ? LONGEST_IN_QUEUE_MS : 0;
  return calendar.startOf(addDays(day, 1)) + 2 * windowMs + waiting;
}

const NO_SECONDS: Seconds = { median: null, p90: null, mean: null };

/** @param sum of the times, in ms; null where it is never kept, 0 too where it was not, or all of them are 0 */
function buildSeconds(buckets: Buckets, sum: number | null): Seconds {
  const [median, p90] = quantiles(buckets, [0.5, 0.9]).map((ms) =>
    ms === null ? null : Math.round(ms) / 1000,
  );
  const times = totalOf(buckets);
  const atZero = buckets.get(0) ?? 0;
  const isKnown = times > 0 && ((sum ?? 0) > 0 || atZero === times);
  return {
    median: median ?? null,
    p90: p90 ?? null,
    mean: sum !== null && isKnown ? Math.round(sum / times) / 1000 : null,
  };
}

function rate(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
