import { describe, expect, it } from 'vitest';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';
import {
  cellsOf,
  funnelOf,
  OWNER_TOKEN,
  reportApi,
  reportConfig,
  reportDeps,
  reportOf,
  servedOf,
  trialCells,
} from '../support/reports.ts';

const OWNER = { authorization: `Bearer ${OWNER_TOKEN}` };
const { api } = reportApi();
const get = (target: string, headers: Record<string, string> = {}) =>
  api('GET', target, { headers: { ...OWNER, ...headers } });
const WEEK = 'from=2026-11-09&to=2026-11-15';

describe('a report', () => {
  it('is JSON as the contract has it', async () => {
    const answer = await get(`/reports/trial?${WEEK}&format=json`);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const labels = ['Awareness', 'Interest', 'Purchase'];
    expect(answer.json()).toEqual(
      JSON.parse(
        JSON.stringify({ ...reportOf(trialCells, { labels, sources: ['relationship'] }), costs: [] }),
      ),
    );
  });

  it.each([
    ['', {}, 'application/json'],
    ['', { accept: '*/*' }, 'application/json'],
    ['', { accept: 'text/csv' }, 'text/csv'],
    ['', { accept: 'text/csv;q=0.5, application/json;q=0.9' }, 'application/json'],
    ['', { accept: 'image/avif,image/svg+xml,image/*,*/*;q=0.8' }, 'image/svg+xml'],
    ['', { accept: 'text/csv, text/html' }, 'text/html'],
    ['', { accept: 'application/msword' }, 'application/json'],
    ['', BROWSER, 'text/html'],
    ['?format=json', BROWSER, 'application/json'],
    ['?format=csv', BROWSER, 'text/csv'],
    ['?format=svg', {}, 'image/svg+xml'],
    ['?format=', BROWSER, 'text/html'],
  ])('asked for with %j and %o is %s', async (query, headers, type) => {
    const answer = await get(`/reports/trial${query}`, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain(type);
  });

  it('says in data and on its page how far a recount is and what is missing, and only then', async () => {
    const recount = { done: 1200, total: 4000 };
    const edited = reportApi(
      reportDeps({
        served: async () =>
          reportConfig.funnels.map((one) => servedOf(one, { recount, partial: true, erased: 3 })),
      }),
    );
    const asked = (path: string, headers: Record<string, string> = {}) =>
      edited.api('GET', `${path}?${WEEK}`, { headers: { ...OWNER, ...headers } });
    const said = '1,200 of 4,000 leads';
    expect((await asked('/reports/trial')).json()).toMatchObject({ recount, partial: true, erased: 3 });
    const page = (await asked('/reports/trial', BROWSER)).text;
    for (const text of [
      said,
      'This funnel is new',
      'cannot count: 3.',
      '<progress value="1200" max="4000"',
    ]) {
      expect(page).toContain(text);
    }
    for (const path of ['/reports', '/reports/compare']) {
      expect((await asked(path, BROWSER)).text, path).toContain(said);
      const { funnels } = (await asked(path)).json() as { readonly funnels: readonly object[] };
      expect(funnels[0], path).toMatchObject({ recount, partial: true, erased: 3 });
    }
    const usual = (await get(`/reports/trial?${WEEK}`)).json();
    expect(usual).toMatchObject({ recount: null });
    for (const absent of ['partial', 'erased']) expect(usual).not.toHaveProperty(absent);
    for (const path of ['/reports/trial', '/reports', '/reports/compare']) {
      expect((await get(`${path}?${WEEK}`, BROWSER)).text, path).not.toMatch(/<progress|This funnel is new/);
    }
  });

  it('is of the funnel as it is served, not as it is configured by now', async () => {
    const funnel = funnelOf('trial');
    const former = { ...funnel, stages: funnel.stages.slice(0, 2), by: ['source' as const] };
    const wanted: unknown[] = [];
    const edited = reportApi(
      reportDeps({
        served: async () => [servedOf(former, { key: 'trial.old', timezone: 'Asia/Tokyo' })],
        readCells: async ({ definition, breakdowns }) => {
          wanted.push([definition.key, breakdowns]);
          return indexCells(trialCells);
        },
      }),
    );
    const answer = await edited.api('GET', `/reports/trial?${WEEK}`, { headers: OWNER });
    expect(answer.json()).toMatchObject({
      definition: 'trial.old',
      timezone: 'Asia/Tokyo',
      stages: [{ id: 'awareness' }, { id: 'interest' }],
    });
    expect(wanted).toEqual([['trial.old', ['source']]]);
    const refused = await edited.api('GET', `/reports/trial?${WEEK}&by=channel`, { headers: OWNER });
    expect(refused.status).toBe(400);
  });

  it('is kept by nobody on the way', async () => {
    const { headers } = await get('/reports/trial');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers.vary).toContain('Cookie');
  });

  it('is of the last 30 local days where nothing is said', async () => {
    expect((await get('/reports/trial')).json()).toMatchObject({ from: '2026-10-24', to: '2026-11-22' });
    const late = reportApi(reportDeps({ now: () => Date.parse('2026-11-22T23:30:00Z') }));
    const answer = await late.api('GET', '/reports/trial', { headers: OWNER });
    expect(answer.json()).toMatchObject({ from: '2026-10-25', to: '2026-11-23' });
  });

  it('asks for the cells of the period before, and of the days of which a projection is made', async () => {
    const wanted: unknown[] = [];
    const asking = reportApi(
      reportDeps({
        readCells: async ({ definition, ...range }) => {
          wanted.push([definition.key, range]);
          return indexCells(new Map());
        },
      }),
    );
    await asking.api('GET', `/reports/trial?${WEEK}&by=channel`, { headers: OWNER });
    await asking.api('GET', '/reports/relationship?from=2026-11-09&to=2026-11-15', { headers: OWNER });
    // Two windows of 30 days and eight weeks before the 9th; of a window of a year no more than is read anyway.
    expect(wanted).toEqual([
      [
        'trial.1',
        {
          ...{ from: '2026-07-16', breakdownsFrom: '2026-11-09', slicesFrom: '2026-11-09' },
          to: '2026-11-15',
          breakdowns: ['channel'],
        },
      ],
      [
        'relationship.1',
        {
          ...{ from: '2026-11-02', breakdownsFrom: '2026-11-09', slicesFrom: '2026-11-09' },
          to: '2026-11-15',
          breakdowns: [],
        },
      ],
    ]);
  });

  it('has all breakdowns of the funnel, or those asked for', async () => {
    const by = async (query: string) =>
      Object.keys((await get(`/reports/trial${query}`)).json().by as object);
    expect(await by('')).toEqual(['channel', 'campaign']);
    expect(await by('?by=')).toEqual(['channel', 'campaign']);
    expect(await by('?by=campaign')).toEqual(['campaign']);
    expect(await by('?by=campaign,channel')).toEqual(['channel', 'campaign']);
    expect(await by('?by=campaign&by=channel')).toEqual(['channel', 'campaign']);
  });

  it('says what waits and what was issued', async () => {
    const issued = reportApi(
      reportDeps({
        countUncounted: async () => ({ pending: 7, setAside: 0 }),
        revisions: {
          latest: async (funnel, periods) => (funnel === 'trial' && periods[0]?.every === 'week' ? 3 : 0),
          list: async () => [],
          read: async () => undefined,
        },
      }),
    );
    const answer = await issued.api('GET', `/reports/trial?${WEEK}`, { headers: OWNER });
    expect(answer.json()).toMatchObject({ pending: 7, revision: 3 });
  });

  it('is a file for a spreadsheet as CSV', async () => {
    const answer = await get(`/reports/trial?${WEEK}&format=csv`);
    expect(answer.headers['content-disposition']).toBe(
      'attachment; filename="trial-2026-11-09-2026-11-15.csv"',
    );
    expect(answer.text.split('\r\n')[1]).toMatch(
      /^trial,2026-11-09,2026-11-15,,,awareness,Awareness,25,0,22,/,
    );
  });

  it('without its body is the same by HEAD', async () => {
    const answer = await api('HEAD', '/reports/trial', { headers: OWNER });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers['content-type']).toContain('application/json');
  });

  it('is at the address with a final slash too', async () => {
    expect((await get('/reports/trial/')).status).toBe(200);
  });
});

