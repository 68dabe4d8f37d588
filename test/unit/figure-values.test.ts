// The daily values of what an alert watches: which days, which leads, which sources.
import { describe, expect, it } from 'vitest';
import type { AlertConfig } from '../../functions/domain/alerts/alert-config.ts';
import { figureValues, isCounted, lastDay } from '../../functions/domain/alerts/figure-values.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import { type CellKey, cellKey } from '../../functions/domain/funnel/cells.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { cellsOf, DAY, funnelOf, HOUR, time } from '../support/reports.ts';

const BASE = { id: 'a', funnel: 'trial', to: [] };
const VOLUME: AlertConfig = { ...BASE, watch: 'volume' };
const SALES: AlertConfig = { ...BASE, watch: 'conversion', stage: 'action', withinDays: 3 };
const CHANNELS: AlertConfig = { ...BASE, watch: 'source', by: 'channel' };
const FROM = '2026-11-01';
const TO = '2026-11-04';

function values(alert: AlertConfig, cells: ReturnType<typeof cellsOf>, also: readonly string[] = []) {
  const asked = { alert, funnel: funnelOf('trial'), cells: indexCells(cells), from: FROM, to: TO, also };
  return figureValues(asked);
}

it('of a volume are all days from the first on which there was anything', () => {
  const cells = cellsOf(['2026-11-02', 'e', 3], ['2026-11-04', 'e', 1]);
  expect(values(VOLUME, cells).get('')).toEqual([
    { day: '2026-11-02', count: 3 },
    { day: '2026-11-03', count: 0 },
    { day: '2026-11-04', count: 1 },
  ]);
  expect(values(VOLUME, cellsOf()).get('')).toEqual([]);
});

it('of a conversion are those who came within the age, of those who entered before the stage', () => {
  const cells = cellsOf(
    ['2026-11-03', 'e', 10],
    ['2026-11-03', 'd2', 2],
    ['2026-11-03', 'l2', 6],
    ['2026-11-03', time('f', 2, HOUR), 1],
    ['2026-11-03', time('f', 2, 2 * DAY), 1],
    ['2026-11-03', time('f', 2, 5 * DAY), 2],
  );
  const at = (withinDays: number) => values({ ...SALES, withinDays }, cells).get('')?.[0];
  expect(at(1)).toEqual({ day: '2026-11-03', count: 1, of: 8 });
  expect(at(3)).toEqual({ day: '2026-11-03', count: 2, of: 8 });
  expect(at(30)).toEqual({ day: '2026-11-03', count: 4, of: 8 });
});

describe('of a source', () => {
  it('are those of its twenty largest values, and of those that are asked for in any case', () => {
    const cells = new Map<CellKey, number>();
    for (let n = 0; n < 30; n++) cells.set(cellKey('2026-11-02', 'e', `channel=c${n}`), 10 + n);
    const found = values(CHANNELS, cells, ['c0', 'gone']);
    expect([...found.keys()]).toEqual([...Array.from({ length: 20 }, (_, n) => `c${29 - n}`), 'c0', 'gone']);
    expect(found.get('c29')?.[0]).toEqual({ day: '2026-11-02', count: 39 });
    expect(found.get('gone')).toEqual([]);
    expect(values(CHANNELS, cells, []).has('c3')).toBe(false);
  });
});

it('end with the last day that is over for six hours, and of a conversion so many days before', () => {
  const calendar = new Calendar('Europe/Rome');
  const at = (alert: AlertConfig, now: string) => lastDay(alert, calendar, Date.parse(now));
  expect(at(VOLUME, '2026-11-10T04:59:00Z')).toBe('2026-11-08');
  expect(at(VOLUME, '2026-11-10T05:00:00Z')).toBe('2026-11-09');
  expect(at(SALES, '2026-11-10T05:00:00Z')).toBe('2026-11-06');
});

it('are there where the funnel, as it is counted, has the stage or the breakdown', () => {
  const funnel = funnelOf('trial');
  expect([VOLUME, SALES, CHANNELS].map((alert) => isCounted(alert, funnel))).toEqual([true, true, true]);
  const other = { ...funnel, by: [], stages: funnel.stages.slice(0, 2) };
  expect([VOLUME, SALES, CHANNELS].map((alert) => isCounted(alert, other))).toEqual([true, false, false]);
});
