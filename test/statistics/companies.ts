// Synthetic companies: leads that come through marketing or straight to sales, of whom it is known whether the ways differ.
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import { type CellKey, type Cells, cellKey, type WayCode } from '../../functions/domain/funnel/cells.ts';
import { cellsOfWay, type Way } from '../../functions/domain/funnel/ways.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { wayFigures } from '../../functions/domain/report/way-figures.ts';
import type { GoalName } from '../../functions/domain/report/way-goals.ts';
import { buildWays, type WaysInput, type WaysReport } from '../../functions/domain/report/ways.ts';
import { difference } from '../../functions/domain/statistics/proportions.ts';
import { randomOf } from './random.ts';

const DAY = 86_400_000;
const calendar = new Calendar('UTC');
const FROM = '2026-03-01';
const stages = [{ id: 'advocacy', on: [] }];

/** What leads of one way do. */
type Behaviour = {
  /** Of leads of middling quality. */
  readonly buys: number;
  /** Median time to the first order, in days. */
  readonly delay: number;
  readonly price: number;
  readonly again: number;
  readonly refers: number;
};

export type Company = {
  readonly report: WaysReport;
  /** The way that is better for each goal; absent: there is no difference. */
  readonly truth: ReadonlyMap<GoalName, 'marketing' | 'straight'>;
  /** Whether leads handed over would seem to differ from straight ones, if they were set against them. */
  readonly naive: boolean;
};

/**
 * @param differ whether the ways differ, in all that leads do
 * @param most leads; there are 100 at least
 */
export function companyOf(seed: number, differ: boolean, most: number): Company {
  const random = randomOf(seed);
  const between = (low: number, high: number): number => low * (high / low) ** random();
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spread = { price: 0.3 + random(), quality: random() * 0.8, delay: 0.5 + random() };
  const common: Behaviour = {
    buys: between(0.01, 0.3),
    delay: between(0.5, 20),
    price: between(900, 90_000),
    again: between(0.05, 0.5),
    refers: between(0.005, 0.1),
  };
  const better = random() < 0.5 ? 'marketing' : 'straight';
  const factor = differ ? between(1.3, 2.5) : 1;
  const best: Behaviour = {
    ...common,
    buys: common.buys * factor,
    delay: common.delay / factor,
    refers: common.refers * factor,
  };
  const goals: readonly GoalName[] = ['soon', 'end', 'revenue', 'repeat', 'referrals'];
  const truth = new Map(differ ? goals.map((goal) => [goal, better] as const) : []);

  const leads = Math.round(between(100, most));
  const days = daysBetween(FROM, addDays(FROM, 29 + Math.round(random() * 60)));
  const to = days.at(-1) ?? FROM;
  const windowMs = [30, 60, 120][Math.floor(random() * 3)] ?? 30;
  const salesMs = 30 * DAY;
  const now = calendar.startOf(addDays(to, 1)) + Math.floor(random() * 40) * DAY;
  // Ways grow differently over the days, so that at one moment their leads are of other ages.
  const [share, trend] = [0.15 + 0.7 * random(), random() - 0.5];
  const cells = new Map<CellKey, number>();
  const starts = new Map(days.map((day) => [day, calendar.startOf(day)]));
  for (let lead = 0; lead < leads; lead++) {
    const at = random();
    const isMarketing = random() < Math.min(0.95, Math.max(0.05, share + trend * (at - 0.5)));
    const day = days[Math.floor(at * days.length)] ?? FROM;
    const start = (starts.get(day) ?? 0) + random() * DAY;
    const own = (isMarketing ? 'marketing' : 'straight') === better ? best : common;
    const quality = Math.exp(spread.quality * gauss() - spread.quality ** 2 / 2);
    // Better leads are handed over sooner: whom marketing hands over is no sample of its leads.
    const isHanded = isMarketing && random() < Math.min(0.9, 0.3 * quality);
    const code: WayCode = isMarketing ? (isHanded ? 'h' : 'm') : 's';
    const way = { code, start, ...lived(own, quality, start) };
    for (const [metric, n] of cellsOfWay(way)) {
      const key = cellKey(day, metric, '');
      cells.set(key, (cells.get(key) ?? 0) + n);
    }
  }
  const funnel = { id: 'sales', stages, windowMs: salesMs };
  const giver = { id: 'marketing', stages, windowMs: windowMs * DAY };
  const [report] = buildWays([input(cells, funnel, giver, to, now)]);
  if (report === undefined) throw new RangeError('no report');
  return { report, truth, naive: isNaive(cells, days) };

  /** What has come by now: later than that nothing is known. */
  function lived(own: Behaviour, quality: number, start: number): Pick<Way, 'orders' | 'referredAfter'> {
    const orders: { after: number; value: { currency: string; minor: number } }[] = [];
    const horizon = Math.min(Math.max(salesMs, windowMs * DAY), now - start);
    let after = 0;
    for (let chance = Math.min(0.95, own.buys * quality); random() < chance; chance = own.again) {
      after += own.delay * DAY * Math.exp(spread.delay * gauss());
      if (after > horizon) break;
      const minor = Math.max(1, Math.round(own.price * Math.exp(spread.price * gauss())));
      orders.push({ after, value: { currency: 'EUR', minor } });
    }
    const referredAfter = own.delay * DAY * (1 + random());
    const refers = random() < own.refers * quality && referredAfter <= horizon;
    return { orders, ...(refers ? { referredAfter } : {}) };
  }
}

function input(
  cells: Cells,
  funnel: WaysInput['funnel'],
  giver: WaysInput['funnel'],
  to: string,
  now: number,
): WaysInput {
  return { funnel, givers: [giver], cells: indexCells(cells), calendar, from: FROM, to, now };
}

function isNaive(cells: Cells, days: readonly string[]): boolean {
  const index = indexCells(cells);
  const counted = (of: 'handedOver' | 'onlySales') => {
    const { customers, leads } = wayFigures(index, days, of);
    return { part: customers, whole: leads };
  };
  return difference(counted('handedOver'), counted('onlySales'))?.clear === true;
}

export type Found = {
  readonly companies: number;
  /** Companies in which a way was named for some goal that it does not serve better. */
  readonly false: number;
  /** Companies in which some goal's better way was named. */
  readonly true: number;
  readonly naive: number;
  /** By goal: how often the right way was named. */
  readonly byGoal: ReadonlyMap<GoalName, number>;
};

/** @param first the first seed; each company has one of its own */
export function judgeCompanies(
  companies: number,
  first: number,
  differ: boolean,
  most = 6_000,
  progress: () => void = () => {},
): Found {
  const found = { companies, false: 0, true: 0, naive: 0 };
  const byGoal = new Map<GoalName, number>();
  for (let seed = first; seed < first + companies; seed++) {
    const { report, truth, naive } = companyOf(seed, differ, most);
    const named = report.goals.filter(({ better }) => better !== null);
    const right = named.filter(({ goal, better }) => truth.get(goal) === better);
    if (right.length < named.length) found.false++;
    if (right.length > 0) found.true++;
    if (naive) found.naive++;
    for (const goal of new Set(right.map((one) => one.goal))) byGoal.set(goal, (byGoal.get(goal) ?? 0) + 1);
    progress();
  }
  return { ...found, byGoal };
}
