// A world in a table in memory: its leads as they are exported, and its reports.
import { LeadsApi } from '../../bin/leads/leads-api.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import type { CohortsReport } from '../../functions/domain/report/cohorts.ts';
import type { PathsReport } from '../../functions/domain/report/paths.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import type { TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { OWNER_TOKEN, reportApi, reportDeps, servedOf } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';
import { cohortsOf } from './cohorts.ts';
import { type Compared, comparePart, compareReport } from './compared.ts';
import type { ExportedLead } from './exported-leads.ts';
import { pathsOf } from './paths.ts';
import { countAll, recount } from './recount.ts';
import { type World, worldOf } from './world.ts';

/**
 * Compares all reports of a world with their recounts.
 * @param rulesOf by which the recount counts: those of the world
 * @returns how many leads it has
 */
export async function compareWorld(
  seed: number,
  into: Compared,
  rulesOf = (config: Config): Config => config,
): Promise<number> {
  const world = worldOf(seed);
  const { leads: ofLeads, reports } = await take(world);
  const leads = await exported(ofLeads);
  for (const { id } of world.config.funnels) {
    const counted = countAll(leads, rulesOf(world.config), id);
    for (const [index, [from, to]] of world.periods.entries()) {
      const report = (await ask(reports, `/reports/${id}?format=json&from=${from}&to=${to}`)) as Report;
      const name = `world ${seed}, ${id}, ${from} to ${to}`;
      compareReport(into, report, recount(counted, report), name);
      const atMoment = { ...counted, now: Date.parse(report.asOf) };
      const at = `${id}/paths?format=json&from=${from}&to=${to}`;
      const { entered, stages, flows } = (await ask(reports, `/reports/${at}`)) as PathsReport;
      comparePart(into, 'paths', { entered, stages, flows }, pathsOf(atMoment, from, to), name);
      // By week to the last stage, and by month to the second one, in turn.
      const second = counted.funnel.stages[1]?.id;
      if (second === undefined) continue;
      const query = index % 2 === 0 ? '' : `&every=month&goal=${second}`;
      const cohortsAt = `/reports/${id}/cohorts?format=json&from=${from}&to=${to}${query}`;
      const page = (await ask(reports, cohortsAt)) as CohortsReport;
      const { ages, cohorts, times } = page;
      comparePart(into, 'cohorts', { ages, cohorts, times }, cohortsOf(atMoment, page), name);
    }
  }
  return leads.length;
}

async function take({ config, people, now, pending }: World) {
  const { funnels, timezone } = config;
  const definitions = defineAll(funnels, ({ id }) => id, new Calendar(timezone));
  const table = tableInMemory(() => now);
  // The second half of what each person did comes after the first half of all.
  const halves = [0, 1].flatMap((half) =>
    people.map((said) => said.filter((_, at) => at % 2 === half)).filter((said) => said.length > 0),
  );
  for (let at = 0; at < halves.length; at += 20) {
    const messages = halves.slice(at, at + 20).map((submissions) => messageOf(...submissions));
    const failed = await advanceLeads({ ...workerDeps(table), definitions }, messages);
    if (failed.size > 0) throw new Error('the world was not taken');
  }
  const clock = { config, now: () => now };
  const deps = leadPagesDeps({ leads: table, definitions }, definitions, clock);
  const { api: leads } = leadPagesApi(deps);
  const { api: reports } = reportApi(
    reportDeps({
      ...clock,
      served: async () =>
        funnels.map((funnel) =>
          servedOf(funnel, { key: funnel.id, sources: giversTo(funnels, funnel.id), timezone }),
        ),
      readCells: (range) => readDays(table.client, table.table, range),
      countUncounted: async () => ({ pending, setAside: 0 }),
    }),
  );
  return { leads, reports };
}

/** As `npm run leads -- export` writes them. */
async function exported(api: TestApi): Promise<readonly ExportedLead[]> {
  const call: typeof fetch = async (url, { method = 'GET' } = {}) => {
    const headers = { authorization: `Bearer ${OWNER_TOKEN}` };
    const { status, text } = await api(method, String(url), { headers });
    return new Response(text, { status });
  };
  const leads: ExportedLead[] = [];
  for await (const lead of new LeadsApi({ url: '', token: OWNER_TOKEN }, call).all()) leads.push(lead);
  return leads;
}

async function ask(api: TestApi, path: string): Promise<unknown> {
  const answer = await api('GET', path, { headers: { authorization: `Bearer ${OWNER_TOKEN}` } });
  if (answer.status !== 200) throw new Error(`GET ${path} was answered ${answer.status}: ${answer.text}`);
  return answer.json();
}