describe('all funnels', () => {
  it('are an index with headline figures', async () => {
    const index = (await get(`/reports?${WEEK}`)).json() as { funnels: Record<string, unknown>[] };
    expect(index).toMatchObject({
      from: '2026-11-09',
      to: '2026-11-15',
      timezone: 'Europe/Rome',
      pending: 0,
    });
    expect(index.funnels.map(({ funnel, label, entered }) => [funnel, label, entered])).toEqual([
      ['trial', 'Trial', 25],
      ['relationship', 'relationship', 0],
    ]);
    expect(index.funnels[0]).toMatchObject({
      goal: { id: 'action', leads: 2 },
      orders: 3,
      revenue: { EUR: 15_000, USD: 700 },
      previous: { entered: 10 },
    });
  });

  it('are compared as JSON, CSV and a page', async () => {
    expect((await get(`/reports/compare?${WEEK}`)).json()).toMatchObject({
      goal: 'action',
      better: { volume: { funnel: null, reason: 'shared' } },
    });
    expect((await get('/reports/compare?format=csv')).text.split('\r\n')).toHaveLength(12);
    expect((await get('/reports/compare', BROWSER)).text).toContain('Compare funnels');
  });

  it('can be none', async () => {
    const none = reportApi(reportDeps({ config: { ...reportConfig, funnels: [], reports: [] } }));
    expect((await none.api('GET', '/reports', { headers: OWNER })).json()).toMatchObject({ funnels: [] });
    expect((await none.api('GET', '/reports', { headers: { ...OWNER, ...BROWSER } })).status).toBe(200);
    expect((await none.api('GET', '/reports/compare', { headers: OWNER })).status).toBe(404);
  });
});

