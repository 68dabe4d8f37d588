// Simulated sequences with leads held out, looked at every day as reports look at them.
import { addDays, Calendar } from '../../functions/domain/calendar.ts';
import { ageClassOf } from '../../functions/domain/funnel/ages.ts';
import { addTo, type CellKey, cellKey, type Metric } from '../../functions/domain/funnel/cells.ts';
import { addRevenue } from '../../functions/domain/funnel/ways.ts';
import { goalOf } from '../../functions/domain/nurture/goal.ts';
import type { SequenceConfig } from '../../functions/domain/nurture/sequence.ts';
import { comparisonName } from '../../functions/domain/nurture/sequence-cells.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import type { GroupFigures, SequenceGroup } from '../../functions/domain/report/sequence-figures.ts';
import { judgeSequence, type SequenceGoal } from '../../functions/domain/report/sequence-goals.ts';
import { buildSequences, type SequenceReport, weekOf } from '../../functions/domain/report/sequences.ts';
import { randomOf } from './random.ts';

const DAY = 86_400_000;
const FIRST = '2026-03-05';
/** The last step goes after a week: leads are compared at two weeks. */
const AGE_DAYS = 14;
export const QUARTER_DAYS = 91;

export type Sequences = {
  readonly perWeek: number;
  /** The share of leads held out that do what the sequence waits for within the age, and how much greater it is of the others, as a part of it. */
  readonly base: number;
  readonly lift: number;
  readonly holdOut: number;
  /** Another share that is held out from the middle on. */
  readonly holdOutLater?: number;
  /** Weeks differ by up to so much, as a part of the share. */
  readonly drift?: number;
  /** Of the logarithm of what a buyer brings. */
  readonly spread?: number;
  readonly days?: number;
};

export type Looked = {
  /** Whether at any look a difference was claimed of that goal, and on which day of the company first. */
  readonly claims: ReadonlyMap<
    SequenceGoal['goal'],
    { readonly day: number; readonly better: SequenceGroup }
  >;
  /** Whether at any look the interval of the conversion left out what it is. */
  readonly missed: boolean;
};

/** One day's leads of a group: prices of those that converted. */
type Day = {
  readonly week: number;
  readonly leads: Record<SequenceGroup, number>;
  readonly prices: Record<SequenceGroup, number[]>;
};

export function lookDaily(sequences: Sequences, seed: number): Looked {
  const { days = QUARTER_DAYS, base, lift } = sequences;
  const came = leadsOf(sequences, seed);
  const claims = new Map<SequenceGoal['goal'], { day: number; better: SequenceGroup }>();
  const weeks: ReturnType<typeof emptyWeek>[] = [];
  let missed = false;
  for (let look = 1; look <= days; look++) {
    const day = came[look - 1 - AGE_DAYS];
    if (day === undefined) continue;
    weeks[day.week] ??= emptyWeek();
    const week = weeks[day.week] ?? emptyWeek();
    for (const group of ['sequence', 'heldOut'] as const) {
      week[group].leads += day.leads[group];
      for (const minor of day.prices[group]) week[group].add(minor);
    }
    for (const { goal, better, difference } of judgeSequence(Object.values(weeks))) {
      if (better !== null && !claims.has(goal)) claims.set(goal, { day: look, better });
      if (goal !== 'conversion' || difference === null) continue;
      missed ||= difference.low > base * lift || difference.high < base * lift;
    }
  }
  return { claims, missed };
}

/** What the report says on the last day, out of cells as leads add them. */
export function reportAtEnd(
  sequences: Sequences,
  seed: number,
): {
  readonly report: SequenceReport;
  readonly goals: readonly SequenceGoal[];
} {
  const { days = QUARTER_DAYS } = sequences;
  const came = leadsOf(sequences, seed);
  const cells = new Map<CellKey, number>();
  const name = comparisonName({ sequence: SEQUENCE.id, goal: goalOf(SEQUENCE.until, []) });
  const weeks: ReturnType<typeof emptyWeek>[] = [];
  for (const [index, { week, leads, prices }] of came.entries()) {
    const day = addDays(FIRST, index);
    const isOld = index < days - AGE_DAYS;
    if (isOld) weeks[week] ??= emptyWeek();
    const own = (isOld ? weeks[week] : undefined) ?? emptyWeek();
    for (const [group, start] of [
      ['sequence', 'ns'],
      ['heldOut', 'nh'],
    ] as const) {
      addTo(cells, cellKey(day, `${start}:${name}`, ''), leads[group]);
      own[group].leads += leads[group];
      for (const minor of prices[group]) {
        own[group].add(minor);
        const metrics = new Map<Metric, number>();
        const after = 3 * DAY;
        metrics.set(`${start}c:${name}:${ageClassOf(after)}`, 1);
        metrics.set(`${start}b:${name}:EUR:${ageClassOf(after)}`, 1);
        addRevenue(metrics, [{ after, value: { currency: 'EUR', minor } }], { start, of: `${name}:` });
        for (const [metric, n] of metrics) addTo(cells, cellKey(day, metric, ''), n);
      }
    }
  }
  const to = addDays(FIRST, days - 1);
  const calendar = new Calendar('UTC');
  const [report] = buildSequences({
    funnel: { stages: [], windowMs: 90 * DAY },
    sequences: [SEQUENCE],
    cells: indexCells(cells),
    ...{ calendar, from: FIRST, to, now: calendar.startOf(addDays(to, 1)) },
  });
  if (report === undefined) throw new RangeError('no report');
  return { report, goals: judgeSequence(Object.values(weeks)) };
}

