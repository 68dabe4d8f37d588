// Every figure of every report leads to exactly the leads behind it, and no figure of leads is without a link.
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, Calendar, daysBetween } from '../../functions/domain/calendar.ts';
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import { defineAll } from '../../functions/domain/funnel/funnel.ts';
import { giversTo } from '../../functions/domain/report/report-build.ts';
import { CODES_OF } from '../../functions/domain/report/way-figures.ts';
import { WAY_COUNTS } from '../../functions/domain/report/way-share.ts';
import { advanceLeads } from '../../functions/progress/advance-leads.ts';
import { readDays } from '../../functions/store/counters/read-days.ts';
import { BROWSER, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps } from '../support/lead-pages.ts';
import { OWNER_TOKEN, reportApi, reportConfig, reportDeps, servedOf } from '../support/reports.ts';
import { messageOf, workerDeps } from '../support/worker-deps.ts';
import { unexplained } from './not-leads.ts';
import { figureIn, numbersOf, type Shown } from './numbers-of-page.ts';
import { tableInMemory } from './table-in-memory.ts';
import { GROUPS, NOW, SEQUENCES, START, submissionsOf } from './world.ts';

const AUTHORIZATION = { authorization: `Bearer ${OWNER_TOKEN}` };
const calendar = new Calendar(reportConfig.timezone);
const [first, today] = [START, NOW].map((time) => calendar.dayOf(time)) as [string, string];
/** Days of which one is not over, and days that nothing can change any more. */
const RECENT = `from=${addDays(today, -2)}&to=${today}`;
const SETTLED = `from=${addDays(first, 12)}&to=${addDays(first, 13)}`;

const get = async (api: TestApi, at: string, headers = {}) => {
  const answer = await api('GET', at, { headers: { ...AUTHORIZATION, ...headers } });
  expect(answer.status, at).toBe(200);
  return answer;
};

type Part = {
  readonly leads: readonly { readonly id: string; readonly times: number }[];
  readonly erased: number;
  readonly next: string | null;
};

/** The owner's pages over a table of these funnels. */
function world(funnels: readonly FunnelConfig[]) {
  const variants = [{ id: 'a' }, { id: 'b' }];
  const forms = reportConfig.forms.map((form) => ({ ...form, id: 'Ebook', variants }));
  const nurture = SEQUENCES.filter(({ when }) => funnels.some(({ id }) => id === when.funnel));
  const config = { ...reportConfig, funnels, forms, nurture };
  const { timezone } = config;
  const definitions = defineAll(funnels, ({ id }) => id, calendar);
  const table = tableInMemory(() => NOW);
  const worker = { leads: table, definitions };
  const { api: leads } = leadPagesApi(leadPagesDeps(worker, definitions, { config, now: () => NOW }));
  const { api: reports } = reportApi(
    reportDeps({
      config,
      served: async () =>
        funnels.map((funnel) =>
          servedOf(funnel, { key: funnel.id, sources: giversTo(funnels, funnel.id), timezone }),
        ),
      readCells: (range) => readDays(table.client, table.table, range),
      readShowings: async () =>
        daysBetween(first, today).flatMap((day) =>
          variants.map(({ id }) => ({ day, variant: id, times: 500 })),
        ),
      now: () => NOW,
    }),
  );
  const list = async (at: string) => (await get(leads, at)).json() as unknown as Part;
  return {
    leads,
    reports,
    list,
    async fill(): Promise<void> {
      const people = submissionsOf(26);
      for (let at = 0; at < people.length; at += 20) {
        const messages = people.slice(at, at + 20).map((submissions) => messageOf(...submissions));
        expect((await advanceLeads({ ...workerDeps(table), definitions }, messages)).size).toBe(0);
      }
      for (const { id } of (await list('/leads')).leads.slice(0, 5)) {
        const sent = { headers: { ...AUTHORIZATION, ...JSON_BODY }, body: '{}' };
        expect((await leads('POST', `/leads/${id}/erase`, sent)).status).toBe(200);
      }
    },
    /** How many are behind a link: over all pages, each as often as it is in the figure, and those erased since. */
    async behind(href: string): Promise<number> {
      let total = 0;
      for (let at: string | null = `${href}&format=json`; at !== null; ) {
        const part: Part = await list(at);
        total += part.leads.reduce((sum, { times }) => sum + times, part.erased);
        at = part.next;
      }
      return total;
    },
  };
}

