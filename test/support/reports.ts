// Counters of a few days worked out by hand, and the owner's routes over them.

import type { Config, FunnelConfig } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import {
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  type Slice,
} from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { QUALITY_FUNNEL } from '../../functions/domain/quality/quality-funnel.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { buildReport, giversTo, type ReportInput } from '../../functions/domain/report/report-build.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import type { ReportDeps } from '../../functions/report/deps.ts';
import { ownerRoutes } from '../../functions/report/routes.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import type { ShownFunnel } from '../../functions/store/definitions/shown-funnels.ts';
import { testApi } from './http-api.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const reportConfig = parseConfig({
  timezone: 'Europe/Rome',
  locale: 'en',
  forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
  funnels: [
    {
      id: 'trial',
      label: { en: 'Trial', it: 'Prova', ru: 'Проба' },
      kind: 'sales',
      by: ['channel', 'campaign'],
      stages: [
        { id: 'awareness', on: [{ page: '/pricing' }] },
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', label: 'Purchase', on: [{ event: 'Order Completed' }] },
      ],
    },
    {
      id: 'relationship',
      kind: 'marketing',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
        { id: 'advocacy', on: [{ event: 'Referral Sent' }] },
      ],
      handOff: { at: 'interest', to: 'trial' },
    },
  ],
  reports: [{ every: 'week', funnels: ['trial', 'relationship'] }],
});

export function funnelOf(id: string, config: Config = reportConfig): FunnelConfig {
  const funnel = config.funnels.find((each) => each.id === id);
  if (funnel === undefined) throw new Error(`no funnel ${id}`);
  return funnel;
}

/** Cells from lines like `['2026-11-02', 'l1', 3]`, with the slice as a fourth part where there is one. */
export function cellsOf(...lines: readonly (readonly [string, Metric, number, Slice?])[]): Cells {
  const cells = new Map<CellKey, number>();
  for (const [day, metric, n, slice = ''] of lines) cells.set(cellKey(day, metric, slice), n);
  return cells;
}

/** `f1:<bucket>` of a time in ms. */
export function time<const Kind extends 'f' | 'p'>(
  kind: Kind,
  stage: number,
  ms: number,
): `${Kind}${number}:${number}` {
  return `${kind}${stage}:${bucketOf(ms)}`;
}

/** The week before and two days of it, in the trial funnel. */
export const trialCells = cellsOf(
  ['2026-11-02', 'e', 10],
  ['2026-11-02', 'l0', 10],
  ['2026-11-02', 'l1', 4],
  ['2026-11-02', 'b1', 4],
  ['2026-11-02', 'l2', 1],
  ['2026-11-02', 'b2', 1],
  ['2026-11-09', 'e', 20],
  ['2026-11-09', 'l0', 17],
  ['2026-11-09', 'r0', 2],
  ['2026-11-09', 'l1', 9],
  ['2026-11-09', 'b1', 6],
  ['2026-11-09', 'd1', 3],
  ['2026-11-09', time('f', 1, HOUR), 4],
  ['2026-11-09', time('f', 1, DAY), 5],
  ['2026-11-09', time('p', 1, HOUR), 4],
  ['2026-11-09', 'l2', 2],
  ['2026-11-09', 'b2', 2],
  ['2026-11-09', 'o2', 3],
  ['2026-11-09', 'v2:EUR', 15_000],
  ['2026-11-09', 'e', 12, 'channel=Email'],
  ['2026-11-09', 'l0', 9, 'channel=Email'],
  ['2026-11-09', 'l1', 6, 'channel=Email'],
  ['2026-11-09', 'b1', 3, 'channel=Email'],
  ['2026-11-09', 'd1', 3, 'channel=Email'],
  ['2026-11-09', 'e', 8, 'channel=Direct'],
  ['2026-11-09', 'l0', 8, 'channel=Direct'],
  ['2026-11-10', 'e', 5],
  ['2026-11-10', 'l0', 5],
  ['2026-11-10', 'l1', 1],
  ['2026-11-10', 'b1', 1],
  ['2026-11-10', 'v1:USD', 700],
  ['2026-11-10', 'x', 2],
  ['2026-11-10', 'xv:EUR', 990],
  ['2026-11-10', 'e', 5, 'channel=Email'],
  ['2026-11-10', 'l0', 5, 'channel=Email'],
  ['2026-11-10', 'e', 5, 'campaign=(none)'],
);

export const NOW = Date.parse('2026-11-22T09:00:00Z');

export function reportOf(cells: Cells, input: Partial<ReportInput> = {}): Report {
  const funnel = input.funnel ?? funnelOf('trial');
  return buildReport({
    timezone: 'Europe/Rome',
    funnel,
    sources: [],
    labels: funnel.stages.map(({ id }) => id),
    definition: 'trial.1',
    cells: indexCells(cells),
    since: '2026-11-02',
    from: '2026-11-09',
    to: '2026-11-15',
    by: funnel.by,
    now: NOW,
    pending: 0,
    setAside: 0,
    revision: 0,
    recount: null,
    partial: false,
    erased: 0,
    ...input,
  });
}

/** A funnel as it is configured, with nothing left to count. */
export function servedOf(funnel: FunnelConfig, more: Partial<ShownFunnel> = {}): ShownFunnel {
  return {
    key: `${funnel.id}.1`,
    funnel,
    sources: giversTo(reportConfig.funnels, funnel.id),
    timezone: reportConfig.timezone,
    partial: false,
    erased: 0,
    recount: null,
    ...more,
  };
}

export const OWNER_TOKEN = 'owner-token-of-the-tests';
export const LINK_KEY = 'link-key-of-the-tests';

export function reportDeps(more: Partial<ReportDeps> = {}): ReportDeps {
  return {
    config: reportConfig,
    served: async () => (more.config ?? reportConfig).funnels.map((funnel) => servedOf(funnel)),
    readCells: async ({ definition }) =>
      indexCells(definition.funnel.id === 'trial' ? trialCells : new Map()),
    quality: async () => servedOf(QUALITY_FUNNEL),
    readMissed: async () => [],
    readShowings: async () => [],
    readCosts: async () => [],
    writeCosts: async () => {},
    readFigures: async () => [],
    countUncounted: async () => ({ pending: 0, setAside: 0 }),
    revisions: { latest: async () => 0, list: async () => [], read: async () => undefined },
    ownerToken: async () => OWNER_TOKEN,
    linkKey: async () => LINK_KEY,
    now: () => NOW,
    ...more,
  };
}

/** The owner's routes, reached through the gateway; what they log stands in `lines`. */
export function reportApi(deps: ReportDeps = reportDeps()) {
  const lines: string[] = [];
  const telemetry = createTelemetry('report', (line) => lines.push(line));
  const handler = httpFunction((request) => ownerRoutes(deps, request), { locale: 'en', telemetry });
  const routes = ['ANY /reports', 'ANY /reports/{proxy+}', 'ANY /login', 'ANY /logout'];
  return { api: testApi(Object.fromEntries(routes.map((route) => [route, handler]))), lines };
}
