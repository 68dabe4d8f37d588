// A figure of a report, by name, and the share that one lead has in it: the shares of all leads add up to the figure.
import { daysBetween } from '../calendar.ts';
import type { Breakdown, FunnelConfig } from '../config/config.ts';
import { type CellKey, type Cells, parseCellKey, parseSlice, type Slice } from '../funnel/cells.ts';
import { carrierOf, expand } from '../funnel/expand-cells.ts';
import { totalOf } from '../funnel/histogram.ts';
import { optionalStages, stageBefore } from '../funnel/optional.ts';
import type { SequenceConfig } from '../nurture/sequence.ts';
import { OF_VARIANT, variantName } from '../variants/variant-cells.ts';
import { type AnswerFigureName, answerCount, answerFigureName, parseAnswerFigure } from './answer-share.ts';
import { bookedDays, bookedTotal } from './booked.ts';
import { outcomesOf } from './outcomes.ts';
import { pathFigures } from './path-figures.ts';
import { notGoneOn, openDays } from './report-build.ts';
import { type Figures, figuresOf, indexCells, sumDays } from './report-figures.ts';
import {
  parseSequenceFigure,
  type SequenceFigureName,
  sequenceCount,
  sequenceFigureName,
} from './sequence-share.ts';
import { lastClass } from './variant-goals.ts';
import { parseWayFigure, type WayFigureName, wayCount, wayFigureName } from './way-share.ts';

export const STAGE_FIGURES = ['leads', 'returning', 'direct', 'open', 'lost', 'orders'] as const;
export type StageFigure = (typeof STAGE_FIGURES)[number];

/** Of cohorts: those that entered before the stage, and of them those that have come to it. */
const COHORT_FIGURES = ['enteredBefore', 'advanced'] as const;

/** Of paths: those that entered at the stage, and those whose path ended there, with the last stage, with time left, or with the window. */
const PATH_FIGURES = ['began', 'won', 'stays', 'left'] as const;

/** Of the whole funnel; `orders` are those of all stages by the day of entry, `booked` those of days of their own. */
const WHOLE_FIGURES = ['entered', 'contacts', 'late', 'handOff', 'orders', 'booked'] as const;

/** What sales answered to hand-offs that were given; `accepted.<funnel>` to those that were received from there. */
const ANSWER_FIGURES = ['accepted', 'returned', 'waiting'] as const;
type AnswerFigure = (typeof ANSWER_FIGURES)[number];

/** Leads behind the variants of forms: `submitted.<form>.<variant>`, and of those that paid also `.<currency>`. */
const VARIANT_FIGURES = ['submitted', 'bought', 'paid'] as const;
type VariantFigure = (typeof VARIANT_FIGURES)[number];

/**
 * `leads.2`: a figure of the stage of that index; `lostOn.<event>` and `received.<funnel>` name what they are of; `went.0.2`: those
 * that an event took from one stage to the other; `lostAt.1.<event>`: those whose path an event of `lostOn` ended at that stage; the last three are of `answer-share.ts`, `sequence-share.ts` and `way-share.ts`.
 */
export type FigureName =
  | (typeof WHOLE_FIGURES)[number]
  | `${StageFigure | (typeof COHORT_FIGURES)[number] | (typeof PATH_FIGURES)[number]}.${number}`
  | `went.${number}.${number}`
  | `lostAt.${number}.${string}`
  | `lostOn.${string}`
  | `received.${string}`
  | AnswerFigure
  | `${AnswerFigure}.${string}`
  | `${VariantFigure}.${string}`
  | AnswerFigureName
  | SequenceFigureName
  | WayFigureName;

export type FigureOf = {
  readonly name: FigureName;
  readonly funnel: FunnelConfig;
  readonly timezone: string;
  /** Those that begin in the funnel. */
  readonly sequences: readonly SequenceConfig[];
  /** Local days, both inclusive: of entry into what is counted, and of what is booked those of the orders. */
  readonly from: string;
  readonly to: string;
  /** One value of a breakdown; absent: all. */
  readonly slice?: { readonly by: Breakdown; readonly value: string } | undefined;
  /** ms since the epoch. */
  readonly now: number;
};

