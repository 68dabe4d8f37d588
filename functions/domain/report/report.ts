// A report: a pure function of counters.
import type { LeadReason } from '../quality/reason.ts';
import type { Projection } from '../statistics/life-table.ts';
import type { BookedDay } from './booked.ts';
import type { CostRow } from './campaign-costs.ts';
import type { AnsweredReport } from './hand-off-report.ts';
import type { SameAge, SameAgeDifference } from './same-age.ts';
import type { SequenceReport } from './sequences.ts';
import type { VariantsReport } from './variants.ts';

/** Of a time, in seconds; null where no time was taken. Quantiles are within 5 %, the mean is exact, and of breakdown values not kept. */
export type Seconds = {
  readonly median: number | null;
  readonly p90: number | null;
  readonly mean: number | null;
};

export type StageReport = {
  readonly id: string;
  readonly label: string;
  /** Counted, never required: no rate of another stage looks back to it, and nobody is lost there. */
  readonly optional: boolean;
  readonly leads: number;
  readonly returning: number;
  /** Attempts that entered at this stage, beyond the first: in no rate up to it. */
  readonly direct: number;
  /** Attempts of the required stage before that are not in this one and have time left; 0 at the first stage and at optional ones. */
  readonly open: number;
  /** Attempts of the required stage before that are not in this one and have no time left; 0 at the first stage and at optional ones. */
  readonly lost: number;
  /** Attempts in both this stage and the required one before, over those of the one before. */
  readonly fromPrevious: number | null;
  /** Of the attempts that entered before this stage, those that count in it. */
  readonly fromEntry: number | null;
  /** The two numbers that `fromEntry` divides: how many entered before this stage, and how many of those count in it. */
  readonly enteredBefore: number;
  readonly advanced: number;
  /** What `fromEntry` will be when all windows have ended, with its 90 % interval; null with too few leads to say, and in breakdowns. */
  readonly projected: Projection | null;
  /** From entry to this stage. */
  readonly seconds: Seconds;
  readonly secondsFromPrevious: Seconds;
  readonly orders: number;
  /** Minor units by ISO 4217 code. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Of that, what came from attempts that entered at this stage, beyond the first, or at a later one. */
  readonly directRevenue: Readonly<Record<string, number>>;
};

export type SliceReport = {
  readonly value: string;
  readonly entered: number;
  readonly stages: readonly StageReport[];
};

/** The values of a breakdown that are not listed, together. */
export type RestReport = {
  /** How many values there are beyond those listed. */
  readonly values: number;
  readonly entered: number;
  readonly stages: readonly StageReport[];
  /** How many values to skip to read on from here; null where those after the listed ones are none. */
  readonly next: number | null;
};

export type DayReport = {
  readonly date: string;
  readonly entered: number;
  /** Attempts by stage. */
  readonly stages: readonly number[];
  /** True when no event on time can still change this day. */
  readonly final: boolean;
};

/** Attempts of the receiving funnel that hold a hand-off; times are from entry in the giving funnel to the hand-off. */
export type ReceivedReport = {
  readonly from: string;
  readonly leads: number;
  readonly seconds: Seconds;
} & AnsweredReport<Seconds>;

/** Attempts that handed over; times are from entry to the hand-off. */
export type HandOffReport = {
  readonly to: string;
  readonly leads: number;
  readonly seconds: Seconds;
} & AnsweredReport<Seconds>;

export type PeriodReport = {
  readonly from: string;
  readonly to: string;
  readonly entered: number;
  /** Of these, attempts of contacts: leads whose e-mail is known. Null of what was issued before they were counted. */
  readonly contacts: number | null;
  readonly late: { readonly leads: number; readonly revenue: Readonly<Record<string, number>> };
  readonly stages: readonly StageReport[];
  /** Attempts that ended as lost before the last stage, by the event that ended them, in the order of the configuration. */
  readonly lostOn: readonly { readonly reason: string; readonly leads: number }[];
  /** To the funnel that receives, if there is one. */
  readonly handOff: HandOffReport | null;
  /** Present where other funnels hand over to this one: one for each of them, by id. */
  readonly receives?: readonly ReceivedReport[];
  /** The values of each breakdown with the most entries. */
  readonly by: Readonly<Record<string, readonly SliceReport[]>>;
  /** Present where a breakdown has more values than are listed. */
  readonly rest?: Readonly<Record<string, RestReport>>;
};

export type Report = PeriodReport & {
  readonly funnel: string;
  readonly kind: 'sales' | 'marketing';
  readonly order: string;
  /** The window as configured, e.g. `30d`. */
  readonly window: string;
  /** The definition's key: another one means that something else is counted. */
  readonly definition: string;
  /** Leads looked at, of all, while the funnel is recounted under another definition; then that one is shown. */
  readonly recount: null | { readonly done: number; readonly total: number };
  /** Present while a new funnel is counted for the first time: not all leads are in it yet. */
  readonly partial?: true;
  /** Present where leads were erased before the definition began: it cannot count what they did. */
  readonly erased?: number;
  /** The latest issued revision of exactly this period, 0 where none was issued. */
  readonly revision: number;
  readonly timezone: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** Messages in the queue, visible and in flight. */
  readonly pending: number;
  /** Accepted messages in the dead-letter queue: in no figure until they are redriven. */
  readonly setAside: number;
  readonly previous: PeriodReport & {
    /** The period before as it was at the age of this one, and this one at that age. Null of what was issued before they were compared. */
    readonly sameAge: SameAge | null;
    readonly difference: SameAgeDifference | null;
  };
  readonly daily: readonly DayReport[];
  /** Orders by their own day, one for each day of the period. Null of what was issued before they were counted. */
  readonly booked: readonly BookedDay[] | null;
  /** Events of these days that touch the figures and were not counted as they were meant, by reason. Null as before. */
  readonly quality: Readonly<Partial<Record<LeadReason, number>>> | null;
  /** What ads cost and brought in these days. Absent in what was issued: costs are told and corrected later. */
  readonly costs?: readonly CostRow[];
  /** Whether the sequences of the funnel help, of all that entered until the last of these days. Absent without any, and in what was issued. */
  readonly sequences?: readonly SequenceReport[];
  /** Which variants of forms that fill a stage are better, of all that were shown until the last of these days. Absent as sequences are. */
  readonly variants?: readonly VariantsReport[];
};
