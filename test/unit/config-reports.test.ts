// When reports are mailed, in the configuration: what it becomes, and what would have no effect.
import { expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { smallConfig } from '../support/configs.ts';

function input(report: object): unknown {
  return { ...smallConfig().config, mail: { from: 'hello@example.com' }, reports: [report] };
}

const TO = { to: ['owner@example.com'] };

it('at is a time of the local day, and skipEmpty is said or not there', () => {
  const reportOf = (more: object) => parseConfig(input({ every: 'week', ...TO, ...more })).reports[0];
  expect(reportOf({ at: '08:30', skipEmpty: true })).toMatchObject({ at: 510, skipEmpty: true });
  expect(reportOf({ at: '00:00', skipEmpty: false })).toEqual({
    ...{ every: 'week', at: 0, funnels: ['trial'], ...TO },
  });
  expect(reportOf({})).toEqual({ every: 'week', funnels: ['trial'], ...TO });
});

it.each([
  [{ every: 'week', at: '8:00', ...TO }, 'reports[0].at', /'08:00'/],
  [{ every: 'week', at: '24:00', ...TO }, 'reports[0].at', /'08:00'/],
  [{ every: 'week', skipEmpty: 'yes', ...TO }, 'reports[0].skipEmpty', /no mail/],
  [{ every: 'week', at: '08:00' }, 'reports[0].at', /it has no other effect/],
  [{ every: 'week', skipEmpty: true, to: [] }, 'reports[0].skipEmpty', /it has no other effect/],
])('%j is refused', (report, path, fix) => {
  let faults: readonly unknown[] = [];
  try {
    parseConfig(input(report));
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    faults = error.faults;
  }
  expect(faults).toContainEqual(expect.objectContaining({ path, fix: expect.stringMatching(fix) }));
});
