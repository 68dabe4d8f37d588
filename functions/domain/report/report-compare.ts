// Funnels side by side: volume, conversion, speed and revenue, and which of them does better in each.
import type { PeriodReport, Report, Seconds, StageReport } from './report.ts';

/** A share of leads with its 95 % interval: what chance alone would make of so many leads. */
export type Share = { readonly rate: number; readonly low: number; readonly high: number };

export type FunnelSummary = {
  readonly entered: number;
  /** The stage that conversion and speed are measured at. */
  readonly goal: {
    readonly id: string;
    readonly label: string;
    readonly leads: number;
    /** Of these, attempts that entered at this stage, beyond the first: they are in no conversion. */
    readonly direct: number;
    /** Of the attempts that entered before this stage, those that count in it. */
    readonly conversion: Share | null;
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
    readonly previous: FunnelSummary;
  };

/** The id of the funnel that does better; null where it is a tie or nothing to compare. */
export type Better = {
  readonly volume: string | null;
  /** `clear` is false where the intervals of the best two overlap: the difference may be chance. */
  readonly conversion: { readonly funnel: string; readonly clear: boolean } | null;
  readonly speed: string | null;
  readonly revenue: Readonly<Record<string, string | null>>;
  readonly revenuePerEntered: Readonly<Record<string, string | null>>;
};

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
    previous: summary(report.previous, goal),
  };
}

function summary(period: PeriodReport, goal: string | null): FunnelSummary {
  const stage = period.stages.find(({ id }) => id === goal) ?? period.stages.at(-1);
  if (stage === undefined) throw new RangeError('a funnel without stages');
  const revenue = addUp(period.stages.map((each) => each.revenue));
  return {
    entered: period.entered,
    goal: {
      id: stage.id,
      label: stage.label,
      leads: stage.leads,
      direct: stage.direct,
      conversion: wilson(stage.advanced, stage.enteredBefore),
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

/** Wilson's score interval at 95 % (Wilson 1927), which holds for few leads and for rates near 0 and 1 too. */
export function wilson(part: number, whole: number): Share | null {
  if (whole <= 0) return null;
  const z = 1.959964;
  const rate = part / whole;
  const scale = 1 + z ** 2 / whole;
  const middle = (rate + z ** 2 / (2 * whole)) / scale;
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / whole + z ** 2 / (4 * whole ** 2));
  return {
    rate,
    low: Math.max(0, Math.min(rate, middle - half)),
    high: Math.min(1, Math.max(rate, middle + half)),
  };
}

function judge(funnels: readonly ComparedFunnel[]): Better {
  const currencies = [...new Set(funnels.flatMap(({ revenue }) => Object.keys(revenue)))].sort();
  const perCurrency = (figure: (funnel: ComparedFunnel, code: string) => number | null) =>
    Object.fromEntries(currencies.map((code) => [code, best(funnels, (each) => figure(each, code))]));
  return {
    volume: best(funnels, ({ entered }) => entered),
    conversion: bestConversion(funnels),
    speed: best(funnels, ({ goal }) => (goal.seconds.median === null ? null : -goal.seconds.median)),
    revenue: perCurrency(({ revenue }, code) => revenue[code] ?? 0),
    revenuePerEntered: perCurrency(({ revenuePerEntered }, code) =>
      revenuePerEntered === null ? null : (revenuePerEntered[code] ?? 0),
    ),
  };
}

function bestConversion(funnels: readonly ComparedFunnel[]): Better['conversion'] {
  const id = best(funnels, ({ goal }) => goal.conversion?.rate ?? null);
  const winner = funnels.find(({ funnel }) => funnel === id)?.goal.conversion;
  if (id === null || !winner) return null;
  const clear = funnels.every(
    ({ funnel, goal }) => funnel === id || (goal.conversion !== null && goal.conversion.high < winner.low),
  );
  return { funnel: id, clear };
}

/** The one with the greatest figure; null where two share it, or where one of them has none. */
function best(
  funnels: readonly ComparedFunnel[],
  figure: (funnel: ComparedFunnel) => number | null,
): string | null {
  const scored = funnels.map((each) => ({ id: each.funnel, score: figure(each) }));
  if (scored.length < 2 || scored.some(({ score }) => score === null)) return null;
  const [one, two] = scored.sort((a, b) => Number(b.score) - Number(a.score));
  return one === undefined || one.score === two?.score ? null : one.id;
}
