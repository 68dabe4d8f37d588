// Alerts in the configuration: what they become, and what is refused, with its place and the fix.
import { expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { isTelling, targetsOf, tellingOf } from '../../functions/domain/tell/targets.ts';
import { smallConfig } from '../support/configs.ts';

const MAIL = { mail: { from: 'hello@example.com' } };

function input(alerts: readonly object[], root: object = {}, more: object = {}): unknown {
  const { config } = smallConfig();
  const funnels = config.funnels.map((funnel) => ({ ...funnel, by: ['channel'], window: '30d', ...more }));
  return { ...config, funnels, alerts, ...root };
}

function faultsOf(said: unknown) {
  try {
    parseConfig(said);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

const VOLUME = { id: 'entries', watch: 'volume', funnel: 'trial' };
const CONVERSION = { id: 'sales', watch: 'conversion', funnel: 'trial', stage: 'action' };
const SOURCE = { id: 'channels', watch: 'source', funnel: 'trial', by: 'channel' };

it('are read: a conversion is taken at seven days, or at the window where that ends before', () => {
  const to = ['owner@example.com'];
  expect(parseConfig(input([{ ...VOLUME, to }, CONVERSION, SOURCE], MAIL)).alerts).toEqual([
    { ...VOLUME, to },
    { ...CONVERSION, withinDays: 7, to: [] },
    { ...SOURCE, to: [] },
  ]);
  const within = (said: object, window: string) =>
    parseConfig(input([{ ...CONVERSION, ...said }], {}, { window })).alerts?.[0];
  expect(within({ within: '14d' }, '30d')).toMatchObject({ withinDays: 14 });
  expect(within({}, '3d')).toMatchObject({ withinDays: 3 });
  expect(within({}, '90m')).toMatchObject({ withinDays: 1 });
  expect(parseConfig(input([])).alerts).toBeUndefined();
});

it.each([
  [[{ ...VOLUME, watch: 'volumes' }], 'alerts[0].watch', /'volume'/],
  [[{ ...VOLUME, to: ['owner@example.com'] }], 'alerts[0].to', /add mail/],
  [[VOLUME, { ...SOURCE, id: 'entries' }], 'alerts[1].id', /an id of its own for each alert/],
  [[{ ...VOLUME, id: 'constructor' }], 'alerts[0].id', /reserved/],
  [[{ ...VOLUME, funnel: 'trail' }], 'alerts[0].funnel', /a funnel of this configuration.*"trial"/],
  [[{ ...VOLUME, stage: 'action' }], 'alerts[0].stage', /no effect where watch is "volume"/],
  [[{ ...SOURCE, within: '7d' }], 'alerts[0].within', /no effect where watch is "source"/],
  [[{ ...CONVERSION, by: 'channel' }], 'alerts[0].by', /no effect where watch is "conversion"/],
  [[{ ...CONVERSION, stage: undefined }], 'alerts[0].stage', /the id of the stage/],
  [[{ ...CONVERSION, stage: 'sale' }], 'alerts[0].stage', /a stage of that funnel after the first/],
  [[{ ...CONVERSION, stage: 'interest' }], 'alerts[0].stage', /after the first/],
  [[{ ...CONVERSION, within: '7h' }], 'alerts[0].within', /'1d' to '90d'/],
  [[{ ...CONVERSION, within: '45d' }], 'alerts[0].within', /at most '30d'/],
  [[{ ...SOURCE, by: undefined }], 'alerts[0].by', /like 'channel'/],
  [[{ ...SOURCE, by: 'source' }], 'alerts[0].by', /add "source" to funnels\[0\]\.by/],
  [[{ ...SOURCE, by: 'landingPage' }], 'alerts[0].by', /'channel', 'source'/],
  [[{ ...VOLUME, over: 3 }], 'alerts[0].over', /one of id, watch/],
] as const)('%j is refused', (alerts, path, fix) => {
  expect(faultsOf(input(alerts))).toContainEqual(
    expect.objectContaining({ path, fix: expect.stringMatching(fix) }),
  );
});

it('are told to their addresses and to the webhooks that ask for them; the worker looks for nothing', () => {
  const config = parseConfig(
    input([{ ...VOLUME, to: ['owner@example.com'] }, SOURCE], {
      ...MAIL,
      webhooks: [
        { url: 'https://example.com/all', on: ['alert'] },
        { url: 'https://example.com/other', on: ['alert'], funnels: ['trial'] },
      ],
    }),
  );
  const of = (id: string) => targetsOf(config, { kind: 'alert', funnel: 'trial', alert: { id } });
  const hooks = [{ webhook: 'https://example.com/all' }, { webhook: 'https://example.com/other' }];
  expect(of('entries')).toEqual([...hooks, { mail: ['owner@example.com'] }]);
  expect(of('channels')).toEqual(hooks);
  expect(isTelling(config)).toBe(true);
  expect(tellingOf(config, [])).toBeUndefined();
  expect(isTelling(parseConfig(input([VOLUME])))).toBe(false);
});
