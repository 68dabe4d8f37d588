// What is measured: which leads, under which funnels, on how busy a site.
import type { Config } from '../../functions/domain/config/config.ts';
import { twoFunnels } from './funnels.ts';
import { type Person, personOf, regularOf } from './mix.ts';
import type { Random } from './random.ts';

export type Scenario = {
  readonly name: string;
  readonly config: Config;
  readonly personOf: (random: Random) => Person;
  /** New leads a day: they fill the counters to which the measured ones add. */
  readonly leadsADay: number;
  readonly batches: readonly number[];
  /** Workers at once, each with a batch of its own; with several, one message in ten reaches all of them. */
  readonly workers: number;
  /** Whether the textbook's worker is measured with it: it knows one breakdown, and leads by e-mail. */
  readonly besideTextbook: boolean;
};

const BATCHES = [1, 5, 25, 100, 1_000];
const LEADS_A_DAY = 1_000;

const PLAIN = {
  config: twoFunnels(['channel']),
  leadsADay: LEADS_A_DAY,
  batches: BATCHES,
  workers: 1,
  besideTextbook: true,
} satisfies Partial<Scenario>;

/** Six of ten leads are new or nearly so, three have 20 events, one has 200. */
function mixed(random: Random): Person {
  const share = random.next();
  return personOf(random, share < 0.6 ? 1 : share < 0.9 ? 20 : 200);
}

export const MIX: Scenario = { ...PLAIN, name: 'mix of these', personOf: mixed };

/** What the aims are for. */
export const MAIN: readonly Scenario[] = [
  ...[1, 20, 200].map(
    (size): Scenario => ({
      ...PLAIN,
      name: size === 1 ? 'leads of 1 event' : `leads of ${size} events`,
      personOf: (random) => personOf(random, size),
    }),
  ),
  MIX,
];

export const BESIDES_BATCHES: readonly number[] = [25, 100];
const BESIDE = {
  ...PLAIN,
  batches: BESIDES_BATCHES,
  personOf: mixed,
  besideTextbook: false,
} satisfies Partial<Scenario>;

/** What moves the figures, one change to the mix each. */
export const BESIDES: readonly Scenario[] = [
  { ...BESIDE, name: '100 leads a day', leadsADay: 100 },
  { ...BESIDE, name: '10,000 leads a day', leadsADay: 10_000 },
  {
    ...BESIDE,
    name: 'breakdowns by channel and first channel, hand-off',
    config: twoFunnels(['channel', 'first.channel'], true),
  },
  { ...BESIDE, name: 'breakdowns by channel and campaign', config: twoFunnels(['channel', 'campaign']) },
  {
    ...BESIDE,
    name: '20 events, 19 of them known by browser only',
    personOf: (random) => personOf(random, 20, true),
  },
  { ...BESIDE, name: '200 events over two years', personOf: regularOf },
  { ...BESIDE, name: 'two workers at once, one message in ten delivered to both', workers: 2 },
];
