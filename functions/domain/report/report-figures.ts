// What sums of cells say: taken apart by stage, currency and histogram.
import type { CellIndex } from '../funnel/cell-columns.ts';
import { type Cells, type Metric, parseCellKey, type Slice } from '../funnel/cells.ts';
import { Column, SINGLE, type SliceColumns } from '../funnel/columns.ts';
import { type Buckets, totalOf } from '../funnel/histogram.ts';
import { columnsOf, type Sums } from '../funnel/sums.ts';

/** Cells that are expanded already, arranged for reading. */
export function indexCells(cells: Cells): CellIndex {
  const index = new Map<string, Map<Slice, Map<Metric, number>>>();
  for (const [key, n] of cells) {
    const { day, metric, slice } = parseCellKey(key);
    add(within(within(index, day), slice), metric, n);
  }
  return {
    get: (day) => index.get(day),
    sum: (days) => {
      const total = new Map<Slice, Map<Metric, number>>();
      for (const day of days) {
        for (const [slice, sums] of index.get(day) ?? []) {
          const into = within(total, slice);
          for (const [metric, n] of sums) add(into, metric, n);
        }
      }
      return total;
    },
  };
}

/** The sums over the given days, by slice. */
export function sumDays(index: CellIndex, days: readonly string[]): ReadonlyMap<Slice, Sums> {
  return index.sum(days);
}

type Revenue = Readonly<Record<string, number>>;

export type StageFigures = {
  readonly leads: number;
  readonly returning: number;
  readonly direct: number;
  /** Attempts that entered before this stage, and how many of them count in it. */
  readonly enteredBefore: number;
  readonly advanced: number;
  /** Attempts in both this stage and the one before. */
  readonly both: number;
  /** Attempts in the stage before and not in this one that an event ended as lost. */
  readonly ended: number;
  readonly orders: number;
  readonly revenue: Revenue;
  readonly directRevenue: Revenue;
  /** Times in ms by bucket of `histogram.ts`. */
  readonly timesFromEntry: Buckets;
  readonly timesFromPrevious: Buckets;
  /** Sums of these times, in ms. */
  readonly sumFromEntry: number;
  readonly sumFromPrevious: number;
  /** Of those that entered before this stage and count in it: the times from entry at which they do. Of the total alone. */
  readonly advancedAfter: Buckets;
  /** Counted in it as a later stage implies it: no event filled it. Of the total alone, as what follows. */
  readonly implied: number;
  /** Of those that an event took from this stage to another one than the next: by that stage; see `e` in `cells.ts`. */
  readonly wentOn: Buckets;
};

export type Figures = {
  readonly entered: number;
  /** Of these, attempts of leads whose e-mail is known. Of the total alone. */
  readonly contacts: number;
  readonly stages: readonly StageFigures[];
  /** Attempts that ended as lost, by which of the funnel's `lostOn` ended them: by the stage that was filled last. */
  readonly lost: (reason: number) => Buckets;
  readonly late: { readonly leads: number; readonly revenue: Revenue };
  readonly handOff: { readonly leads: number; readonly times: Buckets; readonly sum: number };
  /** By giving funnel: attempts that hold a hand-off, as times from the giver's entry. */
  readonly received: ReadonlyMap<string, Buckets>;
  /** What sales answered to hand-offs: by giving funnel to those that were received, with an empty name to those that were given. */
  readonly answersTo: (of: string) => AnswerFigures;
};

export type AnswerFigures = {
  /** Times from the hand-off to the acceptance in ms, by bucket of `histogram.ts`, and their sum. */
  readonly accepted: Buckets;
  readonly sum: number;
  /** By the index of the reason. */
  readonly returned: Buckets;
  /** Those accepted by the index of their speed, and of them those that came to a stage at the acceptance or later, and before. */
  readonly speeds: Buckets;
  readonly reached: (stage: number) => Buckets;
  readonly reachedBefore: (stage: number) => Buckets;
};