describe('issued reports', () => {
  const issued = { ...reportOf(trialCells), revision: 2, every: 'week' as const, restates: 1 };
  const entry = {
    every: 'week' as const,
    from: issued.from,
    to: issued.to,
    revision: 2,
    restates: 1,
    definition: issued.definition,
    asOf: issued.asOf,
    entered: 25,
    final: false,
  };
  const withOne = reportApi(
    reportDeps({
      revisions: {
        latest: async () => 2,
        list: async () => [entry],
        read: async (funnel, { every, from, revision }) =>
          funnel === 'trial' && every === 'week' && from === '2026-11-09' && revision === 2
            ? issued
            : undefined,
      },
    }),
  );
  const at = (target: string, headers: Record<string, string> = {}) =>
    withOne.api('GET', target, { headers: { ...OWNER, ...headers } });

  it('are listed, each with its address', async () => {
    const list = (await at('/reports/trial/revisions')).json();
    const href = '/reports/trial/revisions/week/2026-11-09/2';
    expect(list).toEqual({ funnel: 'trial', revisions: [{ ...entry, href }] });
    expect((await at(href)).json()).toEqual(JSON.parse(JSON.stringify(issued)));
    expect((await at('/reports/trial/revisions', BROWSER)).text).toContain(`href="${href}"`);
  });

  it('are pages, CSV and pictures like every report, and say that they stand', async () => {
    const { text } = await at('/reports/trial/revisions/week/2026-11-09/2', BROWSER);
    expect(text).toContain('Revision 2, issued');
    expect(text).toContain('restates revision 1');
    expect(text).not.toContain('type="date"');
    expect((await at('/reports/trial/revisions/week/2026-11-09/2?format=csv')).text).toContain('awareness');
  });

  it.each([
    'week/2026-11-09/1',
    'day/2026-11-09/2',
    'constructor/2026-11-09/2',
    'week/2026-11-99/2',
    'week/2026-11-09/0',
    'week/2026-11-09/9999999',
    'week/2026-11-09/2x',
    'week/2026-11-09',
    'week/2026-11-09/2/x',
    'week/../2',
  ])('are not at %s', async (name) => {
    expect((await at(`/reports/trial/revisions/${name}`)).status).toBe(404);
  });
});

describe('all funnels as a picture', () => {
  it.each(['/reports', '/reports/compare'])(
    '%s draws each stage of each funnel, and runs nothing',
    async (path) => {
      const answer = await get(`${path}?format=svg`);
      expect(answer.headers['content-type']).toContain('image/svg+xml');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      const data = (await get(path)).json() as { funnels: { label: string; stages: { label: string }[] }[] };
      expect(data.funnels.length).toBeGreaterThan(1);
      for (const { label, stages } of data.funnels) {
        expect(answer.text).toContain(`>${label}</text>`);
        for (const stage of stages) expect(answer.text).toContain(`>${stage.label}</text>`);
      }
      expect(answer.text).not.toMatch(/NaN|undefined|<script/);
    },
  );
});

