// `fold`: how long one lead takes to be folded and matched against ten funnels, and how that grows with its events.
import type { LeadEvent } from '../functions/domain/event/event.ts';
import { tallyAll } from '../functions/domain/funnel/tally.ts';
import {
  EMPTY_HISTORY,
  type EventHistory,
  fold as foldTrail,
  leadOf,
} from '../functions/domain/lead/lead.ts';
import { currentDefinitions } from '../functions/store/definitions/definition-key.ts';
import { largeLead, type Shape } from './fold/large-lead.ts';
import { tenFunnels } from './fold/ten-funnels.ts';
import type { Benchmark, Outcome, Row } from './outcome.ts';
import { quantileOf } from './quantile.ts';
import { randomOf } from './units/random.ts';

const DAY = 86_400_000;
const SIZES = [100, 1_000, 10_000];
const SHAPES: readonly Shape[] = [
  { name: 'over three years', spanMs: 3 * 365 * DAY, buys: true },
  { name: 'over three years, never buying', spanMs: 3 * 365 * DAY, buys: false },
  { name: 'within one day', spanMs: DAY, buys: true },
  { name: 'within one day, never buying', spanMs: DAY, buys: false },
];
const RUNS = 25;
/** Runs before the clock counts, and events of the lead before the first: a worker's code is compiled once in its life. */
const WARM_UPS = 5;
const WARM_UP = 2_000;
const MOST_MS = 50;

/** Medians, in ms. */
type Timed = {
  readonly shape: string;
  readonly events: number;
  /** Of these: what the ceilings of a lead leave. */
  readonly kept: number;
  readonly fold: number;
  readonly one: number;
  readonly tally: number;
  readonly all: number;
};

export const fold: Benchmark = async (tell) => {
  const definitions = currentDefinitions(tenFunnels());
  const count = (history: EventHistory) => tallyAll(definitions, leadOf([history]), false);
  tell('warming up');
  for (const shape of SHAPES) time(largeLead(randomOf(WARM_UP), WARM_UP, shape), count);
  const timed = SHAPES.flatMap((shape) =>
    SIZES.map((size): Timed => {
      tell(`${size} events ${shape.name}`);
      return { shape: shape.name, events: size, ...time(largeLead(randomOf(size), size, shape), count) };
    }),
  );
  return outcomeOf(timed);
};

function time(events: readonly LeadEvent[], count: (history: EventHistory) => unknown) {
  const last = events.slice(-1);
  const most = foldTrail(EMPTY_HISTORY, events.slice(0, -1));
  const runs = Array.from({ length: WARM_UPS + RUNS }, () => {
    const begun = performance.now();
    const history = foldTrail(EMPTY_HISTORY, events);
    const folded = performance.now();
    count(history);
    const counted = performance.now();
    foldTrail(most, last);
    const one = performance.now() - counted;
    return { fold: folded - begun, tally: counted - folded, all: counted - begun, one };
  }).slice(WARM_UPS);
  const median = (of: (run: (typeof runs)[number]) => number): number => quantileOf(runs.map(of), 0.5);
  return {
    kept: most.events.length + 1,
    fold: median((run) => run.fold),
    one: median((run) => run.one),
    tally: median((run) => run.tally),
    all: median((run) => run.all),
  };
}

function outcomeOf(timed: readonly Timed[]): Outcome {
  const rows = timed.map((one): Row => {
    const smaller = timed.find(({ shape, events }) => shape === one.shape && events === one.events / 10);
    return [
      `${one.events.toLocaleString('en')} events ${one.shape}`,
      one.kept.toLocaleString('en'),
      one.fold,
      one.tally,
      one.all,
      smaller === undefined ? '' : one.all / smaller.all,
      one.one,
    ];
  });
  const largest = timed.filter(({ events }) => events === Math.max(...SIZES));
  return {
    tables: [
      {
        title: 'One lead, folded and counted under ten funnels: ms',
        head: ['', 'kept', 'fold', 'match and tally', 'both', 'growth', 'fold one more'],
        rows,
        notes: [
          `Medians of ${RUNS} runs. Ten funnels: each order, occurrences, globs, properties, hand-offs, two or three breakdowns each. A tenth of the events are views, which come in disorder as all others do. "kept": what the ceilings leave of them. "growth": over the line before, for ten times the events. "fold one more": what a worker does when one event comes to a lead that has all others.`,
        ],
      },
    ],
    aims: largest.map(({ shape, events, all }) => ({
      what: `${events.toLocaleString('en')} events ${shape}, folded and counted`,
      most: MOST_MS,
      found: all,
      unit: 'ms',
    })),
    data: { funnels: 10, runs: RUNS, timed },
  };
}