/** What a slice's sums say of a funnel of so many stages. Metrics of stages that it lacks are passed over. */
export function figuresOf(sums: Sums, stages: number): Figures {
  const columns = columnsOf(sums);
  const revenue = new Map<string, Map<string, number>>();
  const received = new Map<string, Buckets>();
  for (const [name, column] of columns.all()) {
    const colon = name.indexOf(':');
    if (colon < 0 || column.isZero()) continue;
    const kind = name[0];
    if (kind === 'k') received.set(name.slice(colon + 1, -1), column);
    else if (kind === 'v' || kind === 'w' || kind === 'x')
      add(within(revenue, name.slice(0, colon)), name.slice(colon + 1), column.get(SINGLE) ?? 0);
  }
  const count = (metric: Metric): number => columns.find(metric)?.get(SINGLE) ?? 0;
  const times = (name: string): Buckets => columns.find(`${name}:`) ?? NO_TIMES;
  // Nobody enters before the first stage; who entered at this stage or later did not enter before it.
  const enteredBefore = (k: number): number => {
    let direct = 0;
    for (let stage = k; stage < stages; stage++) direct += count(`d${stage}`);
    return k === 0 ? 0 : count('e') - direct;
  };
  return {
    entered: count('e'),
    contacts: count('n'),
    stages: Array.from({ length: stages }, (_, k) => ({
      leads: count(`l${k}`),
      returning: count(`r${k}`),
      direct: count(`d${k}`),
      enteredBefore: enteredBefore(k),
      advanced: k === 0 ? 0 : count(`l${k}`) - count(`d${k}`) - count(`a${k}`),
      both: count(`b${k}`),
      ended: count(`c${k}`),
      orders: count(`o${k}`),
      revenue: sorted(revenue.get(`v${k}`)),
      directRevenue: sorted(revenue.get(`w${k}`)),
      timesFromEntry: times(`f${k}`),
      timesFromPrevious: times(`p${k}`),
      sumFromEntry: count(`s${k}`),
      sumFromPrevious: count(`t${k}`),
      advancedAfter: advancedAfter(columns, k),
      implied: totalOf(times(`i${k}`)),
      wentOn: times(`e${k}`),
    })),
    lost: (reason) => times(`q${reason}`),
    late: { leads: count('x'), revenue: sorted(revenue.get('xv')) },
    handOff: { leads: count('h'), times: times('h'), sum: count('hs') },
    received,
    answersTo: (of) => ({
      accepted: times(`ma:${of}`),
      sum: times(`ms:${of}`).get(0) ?? 0,
      returned: times(`mr:${of}`),
      speeds: times(`mv:${of}`),
      reached: (stage) => times(`mg${stage}:${of}`),
      reachedBefore: (stage) => times(`mb${stage}:${of}`),
    }),
  };
}

/** The total of a day of entry. */
export type FiguresOn = (day: string) => Figures;

/** Each is worked out once, as it is asked for again and again. */
export function figuresByDay(cells: CellIndex, stages: number): FiguresOn {
  const known = new Map<string, Figures>();
  return (day) => {
    const figures = known.get(day) ?? figuresOf(cells.get(day)?.get('') ?? new Map(), stages);
    known.set(day, figures);
    return figures;
  };
}

/** All times from entry and those of stages that a later one implies, less those of attempts that entered there or later. */
function advancedAfter(columns: SliceColumns, k: number): Buckets {
  const [fromEntry, implied, direct] = ['f', 'i', 'j'].map((kind) => columns.find(`${kind}${k}:`));
  if (implied === undefined && direct === undefined) return fromEntry ?? NO_TIMES;
  const after = new Column();
  if (fromEntry !== undefined) after.addAll(fromEntry, 1);
  if (implied !== undefined) after.addAll(implied, 1);
  if (direct !== undefined) after.addAll(direct, -1);
  return after;
}

const NO_TIMES: Buckets = new Column();

/** By currency; what was refunded whole is as if it had never been. */
function sorted(revenue: ReadonlyMap<string, number> | undefined): Revenue {
  return Object.fromEntries(
    [...(revenue ?? [])].filter(([, minor]) => minor !== 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function within<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function add<K>(map: Map<K, number>, key: K, n: number): void {
  map.set(key, (map.get(key) ?? 0) + n);
}
