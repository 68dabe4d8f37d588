// Simulated forms with variants, looked at every day as reports look at them.
import { addDays, Calendar } from '../../functions/domain/calendar.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import { addBrought } from '../../functions/domain/funnel/brought.ts';
import { addTo, type CellKey, cellKey, type Metric } from '../../functions/domain/funnel/cells.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { weekOf } from '../../functions/domain/report/sequences.ts';
import { type Group, judgeVariants, type VariantGoal } from '../../functions/domain/report/variant-goals.ts';
import { ALPHA, alphaOfCurrency, buildVariants } from '../../functions/domain/report/variants.ts';
import { OF_VARIANT, variantName } from '../../functions/domain/variants/variant-cells.ts';
import { binomial, randomOf } from './random.ts';

const DAY = 86_400_000;
const FIRST = '2026-03-05';
export const QUARTER_DAYS = 91;
/** Compared at these ages: a day of submissions, the funnel's window of what is bought. */
const AGE_DAYS = { submission: 1, purchase: 14, revenue: 14 } as const;
const FORM = 'ebook';

export type Form = {
  readonly variants: number;
  /** How often it is shown in a week, all variants together. */
  readonly perWeek: number;
  /** The share that sends it, and of these the share that buys. */
  readonly base: number;
  readonly buys: number;
  /** How much more of those send it to whom the second variant is shown, as a part of `base`. */
  readonly lift: number;
  /** Weeks differ by up to so much, as a part of the share. */
  readonly drift?: number;
  /** Of the logarithm of what a buyer brings. */
  readonly spread?: number;
};

type Came = { readonly shown: number; readonly submitted: number; readonly prices: readonly number[] };
type Day = { readonly week: number; readonly of: ReadonlyMap<string, Came> };

function namesOf({ variants }: Form): readonly string[] {
  return ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, variants);
}

