// Every figure of every report leads to exactly the leads behind it, and no figure of leads is without a link.
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, Calendar } from '../../functions/domain/calendar.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readCells } from '../../functions/store/counters/counters.ts';
import { BROWSER, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { OWNER_TOKEN, reportApi, reportConfig, reportDeps, servedOf } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';
import { unexplained } from './not-leads.ts';
import { figureIn, numbersOf, type Shown } from './numbers-of-page.ts';
import { tableInMemory } from './table-in-memory.ts';
import { FUNNELS, NOW, START, submissionsOf } from './world.ts';

const AUTHORIZATION = { authorization: `Bearer ${OWNER_TOKEN}` };
const config = { ...reportConfig, funnels: FUNNELS };
const calendar = new Calendar(config.timezone);
const definitions = defineAll(FUNNELS, ({ id }) => id, calendar);
const table = tableInMemory(() => NOW);
const today = calendar.dayOf(NOW);
const [recent, settled] = [
  { from: addDays(today, -6), to: today },
  { from: addDays(calendar.dayOf(START), 9), to: addDays(calendar.dayOf(START), 14) },
];

const worker = { leads: table, definitions };
const { api: leads } = leadPagesApi(leadPagesDeps(worker, definitions, { config, now: () => NOW }));
const { api: reports } = reportApi(
  reportDeps({
    config,
    served: async () =>
      FUNNELS.map((funnel) =>
        servedOf(funnel, {
          key: funnel.id,
          sources: giversTo(FUNNELS, funnel.id),
          timezone: config.timezone,
        }),
      ),
    readCells: ({ definition, ...range }) => readCells(table.client, table.table, { definition, ...range }),
    now: () => NOW,
  }),
);

const get = async (api: TestApi, at: string, headers = {}) => {
  const answer = await api('GET', at, { headers: { ...AUTHORIZATION, ...headers } });
  expect(answer.status, at).toBe(200);
  return answer;
};

/** How many are behind a link: over all pages, each as often as it is in the figure, and those erased since. */
async function behind(href: string): Promise<number> {
  let total = 0;
  for (let at: string | null = `${href}&format=json`; at !== null; ) {
    const answer = (await get(leads, at)).json() as unknown as {
      readonly leads: readonly { readonly times: number }[];
      readonly erased: number;
      readonly next: string | null;
    };
    total += answer.leads.reduce((sum, { times }) => sum + times, answer.erased);
    at = answer.next;
  }
  return total;
}

const known = new Map<string, number>();

async function wrongFigures(shown: readonly Shown[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { text, href } of shown) {
    if (href === undefined) continue;
    const found = known.get(href) ?? (await behind(href));
    known.set(href, found);
    if (found !== figureIn(text)) wrong.push(`${text} -> ${href} has ${found}`);
  }
  return wrong;
}

beforeAll(async () => {
  const people = submissionsOf(26);
  for (let at = 0; at < people.length; at += 20) {
    const messages = people.slice(at, at + 20).map((submissions) => messageOf(...submissions));
    const failed = await advanceLeads({ ...workerDeps(table), definitions }, messages);
    expect(failed.size).toBe(0);
  }
  const { leads: some } = (await get(leads, '/leads')).json() as {
    leads: readonly { readonly id: string }[];
  };
  for (const { id } of some.slice(0, 5)) {
    const sent = { headers: { ...AUTHORIZATION, ...JSON_BODY }, body: '{}' };
    expect((await leads('POST', `/leads/${id}/erase`, sent)).status).toBe(200);
  }
});

const pages = [
  ...FUNNELS.map(({ id }) => `/reports/${id}?from=${recent.from}&to=${recent.to}`),
  ...['reached', 'alone', 'nurture'].map((id) => `/reports/${id}?from=${settled.from}&to=${settled.to}`),
  `/reports?from=${recent.from}&to=${recent.to}`,
  `/reports/compare?from=${settled.from}&to=${settled.to}`,
];

describe('the figures of', () => {
  it.each(pages)('%s lead to the leads that they count', async (at) => {
    const shown = numbersOf((await get(reports, at, BROWSER)).text);
    expect(shown.filter(({ href }) => href !== undefined).length).toBeGreaterThan(20);
    expect(shown.flatMap((one) => (one.href === undefined ? unexplained(one) || [] : []))).toEqual([]);
    expect(await wrongFigures(shown)).toEqual([]);
  });

  it('the world are of every kind, and hardly ever nothing', () => {
    const kinds = new Map<string, number>();
    for (const [href, n] of known) {
      const figure = new URL(href, 'https://imbuto.test').searchParams.get('figure') ?? '';
      const kind = figure.split('.')[0] ?? '';
      kinds.set(kind, Math.max(n, kinds.get(kind) ?? 0));
    }
    const all = ['entered', 'contacts', 'late', 'handOff', 'orders', 'leads', 'returning', 'direct'];
    for (const kind of [...all, 'open', 'lost', 'lostOn', 'received']) {
      expect([kind, kinds.get(kind) ?? 0]).toEqual([kind, expect.any(Number)]);
      expect(kinds.get(kind), kind).toBeGreaterThan(0);
    }
  });
});
