// A report: a pure function of counters.

/** Quantiles of a time, in seconds; null where no time was taken. */
export type Seconds = { readonly median: number | null; readonly p90: number | null };

export type StageReport = {
  readonly id: string;
  readonly label: string;
  readonly leads: number;
  readonly returning: number;
  readonly direct: number;
  /** Attempts of the stage before that are not in this one; 0 at the first stage. */
  readonly dropped: number;
  readonly fromPrevious: number | null;
  readonly fromEntry: number | null;
  /** From entry to this stage. */
  readonly seconds: Seconds;
  readonly secondsFromPrevious: Seconds;
  readonly orders: number;
  /** Minor units by ISO 4217 code. */
  readonly revenue: Readonly<Record<string, number>>;
};

export type SliceReport = {
  readonly value: string;
  readonly entered: number;
  readonly stages: readonly StageReport[];
};

export type DayReport = {
  readonly date: string;
  readonly entered: number;
  /** Attempts by stage. */
  readonly stages: readonly number[];
  /** True when no event on time can still change this day. */
  readonly final: boolean;
};

export type PeriodReport = {
  readonly from: string;
  readonly to: string;
  readonly entered: number;
  readonly late: { readonly leads: number; readonly revenue: Readonly<Record<string, number>> };
  readonly stages: readonly StageReport[];
  readonly handOff: { readonly to: string; readonly leads: number; readonly seconds: Seconds } | null;
  readonly by: Readonly<Record<string, readonly SliceReport[]>>;
};

export type Report = PeriodReport & {
  readonly funnel: string;
  readonly kind: 'sales' | 'marketing';
  readonly order: string;
  /** The window as configured, e.g. `30d`. */
  readonly window: string;
  /** The definition's key: another one means that something else is counted. */
  readonly definition: string;
  readonly recount: null | { readonly done: number; readonly total: number };
  /** Present when the funnel was edited: leads who have done nothing since are not counted under this definition. */
  readonly partial?: true;
  /** The latest issued revision of exactly this period, 0 where none was issued. */
  readonly revision: number;
  readonly timezone: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** Messages in the queue, visible and in flight. */
  readonly pending: number;
  readonly previous: PeriodReport;
  readonly daily: readonly DayReport[];
};
