// The whole path in this process: real routes, their queue, the worker over DynamoDB in memory, and what the owner's own routes then say.
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import type { Profile } from '../../functions/domain/profile/profile.ts';
import type { QualityReport } from '../../functions/domain/quality/quality-report.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import type { ListEntry } from '../../functions/domain/summary/list-entry.ts';
import { type Missed, tallyMissed } from '../../functions/door/missed-item.ts';
import { labelledFunnels } from '../../functions/leads/labelled-funnels.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { KnownDefinitions } from '../../functions/store/definitions/definitions.ts';
import { readView } from '../../functions/store/definitions/funnel-versions.ts';
import { readShown, readShownQuality } from '../../functions/store/definitions/shown-funnels.ts';
import { tableInMemory } from '../figures/table-in-memory.ts';
import { captureApi } from './capture-api.ts';
import { collectApi } from './collect-api.ts';
import type { Answered, Sent } from './http-api.ts';
import { leadPagesApi, leadPagesDeps } from './lead-pages.ts';
import { OWNER_TOKEN, reportApi, reportDeps } from './reports.ts';
import { messageOf, workerDeps } from './worker-deps.ts';

export type Asked = Sent & { readonly method: string; readonly target: string };

/** All of the days in which the tests' events happen. */
const DAYS = 'from=2026-10-01&to=2026-12-31';
const OWNER = { headers: { authorization: `Bearer ${OWNER_TOKEN}` } };

/** @param now when all is counted and looked at, and a request is received that says nothing else */
export function wholePath(input: unknown, now: number) {
  const config = parseConfig(input);
  const missed: Missed[] = [];
  const undeclared = {
    add: async ({ id }: { readonly id: string }, names: readonly string[]) =>
      void missed.push(
        ...names.map((name) => ({ reason: 'field-undeclared' as const, source: `form:${id} ${name}` })),
      ),
  };
  const capture = captureApi(config, { undeclared });
  const collect = collectApi(config);
  const table = tableInMemory(() => now);
  const stored = { client: table.client, table: table.table };
  const known = new KnownDefinitions(stored);
  const view = () => readView(stored, known, config, () => now);
  const { api: reports } = reportApi(
    reportDeps({
      config,
      served: () => readShown(stored, known, config),
      quality: () => readShownQuality(stored, known, config),
      readCells: (wanted) => readDays(table.client, table.table, wanted),
      readMissed: async (days) => {
        const counts = tallyMissed([...missed, ...collect.missed]);
        return [{ day: days.at(-1) ?? '', counts }];
      },
      now: () => now,
    }),
  );
  const { api: pages } = leadPagesApi(
    leadPagesDeps({ leads: table, definitions: [] }, [], {
      config,
      labelledFunnels: () => labelledFunnels(stored, known, config),
      now: () => now,
    }),
  );

  async function read<T>(api: typeof pages, target: string): Promise<T> {
    const answer = await api('GET', target, OWNER);
    if (answer.status !== 200) throw new Error(`GET ${target} is answered ${answer.status}`);
    return answer.json() as T;
  }

  return {
    ask: ({ method, target, ...sent }: Asked): Promise<Answered> => {
      const api = target.startsWith('/v1/') ? collect.api : capture.api;
      return api(method, target, { received: now, ...sent });
    },

    /** The worker takes all that the queue holds, message by message. */
    async count(): Promise<void> {
      const { definitions, active, isRetired } = await view();
      for (const queue of [capture.queue, collect.queue])
        for (const submission of queue.held.splice(0)) {
          const failed = await advanceLeads(
            {
              ...workerDeps(table),
              screen: (all) => screenSubmissions({ table, forms: config.forms }, all),
              ...{ definitions, active, isRetired, now: () => now },
            },
            [messageOf(submission)],
          );
          if (failed.size > 0) throw new Error('a message failed');
        }
    },

    /** Every lead, as its page tells of it. */
    async leads(): Promise<readonly Profile[]> {
      const lists = await Promise.all(
        ['contact', 'anonymous'].map((kind) =>
          read<{ leads: readonly ListEntry[] }>(pages, `/leads?kind=${kind}&format=json`),
        ),
      );
      const entries = lists.flatMap(({ leads }) => leads);
      return Promise.all(entries.map(({ id }) => read<Profile>(pages, `/leads/${id}?format=json`)));
    },

    report: (funnel: string): Promise<Report> => read(reports, `/reports/${funnel}?${DAYS}&format=json`),

    quality: (): Promise<QualityReport> => read(reports, `/reports/quality?${DAYS}&format=json`),
  };
}
