// A watched figure from day to day: the evidence, the incident that is on, and those that are over.
import { addDays, daysBetween } from '../calendar.ts';
import { type DayValue, expectedOn, GAP_DAYS, isTooLittle, PAST_DAYS, type Past, pastOf } from './past.ts';
import {
  addEvidence,
  daysEvidence,
  type Evidence,
  mildest,
  NO_EVIDENCE,
  type Side,
  sideOf,
  THRESHOLD,
  total,
} from './sequential-test.ts';

export const ENDINGS = ['back', 'newNormal', 'redefined'] as const;
/** `back`: within its past again; `newNormal`: it stayed for weeks, and is the past from now on; `redefined`: it counts something else now. */
export type Ending = (typeof ENDINGS)[number];

/** What was counted and what the past expected of the same days. */
export type Sums = { readonly count: number; readonly expected: number; readonly of?: number };

export type Incident = {
  readonly side: Side;
  /** The local day on which the change probably began. */
  readonly since: string;
  /** The day that made it an incident; one of a figure begins a day at most. */
  readonly began: string;
  /** From `since` to `began`. */
  readonly atStart: Sums;
  /** From `since` to the last day of it. */
  readonly sums: Sums;
  readonly ended?: { readonly day: string; readonly why: Ending };
};

export type FigureState = {
  /** What is counted: another one is another figure. */
  readonly what: string;
  /** The last day that was judged. */
  readonly through: string;
  readonly evidence: Evidence;
  /** Of each side: the day since which the figure has leaned to it, and how far. */
  readonly leaning: Readonly<Record<Side, { readonly since: string; readonly by: number } | null>>;
  /** Of the last day: what the past expected; null while there is too little of it. */
  readonly last: {
    readonly count: number;
    readonly of?: number;
    readonly expected: number | null;
    readonly pastDays: number;
  };
  readonly running?: Incident & { readonly back: number };
  /** The latest first. */
  readonly incidents: readonly Incident[];
  /** What was before is no past of it. */
  readonly pastFrom?: string;
};

export type Step = { readonly state: FigureState; readonly told?: 'began' | 'ended' };

/** How many incidents are kept of a figure. */
const KEPT = 12;
/** So long after its begin an incident is how things are now. */
const SETTLED_DAYS = 28;
/** Evidence that it is over: odds of 20 to 1, from two days at least. */
const BACK = Math.log(20);
const BACK_OF_A_DAY = BACK / 2;

/** So many days before one that is judged are asked for: its past with all that may be left out of it. */
export const ASKED_DAYS = PAST_DAYS + GAP_DAYS + 3 * SETTLED_DAYS;

/**
 * Judges one day.
 * @param before absent: the first day of all
 * @param values of the days up to it, in order, from the first on which there was anything at all
 */
export function judge(
  before: FigureState | undefined,
  what: string,
  value: DayValue,
  values: readonly DayValue[],
): Step {
  const { day } = value;
  const known = before?.what === what ? before : undefined;
  if (known === undefined) {
    // No incident begins on a first day: its evidence is that of one day.
    const step = judge(start(what, before), what, value, values);
    return before?.running === undefined ? step : { ...step, told: 'ended' };
  }
  const past = pastOf(pastDays(known, values, day));
  const last = {
    ...{ count: value.count, ...(value.of === undefined ? {} : { of: value.of }) },
    ...(isTooLittle(past)
      ? { expected: null, pastDays: past.days }
      : { expected: expectedOn(past, value), pastDays: past.days }),
  };
  const state = { ...known, through: day, last };
  if (known.running !== undefined)
    return proceed(state, known.running, isTooLittle(past) ? undefined : past, value);
  return isTooLittle(past) ? { state: { ...state, ...CALM } } : watch(state, past, value, values);
}

const NOTHING: Sums = { count: 0, expected: 0 };
const CALM = { evidence: NO_EVIDENCE, leaning: { down: null, up: null } } as const;

function start(what: string, before: FigureState | undefined): FigureState {
  const { running, incidents = [], through = '', pastFrom } = before ?? {};
  return {
    what,
    through,
    ...CALM,
    last: { count: 0, expected: null, pastDays: 0 },
    incidents: running === undefined ? incidents : ended(running, through, 'redefined', incidents),
    // The days of another level are no past of the figure under its new definition either.
    ...(pastFrom === undefined ? {} : { pastFrom }),
  };
}

/** Days that lie far enough back, and in no incident. */
function pastDays(
  { running, incidents, pastFrom = '' }: FigureState,
  values: readonly DayValue[],
  day: string,
): readonly DayValue[] {
  const until = addDays(running === undefined ? day : running.since, running === undefined ? -GAP_DAYS : 0);
  return values.filter(
    (one) =>
      one.day < until &&
      one.day >= pastFrom &&
      !incidents.some(
        ({ since, ended: end }) => end?.why === 'back' && since <= one.day && one.day <= end.day,
      ),
  );
}

function watch(state: FigureState, past: Past, value: DayValue, values: readonly DayValue[]): Step {
  const days = daysEvidence(past, value);
  const evidence = addEvidence(state.evidence, days);
  const lean = (side: Side) => {
    const known = state.leaning[side];
    const by = (known?.by ?? 0) + mildest(days, side);
    return by > 0 ? { since: known?.since ?? value.day, by } : null;
  };
  const leaning = { down: lean('down'), up: lean('up') };
  if (total(evidence) < THRESHOLD) return { state: { ...state, evidence, leaning } };
  const side = sideOf(evidence);
  const since = leaning[side]?.since ?? value.day;
  const sums = values
    .filter(({ day }) => since <= day && day <= value.day)
    .map((one) => sumsOf(past, one))
    .reduce(plus, NOTHING);
  const running = { side, since, began: value.day, atStart: sums, sums, back: 0 };
  return { state: { ...state, ...CALM, running }, told: 'began' };
}

/** The same likelihoods the other way round tell when it is over. @param past absent where counts were restated and it is too little now */
function proceed(
  state: FigureState,
  running: NonNullable<FigureState['running']>,
  past: Past | undefined,
  value: DayValue,
): Step {
  const { side, began } = running;
  const forPast = past === undefined ? 0 : -mildest(daysEvidence(past, value), side);
  const back = Math.max(0, running.back + Math.min(BACK_OF_A_DAY, forPast));
  const sums = past === undefined ? running.sums : plus(running.sums, sumsOf(past, value));
  const now = { ...running, back, sums };
  const end = (why: Ending): Step => {
    const { running: _, ...rest } = state;
    const incidents = ended(now, value.day, why, state.incidents);
    const pastFrom = why === 'newNormal' ? { pastFrom: running.since } : {};
    return { state: { ...rest, ...CALM, incidents, ...pastFrom }, told: 'ended' };
  };
  if (back >= BACK) return end('back');
  if (daysBetween(began, value.day).length > SETTLED_DAYS) return end('newNormal');
  return { state: { ...state, running: now } };
}

function ended(
  { back: _, ...incident }: NonNullable<FigureState['running']>,
  day: string,
  why: Ending,
  others: readonly Incident[],
): readonly Incident[] {
  return [{ ...incident, ended: { day, why } }, ...others].slice(0, KEPT);
}

function sumsOf(past: Past, value: DayValue): Sums {
  const { count, of } = value;
  return { count, expected: expectedOn(past, value), ...(of === undefined ? {} : { of }) };
}

function plus(a: Sums, b: Sums): Sums {
  return {
    count: a.count + b.count,
    expected: a.expected + b.expected,
    ...(a.of === undefined && b.of === undefined ? {} : { of: (a.of ?? 0) + (b.of ?? 0) }),
  };
}
