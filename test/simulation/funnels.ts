// The funnels of simulated worlds: small sets with a hand-off and breakdowns, and what deploys make of them.
import { Calendar } from '../../functions/domain/calendar.ts';
import type {
  Breakdown,
  Config,
  FunnelConfig,
  Order,
  TriggerConfig,
} from '../../functions/domain/config/config.ts';
import { type Definition, defineAll } from '../../functions/domain/funnel/funnel.ts';
import { baseOf } from '../../functions/domain/funnel-versions.ts';
import { MESSAGE_KINDS } from '../../functions/domain/tell/message.ts';
import { countedFunnels, definitionKey } from '../../functions/store/definitions/definition-key.ts';
import { Random } from './random.ts';

const DAY = 86_400_000;

export const PAGES = ['/pricing', '/blog/a', '/blog/b'] as const;
export const FORMS = ['ebook', 'demo'] as const;
export const EVENTS = ['Trial', 'Order', 'Referral', 'Else'] as const;

/** One build of the functions: what is configured in it, and how its code counts. */
export type Build = {
  readonly name: string;
  readonly config: Config;
  /** The definition as this build's code counts it. */
  readonly counts: (definition: Definition) => Definition;
  /** Whether its code can count under a key; absent: it can under all. */
  readonly countsUnder?: (key: string) => boolean;
};

/**
 * What deploys change: `none` nothing; `definition` a funnel as it is configured; `and back` that, and later it is as it
 * was; `tally` what the code counts under the same key, as a fault that was fixed unseen would; `matcher` the version of the
 * matcher: each code can count only under what it has made.
 */
export type Change = 'none' | 'definition' | 'and back' | 'tally' | 'matcher';

/** Builds one after another; while one is rolled out, the one before is alive too. */
export type Deployment = { readonly change: Change; readonly builds: readonly [Build, ...Build[]] };

const ORDERS: readonly Order[] = ['reached', 'any', 'ordered', 'strict'];
const BREAKDOWNS: readonly (readonly Breakdown[])[] = [
  [],
  ['channel'],
  ['channel', 'first.channel'],
  ['first.source', 'form'],
  ['campaign', 'referral'],
];

function triggerOf(random: Random): TriggerConfig {
  const kind = random.below(5);
  if (kind === 0) return { page: random.pick(['/pricing', '/blog/*']) };
  if (kind === 1) return { form: random.pick(FORMS), times: 1 };
  if (kind === 2) return { event: 'Order', times: 1, ...(random.chance(0.3) ? { from: 'server' } : {}) };
  if (kind === 3) return { event: 'Order', times: 2 };
  return { event: random.pick(EVENTS), times: 1 };
}

function stagesOf(random: Random): FunnelConfig['stages'] {
  const first: TriggerConfig[] = [
    { page: random.pick(['/pricing', '/blog/*']) },
    { form: 'ebook', times: 1 },
  ];
  const more = Array.from({ length: random.between(1, 2) }, () =>
    Array.from({ length: random.between(1, 2) }, () => triggerOf(random)),
  );
  return [first, ...more].map((on, index) => ({ id: `s${index}`, on }));
}

function funnelOf(random: Random, id: string): FunnelConfig {
  return {
    id,
    kind: id === 'sales' ? 'sales' : 'marketing',
    order: random.pick(ORDERS),
    windowMs: random.pick([2, 5, 15]) * DAY,
    by: random.pick(BREAKDOWNS),
    stages: stagesOf(random),
  };
}

/** One address may send so many of it an hour. */
export const LIMITED = 'demo';
export const PER_HOUR = 2;

const WEBHOOK = { url: 'https://example.com/hook', on: MESSAGE_KINDS, secret: 'webhooks' };

const SCREENED_FORMS: Config['forms'] = FORMS.map((id) => ({
  id,
  title: id,
  fields: [],
  thanks: '/thanks',
  doubleOptIn: false,
  ...(id === LIMITED ? { spam: { perHour: PER_HOUR } } : {}),
}));

function configOf(timezone: string, funnels: readonly FunnelConfig[]): Config {
  return {
    timezone,
    locale: 'en',
    freshnessSeconds: 0,
    forms: SCREENED_FORMS,
    funnels,
    reports: [],
    webhooks: [WEBHOOK],
    share: { to: '/f/ebook' },
  };
}

function deploymentOf(random: Random, change: Change): Deployment {
  const timezone = random.pick(['UTC', 'Europe/Rome']);
  const journey = funnelOf(random, 'journey');
  const funnels = [
    funnelOf(random, 'sales'),
    random.chance(0.7) ? { ...journey, handOff: { at: 's1', to: 'sales' } } : journey,
    ...(random.chance(0.3) ? [funnelOf(random, 'line')] : []),
  ];
  const config = configOf(timezone, funnels);
  const first: Build = { name: 'first build', config, counts: asItIs };
  if (change === 'none') return { change, builds: [first] };
  const edited = random.below(funnels.length);
  const later = funnels.map((funnel, index) =>
    index === edited ? { ...funnel, stages: stagesOf(random), order: random.pick(ORDERS) } : funnel,
  );
  if (change === 'tally') {
    return { change, builds: [first, { name: 'second build', config, counts: otherwise(config, later) }] };
  }
  if (change === 'matcher') return { change, builds: twoMatchers(timezone, funnels) };
  const second: Build = { name: 'second build', config: configOf(timezone, later), counts: asItIs };
  if (change === 'definition') return { change, builds: [first, second] };
  return { change, builds: [first, second, { ...first, name: 'third build' }] };
}

/** The funnels mean the same, and neither code can count under what the other one has made. */
function twoMatchers(timezone: string, funnels: readonly FunnelConfig[]): Deployment['builds'] {
  const later = funnels.map((funnel) => ({ ...funnel, by: [...funnel.by, 'content' as const] }));
  const buildOf = (name: string, own: readonly FunnelConfig[]): Build => {
    const config = configOf(timezone, own);
    const keys = new Set(countedFunnels(config).map((funnel) => definitionKey(config, funnel)));
    return { name, config, counts: asItIs, countsUnder: (key) => keys.has(baseOf(key)) };
  };
  return [buildOf('first build', funnels), buildOf('second build', later)];
}

function asItIs(definition: Definition): Definition {
  return definition;
}

/** Funnels are known by their keys, and counted by the triggers of others. */
function otherwise(config: Config, later: readonly FunnelConfig[]): Build['counts'] {
  const keyOf = ({ id }: FunnelConfig): string => {
    const funnel = config.funnels.find((one) => one.id === id);
    return funnel === undefined ? id : definitionKey(config, funnel);
  };
  const made = new Map(defineAll(later, keyOf, new Calendar(config.timezone)).map((one) => [one.key, one]));
  return (definition) => {
    const { key, calendar } = definition;
    return { ...(made.get(baseOf(key)) ?? definition), key, calendar };
  };
}

const random = new Random(0xf0_11e1);
const CHANGES: readonly Change[] = [
  'none',
  'none',
  'none',
  'tally',
  'tally',
  'definition',
  'definition',
  'and back',
  'matcher',
];
/** Made once: a schedule picks one. */
export const DEPLOYMENTS: readonly Deployment[] = Array.from({ length: 108 }, (_, n) =>
  deploymentOf(random, CHANGES[n % CHANGES.length] ?? 'none'),
);
