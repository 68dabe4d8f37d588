// Sequences of a funnel in its report: who gets them beside who is held out, at the same age.
import { addDays, type Calendar, daysBetween } from '../calendar.ts';
import type { FunnelConfig } from '../config/config.ts';
import { windowLabel } from '../config/duration.ts';
import { AGES_MS, ageClassOf } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { bucketOf, quantiles } from '../funnel/histogram.ts';
import { DAY_MS, lengthOf } from '../nurture/delay.ts';
import { goalOf } from '../nurture/goal.ts';
import type { SequenceConfig } from '../nurture/sequence.ts';
import { comparisonName } from '../nurture/sequence-cells.ts';
import { GROUPS, groupFigures, type SequenceGroup } from './sequence-figures.ts';
import { judgeSequence, type SequenceGoal, type Week } from './sequence-goals.ts';

export type SequenceGroupReport = {
  readonly group: SequenceGroup;
  /** All that entered, and of them those that are old enough to be compared. */
  readonly entered: number;
  readonly leads: number;
  /** Minor units by currency, of these. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Of those that did it, from entering the sequence, within 5 %; null of none. No difference between them is claimed. */
  readonly medianSeconds: number | null;
};

export type SequenceReport = {
  readonly sequence: string;
  /** What it waits for. */
  readonly until: SequenceConfig['until'];
  /** The first day on which a lead entered, null where none did, and the last one that is looked at. */
  readonly from: string | null;
  readonly to: string;
  /** The last day of leads that are old enough to be compared; null where none is. */
  readonly comparedTo: string | null;
  /** Compared are leads that entered so long ago at least, with what they did until then. */
  readonly age: string;
  readonly groups: readonly SequenceGroupReport[];
  readonly goals: readonly SequenceGoal[];
};

export type SequencesInput = {
  readonly funnel: Pick<FunnelConfig, 'stages' | 'windowMs'>;
  readonly sequences: readonly SequenceConfig[];
  readonly cells: CellIndex;
  readonly calendar: Calendar;
  /** Days on which leads entered a sequence, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** When the cells were read, ms since the epoch. */
  readonly now: number;
};

/** A sequence is compared for so long: leads of days before are in no figure of it. */
export const COMPARED_DAYS = 3 * 365;
/** What mails bring comes within a few days. */
const AFTER_LAST_MS = 7 * DAY_MS;
const DAYS_A_WEEK = 7;
/** The first day of 1970, after Monday. */
const THURSDAY = 3;

export function buildSequences(input: SequencesInput): readonly SequenceReport[] {
  return input.sequences.map((sequence) => sequenceOf(input, sequence));
}

function sequenceOf(
  { funnel, cells, calendar, now, ...days }: SequencesInput,
  sequence: SequenceConfig,
): SequenceReport {
  const goal = goalOf(sequence.until, funnel.stages);
  const name = comparisonName({ sequence: sequence.id, goal });
  const figures = (own: readonly string[], group: SequenceGroup, age?: number) =>
    groupFigures(cells, own, { name, group }, age);
  const all = daysBetween(days.from, days.to);
  const entered = all.filter((day) => GROUPS.some((group) => figures([day], group).leads > 0));
  const ageMs = comparedAge(sequence, funnel.windowMs);
  const age = comparedClass(sequence, funnel.windowMs);
  const old = entered.filter((day) => calendar.startOf(addDays(day, 1)) + ageMs <= now);
  const weeks = [...Map.groupBy(old, weekOf).values()].map(
    (own): Week => ({ sequence: figures(own, 'sequence', age), heldOut: figures(own, 'heldOut', age) }),
  );
  return {
    sequence: sequence.id,
    until: sequence.until,
    from: entered[0] ?? null,
    to: days.to,
    comparedTo: old.at(-1) ?? null,
    age: windowLabel(ageMs),
    groups: GROUPS.map((group): SequenceGroupReport => {
      const { leads, reached, revenue, times } = figures(old, group, age);
      const within = new Map([...times].filter(([bucket]) => bucket <= bucketOf(ageMs)));
      const [median] = reached > 0 ? quantiles(within, [0.5]) : [];
      return {
        group,
        entered: figures(entered, group).leads,
        leads,
        revenue: sorted(revenue),
        medianSeconds: median === undefined || median === null ? null : Math.round(median) / 1000,
      };
    }),
    goals: judgeSequence(weeks),
  };
}

/** Settled by the configuration alone: chosen by what leads did, the interval would not hold. */
export function comparedAge({ steps }: Pick<SequenceConfig, 'steps'>, windowMs: number): number {
  const last = Math.max(...steps.map(({ delay }) => lengthOf(delay)));
  const age = AGES_MS.find((one) => one >= last + AFTER_LAST_MS) ?? Number.POSITIVE_INFINITY;
  return Math.min(age, windowMs);
}

/** The last class of ages that is compared; undefined where cells end with the window anyway. */
export function comparedClass(sequence: Pick<SequenceConfig, 'steps'>, windowMs: number): number | undefined {
  const age = comparedAge(sequence, windowMs);
  return age >= windowMs ? undefined : ageClassOf(age);
}

/** From Monday on: the same ones whatever days are looked at. */
export function weekOf(day: string): number {
  const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  return Math.floor((days + THURSDAY) / DAYS_A_WEEK);
}

/** By currency; what was refunded whole is as if it had never been. */
function sorted(revenue: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(revenue)
      .filter(([, minor]) => minor !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
