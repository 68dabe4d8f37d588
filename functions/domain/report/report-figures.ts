// Cells arranged for reading: summed over days, taken apart by slice, stage and histogram.
import { type Cells, type Metric, parseCellKey, type Slice } from '../funnel/cells.ts';

/** Counts by metric. */
type Sums = ReadonlyMap<Metric, number>;

/** Cells by local entry day and slice: made once, read by every report over those days. */
export type CellIndex = ReadonlyMap<string, ReadonlyMap<Slice, Sums>>;

export function indexCells(cells: Cells): CellIndex {
  const index = new Map<string, Map<Slice, Map<Metric, number>>>();
  for (const [key, n] of cells) {
    const { day, metric, slice } = parseCellKey(key);
    add(within(within(index, day), slice), metric, n);
  }
  return index;
}

/** The sums over the given days, by slice. */
export function sumDays(index: CellIndex, days: readonly string[]): ReadonlyMap<Slice, Sums> {
  const total = new Map<Slice, Map<Metric, number>>();
  for (const day of days) {
    for (const [slice, sums] of index.get(day) ?? []) {
      const into = within(total, slice);
      for (const [metric, n] of sums) add(into, metric, n);
    }
  }
  return total;
}

/** Books and Data quality count events on their own days: other readers tell them. */
const OF_OTHER_DAYS: ReadonlySet<string> = new Set(['zq', 'zg', 'zr']);

type Buckets = ReadonlyMap<number, number>;
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
};

export type Figures = {
  readonly entered: number;
  /** Of these, attempts of leads whose e-mail is known. Of the total alone. */
  readonly contacts: number;
  readonly stages: readonly StageFigures[];
  /** Attempts that ended as lost, by which of the funnel's `lostOn` ended them. */
  readonly lost: (reason: number) => number;
  readonly late: { readonly leads: number; readonly revenue: Revenue };
  readonly handOff: { readonly leads: number; readonly times: Buckets; readonly sum: number };
  /** By giving funnel: attempts that hold a hand-off, as times from the giver's entry. */
  readonly received: ReadonlyMap<string, Buckets>;
};

/** What a slice's sums say of a funnel of so many stages. Metrics of stages that it lacks are passed over. */
export function figuresOf(sums: Sums, stages: number): Figures {
  const buckets = new Map<string, Map<number, number>>();
  const revenue = new Map<string, Map<string, number>>();
  const received = new Map<string, Map<number, number>>();
  for (const [metric, n] of sums) {
    const colon = metric.indexOf(':');
    const name = metric.slice(0, colon);
    // Ways are read by `way-figures.ts`.
    if (colon < 0 || metric.startsWith('y') || OF_OTHER_DAYS.has(name)) continue;
    const rest = metric.slice(colon + 1);
    if (name === 'k') {
      const [giver = '', bucket] = rest.split(':');
      add(within(received, giver), Number(bucket), n);
    } else if (name === 'xv' || name.startsWith('v') || name.startsWith('w'))
      add(within(revenue, name), rest, n);
    else add(within(buckets, name), Number(rest), n);
  }
  const count = (metric: Metric): number => sums.get(metric) ?? 0;
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
      timesFromEntry: buckets.get(`f${k}`) ?? new Map(),
      timesFromPrevious: buckets.get(`p${k}`) ?? new Map(),
      sumFromEntry: count(`s${k}`),
      sumFromPrevious: count(`t${k}`),
      advancedAfter: advancedAfter(buckets, k),
    })),
    lost: (reason) => count(`q${reason}`),
    late: { leads: count('x'), revenue: sorted(revenue.get('xv')) },
    handOff: { leads: count('h'), times: buckets.get('h') ?? new Map(), sum: count('hs') },
    received,
  };
}

/** All times from entry and those of stages that a later one implies, less those of attempts that entered there or later. */
function advancedAfter(buckets: ReadonlyMap<string, Buckets>, k: number): Buckets {
  const after = new Map(buckets.get(`f${k}`));
  for (const [bucket, n] of buckets.get(`i${k}`) ?? []) add(after, bucket, n);
  for (const [bucket, n] of buckets.get(`j${k}`) ?? []) add(after, bucket, -n);
  return after;
}

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