const SEQUENCE: SequenceConfig = {
  id: 'welcome',
  when: { funnel: 'trial', stage: 'interest' },
  until: { event: 'Order Completed' },
  consent: 'newsletter',
  steps: [{ delay: { days: 7 }, mail: { subject: '', text: '' } }],
  holdOut: 0.1,
};

function leadsOf(sequences: Sequences, seed: number): readonly Day[] {
  const { perWeek, base, lift, holdOut, holdOutLater = holdOut, drift = 0, spread = 1 } = sequences;
  const { days = QUARTER_DAYS } = sequences;
  const random = randomOf(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let [waiting, week, factor] = [0, -1, 1];
  return Array.from({ length: days }, (_, day): Day => {
    const own = weekOf(addDays(FIRST, day)) - weekOf(FIRST);
    if (own !== week) factor = 1 + drift * (2 * random() - 1);
    week = own;
    waiting += perWeek / 7;
    const n = Math.floor(waiting);
    waiting -= n;
    const share = day < days / 2 ? holdOut : holdOutLater;
    const leads = { sequence: 0, heldOut: 0 };
    const prices = { sequence: [] as number[], heldOut: [] as number[] };
    for (let lead = 0; lead < n; lead++) {
      const group = random() < share ? 'heldOut' : 'sequence';
      leads[group]++;
      if (random() >= base * factor * (group === 'sequence' ? 1 + lift : 1)) continue;
      prices[group].push(10 * Math.max(1, Math.round(500 * Math.exp(spread * gauss()))));
    }
    return { week, leads, prices };
  });
}

type Growing = Omit<GroupFigures, 'leads' | 'reached'> & {
  leads: number;
  reached: number;
  readonly add: (minor: number) => void;
};

function emptyWeek(): Readonly<Record<SequenceGroup, Growing>> {
  const group = (): Growing => {
    const buyers = { EUR: 0 };
    const revenue = { EUR: 0 };
    const squares = { EUR: 0 };
    const own: Growing = {
      ...{ leads: 0, reached: 0, buyers, revenue, squares, times: new Map() },
      add: (minor) => {
        own.reached++;
        buyers.EUR++;
        revenue.EUR += minor;
        squares.EUR += minor ** 2;
      },
    };
    return own;
  };
  return { sequence: group(), heldOut: group() };
}

export type Found = {
  readonly companies: number;
  /** In which any difference was ever claimed, one of conversion, one of revenue, and one the wrong way round. */
  readonly any: number;
  readonly conversion: number;
  readonly revenue: number;
  readonly wrong: number;
  /** In which the interval of the conversion ever left out the truth. */
  readonly missed: number;
  /** Of those that claimed one of conversion, half had by that day. */
  readonly medianDay: number | null;
};

/** @param of the company of a seed */
export function lookAtCompanies(
  companies: number,
  first: number,
  of: (seed: number) => Sequences,
  progress: () => void = () => {},
): Found {
  const found = { any: 0, conversion: 0, revenue: 0, wrong: 0, missed: 0 };
  const claimedOn: number[] = [];
  for (let seed = first; seed < first + companies; seed++) {
    const { claims, missed } = lookDaily(of(seed), seed);
    const conversion = claims.get('conversion');
    if (claims.size > 0) found.any++;
    if (conversion !== undefined) claimedOn.push(conversion.day);
    if (claims.has('revenue')) found.revenue++;
    if ([...claims.values()].some(({ better }) => better === 'heldOut')) found.wrong++;
    if (missed) found.missed++;
    progress();
  }
  claimedOn.sort((a, b) => a - b);
  const medianDay = claimedOn[Math.floor((claimedOn.length - 1) / 2)] ?? null;
  return { ...found, companies, conversion: claimedOn.length, medianDay };
}

/** Companies whose sequences change nothing, of all sizes: 20 to 2,000 leads a week, shares of half a per cent to 40 %. */
export function unlikeCompany(seed: number): Sequences {
  const random = randomOf(seed ^ 0x5eed);
  const between = (low: number, high: number): number => low * (high / low) ** random();
  const [perWeek, base] = [between(20, 2_000), between(0.005, 0.4)];
  const shares = [0.05, 0.1, 0.2, 0.5] as const;
  const pick = (): number => shares[Math.floor(random() * shares.length)] ?? 0.1;
  const holdOut = pick();
  const holdOutLater = random() < 0.3 ? pick() : holdOut;
  return { perWeek, base, lift: 0, holdOut, holdOutLater, drift: 0.5 * random(), spread: 0.3 + random() };
}
