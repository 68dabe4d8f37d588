// Every figure of reports is what a recount of exported leads gives, by code that shares nothing with the domain's.
import { expect, it } from 'vitest';
import type { Config, FunnelConfig } from '../../functions/domain/config/config.ts';
import { nothingCompared } from './compared.ts';
import { compareWorld } from './in-process.ts';

/** The tenth is long, with enough leads that something is projected. */
const WORLDS = 10;
const KINDS = [
  ...['entered', 'contacts', 'late.leads', 'stages.leads', 'stages.orders', 'by', 'daily.final'],
  ...['paths.flows.leads', 'paths.stages.happened', 'paths.stages.won', 'paths.stages.lostOn.leads'],
  ...['paths.stages.ended', 'paths.stages.open', 'cohorts.cohorts.ages.share', 'cohorts.times.classes.leads'],
  ...['handOff.accepted', 'handOff.speeds.leads', 'receives.accepted', 'receives.speeds.leads'],
];

it(`each figure of ${WORLDS} small worlds is the same recounted`, async () => {
  const compared = nothingCompared();
  for (let seed = 1; seed <= WORLDS; seed++) await compareWorld(seed, compared);
  expect(compared.differences).toEqual([]);
  for (const kind of [...KINDS, 'stages.projected.mid', 'previous.difference.stages.difference.by'])
    expect(compared.kinds.get(kind)?.told ?? 0, kind).toBeGreaterThan(0);
}, 20_000);

const others: Readonly<Record<string, (funnel: FunnelConfig) => FunnelConfig>> = {
  'a window that is shorter': (funnel) => ({ ...funnel, windowMs: funnel.windowMs - 1 }),
  'another order': (funnel) => ({ ...funnel, order: funnel.order === 'any' ? 'reached' : 'any' }),
  'starts at the first stage alone': (funnel) => ({ ...funnel, start: 'first' }),
  'no events of lostOn': ({ lostOn: _, ...funnel }) => funnel,
  'no optional stages': (funnel) => ({
    ...funnel,
    stages: funnel.stages.map(({ optional: _, ...stage }) => stage),
  }),
  'events of any key': (funnel) => ({
    ...funnel,
    stages: funnel.stages.map(({ on, ...stage }) => ({ ...stage, on: on.map(({ from: _, ...one }) => one) })),
  }),
};

it.each(Object.entries(others))(
  'finds a difference where it counts by %s',
  async (_, rule) => {
    const compared = nothingCompared();
    const rulesOf = (config: Config): Config => ({ ...config, funnels: config.funnels.map(rule) });
    for (let seed = 1; seed < WORLDS && compared.differences.length === 0; seed++)
      await compareWorld(seed, compared, rulesOf);
    expect(compared.differences.length).toBeGreaterThan(0);
  },
  20_000,
);