/** Undefined where the funnel has no such figure. */
export function readFigureName(
  text: string,
  { stages, lostOn = [] }: FunnelConfig,
  sequences: readonly SequenceConfig[],
): FigureName | undefined {
  const whole = [...WHOLE_FIGURES, ...ANSWER_FIGURES].find((one) => one === text);
  if (whole !== undefined) return whole;
  const way = parseWayFigure(text);
  if (way !== undefined) return wayFigureName(way);
  const sequence = parseSequenceFigure(text);
  if (sequence !== undefined)
    return sequences.some(({ id }) => id === sequence.sequence) ? sequenceFigureName(sequence) : undefined;
  const toHandOff = parseAnswerFigure(text, stages.length);
  if (toHandOff !== undefined) return answerFigureName(toHandOff);
  const [kind = '', ...rest] = text.split('.');
  const of = rest.join('.');
  if (kind === 'lostOn') return lostOn.some(({ event }) => event === of) ? `lostOn.${of}` : undefined;
  if (kind === 'received') return of === '' ? undefined : `received.${of}`;
  const answer = ANSWER_FIGURES.find((one) => one === kind);
  if (answer !== undefined) return of === '' ? undefined : `${answer}.${of}`;
  const ofVariant = VARIANT_FIGURES.find((one) => one === kind);
  if (ofVariant !== undefined) {
    const named = ofVariant === 'paid' ? /^[\w-]+\.[\w-]+\.[A-Z]{3}$/ : /^[\w-]+\.[\w-]+$/;
    return named.test(of) ? `${ofVariant}.${of}` : undefined;
  }
  const isStage = (index: string | undefined): boolean =>
    /^\d{1,2}$/.test(index ?? '') && Number(index) < stages.length;
  const [first, ...second] = rest;
  if (kind === 'went')
    return isStage(first) && isStage(second.join('.'))
      ? `went.${Number(first)}.${Number(second[0])}`
      : undefined;
  if (kind === 'lostAt') {
    const event = second.join('.');
    const isKnown = isStage(first) && lostOn.some((one) => one.event === event);
    return isKnown ? `lostAt.${Number(first)}.${event}` : undefined;
  }
  const figure = [...STAGE_FIGURES, ...COHORT_FIGURES, ...PATH_FIGURES].find((one) => one === kind);
  return figure === undefined || !isStage(of) ? undefined : `${figure}.${Number(of)}`;
}

/** Reads the share of a lead in a figure out of its contributions. */
export function shareReader({
  name,
  funnel,
  timezone,
  sequences,
  from,
  to,
  slice,
  now,
}: FigureOf): (kept: Cells) => number {
  const days = daysBetween(from, to);
  const way = parseWayFigure(name);
  const ofSequence = parseSequenceFigure(name);
  const toHandOff = parseAnswerFigure(name);
  const [kind = '', ...rest] = name.split('.');
  const of = rest.join('.');
  const ofVariant = VARIANT_FIGURES.find((one) => one === kind);
  if (ofVariant !== undefined) return variantShare(days, ofVariant, of, funnel);
  const hasOpenDays = ['open', 'lost', 'stays', 'left'].includes(kind);
  const wanted = hasOpenDays ? openDays({ funnel, timezone, now }, days) : [];
  const wantedSlice: Slice = slice === undefined ? '' : `${slice.by}=${slice.value}`;
  const { length } = funnel.stages;
  const optional = optionalStages(funnel);
  const among = new Set(days);
  const carrier = carrierOf(funnel.by);
  // All leads are asked, and most have nothing on these days.
  const isOfFigure = (key: CellKey): boolean => {
    const { day, slice: own } = parseCellKey(key);
    if (!among.has(day)) return false;
    return own === wantedSlice || (wantedSlice === '' && parseSlice(own)?.field === carrier);
  };
  return (kept) => {
    const own = [...kept].filter(([key]) => isOfFigure(key));
    if (own.length === 0) return 0;
    const index = indexCells(expand(funnel, new Map(own)));
    if (way !== undefined) return wayCount(index, days, way);
    if (ofSequence !== undefined) return sequenceCount(index, days, ofSequence, funnel, sequences);
    if (kind === 'booked') return bookedTotal(bookedDays(index, days)).orders;
    const total = (read: (one: Figures) => number, among = days): number =>
      read(figuresOf(sumDays(index, among).get(wantedSlice) ?? new Map(), length));
    if (toHandOff !== undefined) return total((one) => answerCount(one, toHandOff));
    const stage = Number(of);
    if (kind === 'stays' || kind === 'left') {
      const stayed = (one: Figures): number =>
        pathFigures(one, funnel.lostOn?.length ?? 0)[stage]?.stayed ?? 0;
      const stays = total(stayed, wanted);
      return kind === 'stays' ? stays : total(stayed) - stays;
    }
    if (kind !== 'open' && kind !== 'lost') return total((one) => figureIn(one, kind, of, funnel));
    // Whoever passes an optional stage by is not lost there.
    if (optional.has(stage)) return 0;
    const previous = stageBefore(stage, (one) => optional.has(one));
    const behind = (one: Figures): number => notGoneOn(one, stage, previous);
    const open = total((one) => behind(one) - (one.stages[stage]?.ended ?? 0), wanted);
    return kind === 'open' ? open : total(behind) - open;
  };
}