describe('junk', () => {
  it.each([
    ['/reports/nowhere', 404],
    ['/reports/constructor', 404],
    ['/reports/__proto__', 404],
    ['/reports/trial/x', 404],
    ['/reports/trial/x/y/z', 404],
    ['/reports/compare/x', 404],
    ['/reports//trial', 404],
    ['/reports/%00', 404],
    ['/reports/%E0%A4%A', 404],
    ['/reports/trial?format=html', 400],
    ['/reports/trial?format=xml', 400],
    ['/reports?format=xml', 400],
    ['/reports/trial/revisions?format=csv', 400],
    ['/reports/trial?from=2026-02-30', 400],
    ['/reports/trial?from=2026-11-20&to=2026-11-10', 400],
    ['/reports/trial?from=1999-01-01', 400],
    ['/reports/trial?from=2026-11-01&from=2026-11-02', 400],
    ['/reports/compare?to=%F0%9F%98%80', 400],
    ['/reports?from=x', 400],
    ['/reports/trial?by=shoe-size', 400],
    ['/reports/trial?by=channel,shoe-size', 400],
    ['/reports/relationship?by=channel', 400],
    ['/reports/trial?by=constructor', 400],
    [`/reports/trial?${'a'.repeat(5000)}=%%%`, 200],
  ])('at %s is %i, for programs and for people', async (target, status) => {
    const data = await get(target);
    expect(data.status).toBe(status);
    const page = await get(target, BROWSER);
    expect(page.status).toBe(status);
    if (status === 200) return;
    expect(data.json()).toMatchObject({ status, type: 'about:blank', detail: expect.any(String) });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).not.toContain('<script');
  });

  it('in a query is told with its fix', async () => {
    expect((await get('/reports/trial?to=31.12.2026')).json()).toMatchObject({
      errors: [{ field: 'to', code: 'invalid', detail: expect.stringContaining('YYYY-MM-DD') }],
    });
    expect((await get('/reports/trial?by=x')).json()).toMatchObject({
      errors: [{ field: 'by', code: 'unknown', detail: 'Choose from: channel, campaign.' }],
    });
    expect((await get('/reports/trial?from=x', BROWSER)).text).toContain('Write days as YYYY-MM-DD');
  });

  it.each([
    ['POST', '/reports', 'GET, HEAD, OPTIONS'],
    ['PUT', '/reports/trial', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/reports/trial/revisions', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/login', 'GET, HEAD, POST, OPTIONS'],
    ['GET', '/logout', 'POST, OPTIONS'],
  ])('method %s at %s is 405', async (method, target, allow) => {
    const answer = await api(method, target);
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect((await api('OPTIONS', target)).status).toBe(204);
  });

  it.each([
    ['application/json', '{', 400],
    ['application/json', '[]', 400],
    ['application/json', 'null', 400],
    ['application/json', '{"token":{"a":1}}', 401],
    ['application/x-www-form-urlencoded', 'a=%%%&=&&', 401],
    ['application/x-www-form-urlencoded', '', 401],
    ['multipart/form-data; boundary=x', '--x', 415],
    ['text/xml', '<a/>', 415],
    ['application/json', `{"token":"${'a'.repeat(9000)}"}`, 413],
  ])('in the log-in as %s: %j', async (type, body, status) => {
    for (const headers of [{}, BROWSER]) {
      const answer = await api('POST', '/login', { headers: { 'content-type': type, ...headers }, body });
      expect(answer.status).toBe(status);
    }
  });

  it('compressed in the log-in is not read', async () => {
    const headers = { ...FORM, 'content-encoding': 'gzip' };
    expect((await api('POST', '/login', { headers, body: 'x' })).status).toBe(415);
  });

  it('in the log-out is not taken', async () => {
    const headers = { ...JSON_BODY, cookie: '__Host-imbuto=x' };
    expect((await api('POST', '/logout', { headers, body: '{' })).status).toBe(400);
  });

  it('in the values of a breakdown stays text', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    const hostile = reportApi(
      reportDeps({
        readCells: async () =>
          indexCells(
            cellsOf(
              ['2026-11-20', 'e', 3],
              ['2026-11-20', 'l0', 3],
              ['2026-11-20', 'e', 3, `channel=${evil}`],
            ),
          ),
      }),
    );
    const { text } = await hostile.api('GET', '/reports/trial', { headers: { ...OWNER, ...BROWSER } });
    expect(text).not.toContain('<script');
    expect(text).toContain('&#60;script&#62;');
  });

  it('is not logged', async () => {
    const { api: logged, lines } = reportApi();
    await logged('GET', '/reports/jane@example.com?from=jane@example.com', { headers: OWNER });
    expect(lines.join('\n')).not.toContain('jane');
    expect(lines).toHaveLength(1);
  });
});
