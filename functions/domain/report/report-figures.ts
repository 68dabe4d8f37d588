// What sums of cells say: taken apart by stage, currency and histogram.
import type { CellIndex } from '../funnel/cell-columns.ts';
import { type Cells, type Metric, parseCellKey, type Slice } from '../funnel/cells.ts';
import { Column, type Columns, SINGLE } from '../funnel/columns.ts';
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
  /** How many of them did until a step of age, as a bucket. */
  readonly advancedBy: (step: number) => number;
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
  return new ColumnFigures(columnsOf(sums), stages);
}

/** Reads what is asked for: of most days that is little. */
class ColumnFigures implements Figures {
  readonly #columns: Columns;
  readonly stages: readonly StageFigures[];

  constructor(columns: Columns, stages: number) {
    this.#columns = columns;
    const entered = this.entered;
    // No lead enters before the first stage; one that entered at this stage or later did not enter before it.
    const enteredBefore: number[] = [];
    for (let k = stages - 1, direct = 0; k >= 0; k--) {
      direct += this.#count(namesOf(k).d);
      enteredBefore[k] = k === 0 ? 0 : entered - direct;
    }
    this.stages = enteredBefore.map((before, k) => new ColumnStage(columns, k, before));
  }

  get entered(): number {
    return this.#count('e');
  }

  get contacts(): number {
    return this.#count('n');
  }

  readonly lost = (reason: number): Buckets => this.#times(`q${reason}:`);

  get late(): Figures['late'] {
    return { leads: this.#count('x'), revenue: revenueOf(this.#columns, 'xv:') };
  }

  get handOff(): Figures['handOff'] {
    return { leads: this.#count('h'), times: this.#times('h:'), sum: this.#count('hs') };
  }

  get received(): Figures['received'] {
    const received = new Map<string, Buckets>();
    for (const name of this.#columns.names()) {
      const column = name.startsWith('k:') ? this.#columns.find(name) : undefined;
      if (column?.isZero() === false) received.set(name.slice(2, -1), column);
    }
    return received;
  }

  readonly answersTo = (of: string): AnswerFigures => {
    const times = (name: string): Buckets => this.#times(`${name}:${of}:`);
    return {
      accepted: times('ma'),
      sum: times('ms').get(0) ?? 0,
      returned: times('mr'),
      speeds: times('mv'),
      reached: (stage) => times(`mg${stage}`),
      reachedBefore: (stage) => times(`mb${stage}`),
    };
  };

  #count(metric: string): number {
    return countIn(this.#columns, metric);
  }

  #times(name: string): Buckets {
    return this.#columns.find(name) ?? NO_TIMES;
  }
}

class ColumnStage implements StageFigures {
  readonly #columns: Columns;
  readonly #names: StageNames;
  readonly enteredBefore: number;
  readonly #isFirst: boolean;
  #advancedAfter: Column | undefined;

  constructor(columns: Columns, k: number, enteredBefore: number) {
    this.#columns = columns;
    this.#names = namesOf(k);
    this.#isFirst = k === 0;
    this.enteredBefore = enteredBefore;
  }

  get leads(): number {
    return this.#count('l');
  }

  get returning(): number {
    return this.#count('r');
  }

  get direct(): number {
    return this.#count('d');
  }

  get advanced(): number {
    return this.#isFirst ? 0 : this.#count('l') - this.#count('d') - this.#count('a');
  }

  get both(): number {
    return this.#count('b');
  }

  get ended(): number {
    return this.#count('c');
  }

  get orders(): number {
    return this.#count('o');
  }

  get revenue(): Revenue {
    return revenueOf(this.#columns, this.#names.v);
  }

  get directRevenue(): Revenue {
    return revenueOf(this.#columns, this.#names.w);
  }

  get timesFromEntry(): Buckets {
    return this.#times('f') ?? NO_TIMES;
  }

  get timesFromPrevious(): Buckets {
    return this.#times('p') ?? NO_TIMES;
  }

  get sumFromEntry(): number {
    return this.#count('s');
  }

  get sumFromPrevious(): number {
    return this.#count('t');
  }

  get implied(): number {
    const times = this.#times('i');
    return times === undefined ? 0 : totalOf(times);
  }

  get wentOn(): Buckets {
    return this.#times('e') ?? NO_TIMES;
  }

  /** All times from entry and those of stages that a later one implies, less those of attempts that entered there or later. */
  get advancedAfter(): Column {
    this.#advancedAfter ??= this.#timesOfAdvanced();
    return this.#advancedAfter;
  }

  advancedBy(step: number): number {
    return this.advancedAfter.upTo(step);
  }

  #timesOfAdvanced(): Column {
    const [fromEntry, implied, direct] = [this.#times('f'), this.#times('i'), this.#times('j')];
    if (implied === undefined && direct === undefined) return fromEntry ?? NO_TIMES;
    const after = new Column();
    if (fromEntry !== undefined) after.addAll(fromEntry, 1);
    if (implied !== undefined) after.addAll(implied, 1);
    if (direct !== undefined) after.addAll(direct, -1);
    return after;
  }

  #count(kind: (typeof COUNTS)[number]): number {
    return countIn(this.#columns, this.#names[kind]);
  }

  #times(kind: (typeof TIMES)[number]): Column | undefined {
    return this.#columns.find(this.#names[kind]);
  }
}

function countIn(columns: Columns, metric: string): number {
  return columns.find(metric)?.get(SINGLE) ?? 0;
}

const COUNTS = ['l', 'r', 'd', 'a', 'b', 'c', 'o', 's', 't'] as const;
const TIMES = ['f', 'p', 'i', 'j', 'e', 'v', 'w'] as const;
/** The columns of a stage, of which some go on with a bucket or a currency. */
type StageNames = Readonly<Record<(typeof COUNTS)[number] | (typeof TIMES)[number], string>>;
const stageNames: StageNames[] = [];

function namesOf(k: number): StageNames {
  stageNames[k] ??= Object.fromEntries([
    ...COUNTS.map((kind) => [kind, `${kind}${k}`]),
    ...TIMES.map((kind) => [kind, `${kind}${k}:`]),
  ]) as StageNames;
  return stageNames[k];
}

/** What cells tell of a single day. */
export type DayFigures = Pick<Figures, 'entered'> & {
  readonly stages: readonly Pick<
    StageFigures,
    'leads' | 'enteredBefore' | 'advanced' | 'advancedAfter' | 'advancedBy'
  >[];
};

/** The total of a day of entry. */
export type FiguresOn = (day: string) => DayFigures;

/** Each is worked out once, as it is asked for again and again. */
export function figuresByDay(cells: CellIndex, stages: number): FiguresOn {
  const known = new Map<string, DayFigures>();
  return (day) => {
    const figures = known.get(day) ?? figuresOf(cells.get(day)?.get('') ?? new Map(), stages);
    known.set(day, figures);
    return figures;
  };
}

const NO_TIMES = new Column();

/** By currency; what was refunded whole is as if it had never been. */
function revenueOf(columns: Columns, start: string): Revenue {
  const found: [currency: string, minor: number][] = [];
  for (const name of columns.names()) {
    if (!name.startsWith(start)) continue;
    const minor = countIn(columns, name);
    if (minor !== 0) found.push([name.slice(start.length), minor]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
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