function daysOf(form: Form, seed: number): readonly Day[] {
  const { perWeek, base, buys, lift, drift = 0, spread = 1 } = form;
  const random = randomOf(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const names = namesOf(form);
  let [waiting, week, factor] = [0, -1, 1];
  return Array.from({ length: QUARTER_DAYS }, (_, day): Day => {
    const own = weekOf(addDays(FIRST, day)) - weekOf(FIRST);
    if (own !== week) factor = 1 + drift * (2 * random() - 1);
    week = own;
    waiting += perWeek / 7;
    const all = Math.floor(waiting);
    waiting -= all;
    let left = all;
    const of = new Map<string, Came>();
    for (const [n, name] of names.entries()) {
      const shown = n === names.length - 1 ? left : binomial(random, left, 1 / (names.length - n));
      left -= shown;
      const submitted = binomial(random, shown, base * factor * (n === 1 ? 1 + lift : 1));
      const bought = binomial(random, submitted, buys);
      const prices = Array.from(
        { length: bought },
        () => 10 * Math.max(1, Math.round(500 * Math.exp(spread * gauss()))),
      );
      of.set(name, { shown, submitted, prices });
    }
    return { week, of };
  });
}

type Growing = {
  shown: number;
  submitted: number;
  bought: number;
  readonly buyers: Record<string, number>;
  readonly revenue: Record<string, number>;
  readonly squares: Record<string, number>;
};

/** What came by week and variant, as far as it has been taken in. */
class Weeks {
  readonly groups: ReadonlyMap<string, Growing[]>;

  constructor(names: readonly string[]) {
    this.groups = new Map(names.map((name) => [name, []]));
  }

  take({ of, week }: Day): void {
    for (const [name, { shown, submitted, prices }] of of) {
      const weeks = this.groups.get(name) ?? [];
      weeks[week] ??= { ...EMPTY, buyers: {}, revenue: {}, squares: {} };
      const own: Growing = weeks[week];
      own.shown += shown;
      own.submitted += submitted;
      own.bought += prices.length;
      for (const minor of prices) {
        own.buyers.EUR = (own.buyers.EUR ?? 0) + 1;
        own.revenue.EUR = (own.revenue.EUR ?? 0) + minor;
        own.squares.EUR = (own.squares.EUR ?? 0) + minor ** 2;
      }
    }
  }
}

const EMPTY = { shown: 0, submitted: 0, bought: 0 };

const GOALS = [
  { goal: 'submission', alpha: ALPHA.submission },
  { goal: 'purchase', alpha: ALPHA.purchase },
  { goal: 'revenue', currency: 'EUR', alpha: alphaOfCurrency(1) },
] as const;
type Goal = VariantGoal['goal'];

export type Looked = {
  /** Of which goal a difference was ever claimed, and on which day first. */
  readonly claims: ReadonlyMap<Goal, { readonly day: number; readonly better: string }>;
  /** Whether the interval of the submissions ever left out the truth, where the first two are compared. */
  readonly missed: boolean;
};

export function lookDaily(form: Form, seed: number): Looked {
  const days = daysOf(form, seed);
  const names = namesOf(form);
  const claims = new Map<Goal, { day: number; better: string }>();
  const weeks = new Map<Goal, Weeks>(GOALS.map(({ goal }) => [goal, new Weeks(names)]));
  const truth = form.base * form.lift;
  let missed = false;
  for (let look = 1; look <= QUARTER_DAYS; look++)
    for (const { alpha, ...asked } of GOALS) {
      const day = days[look - 1 - AGE_DAYS[asked.goal]];
      const own = weeks.get(asked.goal);
      if (day === undefined || own === undefined) continue;
      own.take(day);
      const groups: ReadonlyMap<string, readonly Group[]> = own.groups;
      for (const { variant, better, difference } of judgeVariants(names, groups, asked, alpha)) {
        if (better !== null && !claims.has(asked.goal)) claims.set(asked.goal, { day: look, better });
        if (variant !== 'b' || asked.goal !== 'submission' || difference === null) continue;
        missed ||= difference.low > truth || difference.high < truth;
      }
    }
  return { claims, missed };
}

/** Whether the report says the same of the last day, out of cells as leads add them. */
export function isSameInReport(form: Form, seed: number): boolean {
  const days = daysOf(form, seed);
  const names = namesOf(form);
  const cells = new Map<CellKey, number>();
  const shown = days.flatMap(({ of }, at) =>
    [...of].map(([variant, came]) => ({ day: addDays(FIRST, at), variant, times: came.shown })),
  );
  for (const [at, { of }] of days.entries())
    for (const [variant, { submitted, prices }] of of) {
      const name = variantName(FORM, variant);
      const add = (metric: Metric, n: number): void =>
        addTo(cells, cellKey(addDays(FIRST, at), metric, ''), n);
      add(`${OF_VARIANT}f:${name}:${ageClassOf(3_600_000)}`, submitted);
      for (const minor of prices) {
        const metrics = new Map<Metric, number>([[`${OF_VARIANT}c:${name}:${ageClassOf(3 * DAY)}`, 1]]);
        const order = { after: 3 * DAY, value: { currency: 'EUR', minor } };
        addBrought(metrics, [order], { start: OF_VARIANT, of: name });
        for (const [metric, n] of metrics) add(metric, n);
      }
    }
  const to = addDays(FIRST, QUARTER_DAYS - 1);
  const calendar = new Calendar('UTC');
  const [report] = buildVariants({
    funnel: { windowMs: AGE_DAYS.purchase * DAY },
    forms: [
      { id: FORM, variants: names.map((id) => ({ id })), shown: shown.filter(({ times }) => times > 0) },
    ],
    cells: indexCells(cells),
    ...{ calendar, from: FIRST, to, now: calendar.startOf(addDays(to, 1)) },
  });
  const judged = GOALS.map(({ alpha, ...asked }) => {
    const weeks = new Weeks(names);
    for (const day of days.slice(0, QUARTER_DAYS - AGE_DAYS[asked.goal])) weeks.take(day);
    return judgeVariants(names, weeks.groups, asked, alpha);
  });
  return JSON.stringify(report?.goals.map(({ variants }) => variants)) === JSON.stringify(judged);
}

export type Found = {
  readonly forms: number;
  /** In which any difference was ever claimed, and of which goal. */
  readonly any: number;
  readonly of: Readonly<Record<Goal, number>>;
  /** The wrong way round, where the second is better. */
  readonly wrong: number;
  readonly missed: number;
  /** Of those that claimed one of submissions, half had by that day. */
  readonly medianDay: number | null;
};

/** @param of the form of a seed */
export function lookAtForms(
  forms: number,
  first: number,
  of: (seed: number) => Form,
  progress: () => void = () => {},
): Found {
  const found = { any: 0, wrong: 0, missed: 0 };
  const goals = { submission: 0, purchase: 0, revenue: 0 };
  const claimedOn: number[] = [];
  for (let seed = first; seed < first + forms; seed++) {
    const { claims, missed } = lookDaily(of(seed), seed);
    if (claims.size > 0) found.any++;
    for (const goal of claims.keys()) goals[goal]++;
    const submission = claims.get('submission');
    if (submission !== undefined) claimedOn.push(submission.day);
    if ([...claims.values()].some(({ better }) => better === 'a')) found.wrong++;
    if (missed) found.missed++;
    progress();
  }
  claimedOn.sort((a, b) => a - b);
  const medianDay = claimedOn[Math.floor((claimedOn.length - 1) / 2)] ?? null;
  return { ...found, forms, of: goals, medianDay };
}

/** Forms whose variants are all the same, of all sizes: shown 50 to 5,000 times a week, sent by half a per cent to 40 %. */
export function unlikeForm(seed: number): Form {
  const random = randomOf(seed ^ 0x5eed);
  const between = (low: number, high: number): number => low * (high / low) ** random();
  return {
    variants: 2 + Math.floor(5 * random()),
    perWeek: between(50, 5_000),
    base: between(0.005, 0.4),
    buys: between(0.05, 0.5),
    lift: 0,
    drift: 0.5 * random(),
    spread: 0.3 + random(),
  };
}
