// The owner's pages over a table in memory, served to a browser: reports and leads of a made-up shop, in a language.

import type { AdCost } from '../../functions/domain/ad-cost/ad-cost.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config, FunnelConfig, Locale } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { leadRoutes } from '../../functions/leads/routes.ts';
import { funnelLabel, stageLabels } from '../../functions/pages/reports/report-labels.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { ownerRoutes } from '../../functions/report/routes.ts';
import { httpFunction } from '../../functions/runtime/http.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { serveApi } from './http-api.ts';
import { leadPagesDeps } from './lead-pages.ts';
import { reportDeps, servedOf } from './reports.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

/** One campaign of the shop, one with a long name that brought no lead, and another currency. */
const COSTS: readonly AdCost[] = [
  { day: '2026-11-09', source: 'google', currency: 'EUR', campaign: 'brand', minor: 1_234_567 },
  {
    ...{ day: '2026-11-09', source: 'facebook', currency: 'EUR', minor: 99 },
    campaign: 'another-campaign-with-a-name-that-does-not-end-2026-and-that-has-no-blank-in-it',
  },
  { day: '2026-11-10', source: 'linkedin', currency: 'USD', campaign: 'brand', minor: 50_000 },
];

export type OwnerSites = {
  /** The address of the site in a language. */
  readonly urls: Readonly<Record<Locale, string>>;
  readonly table: LeadTable;
  stop(): Promise<void>;
};

/** @param people what each of them did; those of one are taken at once */
export async function startOwnerSites(
  config: Config,
  people: readonly (readonly Submission[])[],
  now: number,
): Promise<OwnerSites> {
  const { funnels, timezone } = config;
  const table = tableInMemory(() => now);
  const definitions = defineAll(funnels, ({ id }) => id, new Calendar(timezone));
  for (let at = 0; at < people.length; at += 20) {
    const messages = people.slice(at, at + 20).map((submissions) => messageOf(...submissions));
    const failed = await advanceLeads({ ...workerDeps(table), definitions }, messages);
    if (failed.size > 0) throw new Error('the world was not taken');
  }
  const serve = async (locale: Locale) => {
    const own = { ...config, locale };
    const labelled = definitions.map((definition) => ({
      definition,
      label: funnelLabel(definition.funnel, locale),
      stageLabels: stageLabels(definition.funnel, locale),
    }));
    const leads = leadPagesDeps({ leads: table, definitions }, definitions, {
      config: own,
      labelledFunnels: async () => labelled,
      now: () => now,
    });
    const shownAs = (funnel: FunnelConfig) =>
      servedOf(funnel, { key: funnel.id, sources: giversTo(funnels, funnel.id), timezone });
    const reports = reportDeps({
      config: own,
      served: async () => funnels.map(shownAs),
      readCells: (range) => readDays(table.client, table.table, range),
      readCosts: async () => COSTS,
      now: () => now,
    });
    const settings = { locale, telemetry: createTelemetry('owner', () => {}) };
    const ofLeads = httpFunction((request) => leadRoutes(leads, request), settings);
    const ofReports = httpFunction((request) => ownerRoutes(reports, request), settings);
    return serveApi({
      'ANY /leads': ofLeads,
      'ANY /leads/{proxy+}': ofLeads,
      'ANY /reports': ofReports,
      'ANY /reports/{proxy+}': ofReports,
      'ANY /login': ofReports,
      'ANY /logout': ofReports,
    });
  };
  const [en, it, ru] = await Promise.all([serve('en'), serve('it'), serve('ru')]);
  return {
    urls: { en: en.url, it: it.url, ru: ru.url },
    table,
    stop: async () => void (await Promise.all([en, it, ru].map((one) => one.stop()))),
  };
}