/** Counted on the days of showings, as old as the report compares them. */
function variantShare(
  days: readonly string[],
  kind: VariantFigure,
  of: string,
  funnel: FunnelConfig,
): (kept: Cells) => number {
  const [form = '', variant = '', currency = ''] = of.split('.');
  const named = { start: OF_VARIANT, name: variantName(form, variant) };
  return (kept) => {
    const own = new Map([...kept].filter(([key]) => parseCellKey(key).metric.startsWith(OF_VARIANT)));
    if (own.size === 0) return 0;
    const goal = kind === 'submitted' ? 'submission' : 'purchase';
    const { counts, buyers } = outcomesOf(indexCells(own), days, named, lastClass(goal, funnel));
    if (kind === 'paid') return buyers[currency] ?? 0;
    return counts.get(kind === 'submitted' ? 'f' : 'c') ?? 0;
  };
}

function figureIn(figures: Figures, kind: string, of: string, { lostOn = [] }: FunnelConfig): number {
  const stage = figures.stages[Number(of)];
  switch (kind) {
    case 'entered':
      return figures.entered;
    case 'contacts':
      return figures.contacts;
    case 'late':
      return figures.late.leads;
    case 'handOff':
      return figures.handOff.leads;
    case 'lostOn':
      return lostOn.reduce(
        (sum, { event }, reason) => sum + (event === of ? totalOf(figures.lost(reason)) : 0),
        0,
      );
    case 'received':
      return totalOf(figures.received.get(of) ?? new Map());
    case 'accepted':
    case 'returned':
      return totalOf(figures.answersTo(of)[kind]);
    case 'waiting': {
      const { accepted, returned } = figures.answersTo(of);
      const leads = of === '' ? figures.handOff.leads : totalOf(figures.received.get(of) ?? new Map());
      return leads - totalOf(accepted) - totalOf(returned);
    }
    case 'orders':
      return of === '' ? figures.stages.reduce((sum, { orders }) => sum + orders, 0) : (stage?.orders ?? 0);
    case 'leads':
    case 'returning':
    case 'direct':
    case 'enteredBefore':
    case 'advanced':
      return stage?.[kind] ?? 0;
    default:
      return pathFigureIn(figures, kind, of, lostOn);
  }
}

function pathFigureIn(
  figures: Figures,
  kind: string,
  of: string,
  lostOn: NonNullable<FunnelConfig['lostOn']>,
): number {
  const [stage = '', ...rest] = of.split('.');
  const path = pathFigures(figures, lostOn.length)[Number(stage)];
  const event = rest.join('.');
  switch (kind) {
    case 'began':
      return path?.entered ?? 0;
    case 'won':
      return path?.won ?? 0;
    case 'went':
      return path?.to[Number(event)] ?? 0;
    case 'lostAt':
      return lostOn.reduce(
        (sum, one, reason) => sum + (one.event === event ? (path?.lost[reason] ?? 0) : 0),
        0,
      );
    default:
      return 0;
  }
}