function kindsOf(name: string): readonly string[] {
  const [kind = '', of = '', ...more] = name.split('.');
  if (kind === 'way') return [`way of ${of}`, `way: ${more[0]}`];
  return kind === 'sequence' ? [`sequence: ${more[0]} ${more[1]}`] : [kind];
}

/** The greatest figure of each kind that was compared. */
const compared = new Map<string, number>();

describe.each(GROUPS.map((funnels) => ({ funnels, names: funnels.map(({ id }) => id).join(' and ') })))(
  'of the funnels $names',
  ({ funnels }) => {
    const { leads, reports, list, fill, behind } = world(funnels);
    const known = new Map<string, number>();
    beforeAll(fill);

    it('erased leads are named beside figures alone', async () => {
      const at = `/leads?figure=entered&funnel=${funnels[0]?.id}&from=${first}&to=${today}`;
      let erased = 0;
      for (let next: string | null = `${at}&format=json`; next !== null; ) {
        const part = await list(next);
        erased += part.erased;
        next = part.next;
      }
      expect(erased).toBeGreaterThan(0);
      for (let next: string | null = '/leads?kind=anonymous&format=json'; next !== null; ) {
        const part = await list(next);
        expect(part.erased).toBe(0);
        next = part.next;
      }
      const { text } = await get(leads, '/leads?kind=anonymous', BROWSER);
      expect(text).toContain('Leads without an e-mail, in no order of time.');
    });

    async function wrongFigures(shown: readonly Shown[]): Promise<readonly string[]> {
      const wrong: string[] = [];
      for (const { text, href } of shown) {
        if (href === undefined) continue;
        const found = known.get(href) ?? (await behind(href));
        known.set(href, found);
        if (found !== figureIn(text)) wrong.push(`${text} -> ${href} has ${found}`);
        const name = new URL(href, 'https://imbuto.test').searchParams.get('figure') ?? '';
        for (const one of kindsOf(name)) compared.set(one, Math.max(found, compared.get(one) ?? 0));
      }
      return wrong;
    }

    it.each([
      ...funnels.map(({ id }) => `/reports/${id}?${RECENT}`),
      ...funnels.map(({ id }) => `/reports/${id}?${SETTLED}`),
      ...funnels.map(({ id }) => `/reports/${id}/paths?${RECENT}`),
      ...funnels.map(({ id }) => `/reports/${id}/paths?${SETTLED}`),
      ...funnels.map(({ id }) => `/reports/${id}/cohorts`),
      `/reports?${RECENT}`,
      `/reports/compare?${SETTLED}`,
      `/reports/compare?from=${first}&to=${today}`,
    ])('each figure of %s leads to the leads that it counts', async (at) => {
      const shown = numbersOf((await get(reports, at, BROWSER)).text);
      expect(shown.flatMap((one) => (one.href === undefined ? unexplained(one) || [] : []))).toEqual([]);
      expect(await wrongFigures(shown)).toEqual([]);
    });
  },
);

it('figures of every kind were compared, each with leads in it', () => {
  const whole = ['booked', 'contacts', 'entered', 'handOff', 'late', 'orders'];
  const answers = [
    'accepted',
    'returned',
    'waiting',
    'returnedFor',
    'speed',
    'reachedAfter',
    'reachedBefore',
  ];
  const sequences = ['sequence', 'heldOut'].flatMap((group) =>
    ['entered', 'converted', 'paid'].map((count) => `sequence: ${group} ${count}`),
  );
  const ofVariants = ['submitted', 'bought', 'paid'];
  const ofStages = ['direct', 'leads', 'lost', 'lostOn', 'open', 'received', 'returning'];
  const ways = [
    ...Object.keys(CODES_OF).map((of) => `way of ${of}`),
    ...WAY_COUNTS.map((of) => `way: ${of}`),
  ];
  const seen = [...compared].filter(([, most]) => most > 0).map(([kind]) => kind);
  const beside = ['advanced', 'enteredBefore', 'began', 'went', 'won', 'stays', 'left', 'lostAt'];
  expect(seen.sort()).toEqual(
    [...whole, ...ofStages, ...answers, ...beside, ...ofVariants, ...sequences, ...ways].sort(),
  );
});
