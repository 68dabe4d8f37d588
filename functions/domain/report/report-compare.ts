// Funnels side by side: volume, conversion, speed and revenue, and why none of them is named the better one.
import type { Projection } from '../statistics/life-table.ts';
import { type Difference, type Share, wilson } from '../statistics/proportions.ts';
import type { PeriodReport, Report, Seconds, StageReport } from './report.ts';

export type FunnelSummary = {
  readonly entered: number;
  /** Of these, attempts of leads whose e-mail is known; null of what was issued before they were counted. */
  readonly contacts: number | null;
  /** The stage that conversion and speed are measured at. */
  readonly goal: {
    readonly id: string;
    readonly label: string;
    readonly leads: number;
    /** Of these, attempts that entered at this stage, beyond the first: they are in no conversion. */
    readonly direct: number;
    /** Of the attempts that entered before this stage, those that count in it. */
    readonly conversion: Share | null;
    /** What the conversion will be when all windows have ended; null with too few leads to say. */
    readonly projected: Projection | null;
    readonly seconds: Seconds;
  };
  readonly orders: number;
  /** Minor units by currency. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Minor units by currency for each attempt that entered, not rounded; null where none entered. */
  readonly revenuePerEntered: Readonly<Record<string, number>> | null;
};

export type ComparedFunnel = Pick<
  Report,
  | 'funnel'
  | 'kind'
  | 'order'
  | 'window'
  | 'definition'
  | 'recount'
  | 'partial'
  | 'erased'
  | 'handOff'
  | 'receives'
> &
  FunnelSummary & {
    readonly label: string;
    readonly stages: readonly Pick<
      StageReport,
      'id' | 'label' | 'leads' | 'direct' | 'fromEntry' | 'seconds'
    >[];
    readonly previous: FunnelSummary & { readonly sameAge: SameAgeSummary | null };
  };

/** The days that are over, beside as many of the period before at the same age. */
export type SameAgeSummary = {
  readonly days: number;
  readonly entered: number;
  readonly enteredBefore: number;
  /** The conversion of those that entered in the days compared, and how much greater it is than in the period before. */
  readonly conversion: number | null;
  readonly conversionBefore: number | null;
  readonly difference: Difference | null;
};

const GOALS = ['volume', 'conversion', 'speed', 'revenue', 'revenuePerEntered'] as const;

/**
 * Funnels of one configuration are filled by the same people, and an order of theirs counts in each: a winner is named only
 * between groups that share nobody. Empty where there is nothing to compare.
 */
export type Better = Readonly<
  Partial<Record<(typeof GOALS)[number], { readonly funnel: null; readonly reason: 'shared' }>>
>;

export type Comparison = {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly asOf: string;
  readonly pending: number;
  readonly setAside: number;
  /** The last stage that all funnels share by id; null: each is measured at its own last. */
  readonly goal: string | null;
  readonly funnels: readonly ComparedFunnel[];
  readonly better: Better;
};

export type Labelled = { readonly report: Report; readonly label: string };

/** @throws RangeError without any report */
export function compareFunnels(reports: readonly Labelled[]): Comparison {
  const first = reports[0]?.report;
  if (first === undefined) throw new RangeError('nothing to compare');
  const goal = reports.length > 1 ? sharedGoal(reports.map(({ report }) => report)) : null;
  const funnels = reports.map((labelled) => summarise(labelled, goal));
  const { from, to, timezone, asOf, pending, setAside } = first;
  return { from, to, timezone, asOf, pending, setAside, goal, funnels, better: judge(funnels) };
}

/** @param goal the id of the stage to measure at; null or a stage that the funnel lacks: its last */
export function summarise({ report, label }: Labelled, goal: string | null): ComparedFunnel {
  const { funnel, kind, order, window, definition, recount, partial, erased, handOff, receives } = report;
  return {
    funnel,
    label,
    kind,
    order,
    window,
    definition,
    recount,
    ...(partial === undefined ? {} : { partial }),
    ...(erased === undefined ? {} : { erased }),
    ...summary(report, goal),
    handOff,
    ...(receives === undefined ? {} : { receives }),
    stages: report.stages.map(({ id, label, leads, direct, fromEntry, seconds }) => ({
      id,
      label,
      leads,
      direct,
      fromEntry,
      seconds,
    })),
    previous: { ...summary(report.previous, goal), sameAge: sameAgeSummary(report, goal) },
  };
}

function sameAgeSummary({ stages, previous }: Report, goal: string | null): SameAgeSummary | null {
  const { sameAge: before, difference: now } = previous;
  if (before === null || now === null) return null;
  const { id } = goalOf(stages, goal);
  const stage = now.stages.find((one) => one.id === id);
  const stageBefore = before.stages.find((one) => one.id === id);
  return {
    days: now.days,
    entered: now.entered,
    enteredBefore: before.entered,
    conversion: stage?.fromEntry ?? null,
    conversionBefore: stageBefore?.fromEntry ?? null,
    difference: stage?.difference ?? null,
  };
}

function goalOf(stages: readonly StageReport[], goal: string | null): StageReport {
  const stage = stages.find(({ id }) => id === goal) ?? stages.at(-1);
  if (stage === undefined) throw new RangeError('a funnel without stages');
  return stage;
}

function summary(period: PeriodReport, goal: string | null): FunnelSummary {
  const stage = goalOf(period.stages, goal);
  const revenue = addUp(period.stages.map((each) => each.revenue));
  return {
    entered: period.entered,
    contacts: period.contacts,
    goal: {
      id: stage.id,
      label: stage.label,
      leads: stage.leads,
      direct: stage.direct,
      conversion: wilson(stage.advanced, stage.enteredBefore),
      projected: stage.projected,
      seconds: stage.seconds,
    },
    orders: period.stages.reduce((sum, { orders }) => sum + orders, 0),
    revenue,
    revenuePerEntered:
      period.entered > 0
        ? Object.fromEntries(Object.entries(revenue).map(([code, minor]) => [code, minor / period.entered]))
        : null,
  };
}

/** Revenue per currency, added up. */
export function addUp(parts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const part of parts) {
    for (const [code, minor] of Object.entries(part)) sums.set(code, (sums.get(code) ?? 0) + minor);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sharedGoal(reports: readonly Report[]): string | null {
  const shared = reports[0]?.stages.findLast(({ id }) =>
    reports.every(({ stages }) => stages.some((stage) => stage.id === id)),
  );
  return shared?.id ?? null;
}

function judge(funnels: readonly ComparedFunnel[]): Better {
  if (funnels.length < 2) return {};
  return Object.fromEntries(GOALS.map((each) => [each, { funnel: null, reason: 'shared' }]));
}
