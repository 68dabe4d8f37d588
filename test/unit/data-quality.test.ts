// Data quality and the books, from counters to the owner's pages, and what is counted of requests that were not taken.
import { describe, expect, it } from 'vitest';
import { LEAD_REASONS, REQUEST_REASONS } from '../../functions/domain/quality/reason.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { missedLedger } from '../../functions/door/missed.ts';
import { missedIn, missedKey, missedUpdate, tallyMissed } from '../../functions/door/missed-item.ts';
import { readMissed } from '../../functions/door/read-missed.ts';
import { qualityTexts } from '../../functions/pages/texts/quality.ts';
import { Unavailable } from '../../functions/runtime/unavailable.ts';
import { basic, collectApi, PUBLIC_KEY, SECRET_KEY } from '../support/collect-api.ts';
import { golden } from '../support/golden.ts';
import { BROWSER, JSON_BODY } from '../support/http-api.ts';
import { cellsOf, OWNER_TOKEN, reportApi, reportDeps, trialCells } from '../support/reports.ts';

const OWNER = { authorization: `Bearer ${OWNER_TOKEN}` };
const WEEK = 'from=2026-11-09&to=2026-11-15';

const qualityCells = cellsOf(
  ['2026-11-08', 'zq:time-clamped:secret', 7],
  ['2026-11-09', 'zq:time-clamped:key:0f8b6c1e analytics-next', 2],
  ['2026-11-10', 'zq:time-clamped:key:0f8b6c1e analytics-next', 1],
  ['2026-11-10', 'zq:time-clamped:secret', 4],
  ['2026-11-10', 'zq:letters-guessed:form:ebook', 1],
  ['2026-11-10', 'zq:a-reason-of-later-code:secret', 1],
);
const booked = cellsOf(
  ['2026-11-10', 'z', 2],
  ['2026-11-10', 'zg:EUR', 10_000],
  ['2026-11-10', 'zr:EUR', 4_000],
  ['2026-11-12', 'z', 1],
  ['2026-11-12', 'zg:USD', 500],
  ['2026-11-10', 'zq:value-unreadable', 3],
  ['2026-11-11', 'zq:time-clamped', 1],
  ['2026-11-12', 'zq:arrival-unknown', 2],
);
const deps = reportDeps({
  readCells: async ({ definition: { funnel } }) =>
    indexCells(
      funnel.id === '~quality'
        ? qualityCells
        : funnel.id === 'trial'
          ? new Map([...trialCells, ...booked])
          : new Map(),
    ),
  readMissed: async (days) => [
    {
      day: days[1] ?? '',
      counts: new Map([
        ['robot:key:0f8b6c1e', 9],
        ['odd:key:x', 1],
        ['field-undeclared:form:ebook phone <2>', 5],
      ]),
    },
  ],
});
const { api } = reportApi(deps);
const get = (target: string, headers: Record<string, string> = {}) =>
  api('GET', target, { headers: { ...OWNER, ...headers } });

describe('GET /reports/quality', () => {
  it('is JSON by reason, source and day, with how to fix each', async () => {
    const answer = await get(`/reports/quality?${WEEK}`);
    expect(answer.status).toBe(200);
    const texts = qualityTexts('en').reasons;
    const source = { key: null, client: null, form: null, field: null };
    expect(answer.json()).toMatchObject({
      from: '2026-11-09',
      to: '2026-11-15',
      timezone: 'Europe/Rome',
      pending: 0,
      setAside: 0,
      recount: null,
      reasons: [
        {
          reason: 'robot',
          countedBy: 'requests',
          n: 9,
          ...texts.robot,
          sources: [{ ...source, key: '0f8b6c1e', n: 9, days: [{ date: '2026-11-10', n: 9 }] }],
        },
        {
          reason: 'time-clamped',
          countedBy: 'leads',
          n: 7,
          ...texts['time-clamped'],
          sources: [
            { ...source, key: 'secret', n: 4, days: [{ date: '2026-11-10', n: 4 }] },
            {
              ...source,
              key: '0f8b6c1e',
              client: 'analytics-next',
              n: 3,
              days: [
                { date: '2026-11-09', n: 2 },
                { date: '2026-11-10', n: 1 },
              ],
            },
          ],
        },
        { reason: 'field-undeclared', n: 5, sources: [{ ...source, form: 'ebook', field: 'phone <2>' }] },
        { reason: 'letters-guessed', n: 1, sources: [{ ...source, form: 'ebook' }] },
      ],
    });
  });

  it('is CSV', async () => {
    const answer = await get(`/reports/quality?${WEEK}&format=csv`);
    expect(answer.text.split('\r\n').slice(0, 3)).toEqual([
      '\ufeffreason,counted_by,key,client,form,field,date,n',
      'robot,requests,0f8b6c1e,,,,2026-11-10,9',
      'time-clamped,leads,secret,,,,2026-11-10,4',
    ]);
  });

  it('is a page that says how to fix each', async () => {
    const answer = await get(`/reports/quality?${WEEK}`, BROWSER);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).toContain('time out of bounds');
    expect(answer.text).toContain('public key 0f8b6c1e…');
    expect(answer.text).toContain('form ebook');
    expect(answer.text).toContain('field “phone &#60;2&#62;” of form ebook');
    expect(answer.text).toContain('aria-current="page">Data quality');
  });

  it('says so where everything was read', async () => {
    const none = reportApi(reportDeps());
    const answer = await none.api('GET', '/reports/quality', { headers: { ...OWNER, ...BROWSER } });
    expect(answer.text).toContain(qualityTexts('en').none);
  });

  it('is for the owner', async () => {
    expect((await api('GET', '/reports/quality')).status).toBe(401);
  });

  it.each([
    ['?from=x', 400],
    ['?format=svg', 400],
  ])('refuses %s', async (query, status) => {
    expect((await get(`/reports/quality${query}`)).status).toBe(status);
  });
});

describe('a report', () => {
  it('has what touches its figures by reason, and links it', async () => {
    const report = (await get(`/reports/trial?${WEEK}`)).json();
    expect(report.quality).toEqual({ 'value-unreadable': 3, 'time-clamped': 1, 'arrival-unknown': 2 });
    const { text } = await get(`/reports/trial?${WEEK}`, BROWSER);
    expect(text).toContain(`href="/reports/quality?${WEEK.replace('&', '&amp;')}"`);
    expect(text).toContain('6 events that touch these figures');
  });

  it('says beside its channels how many of Direct cannot be known', async () => {
    const { text } = await get(`/reports/trial?${WEEK}`, BROWSER);
    const line = `<a href="/reports/quality?${WEEK.replace('&', '&amp;')}#arrival-unknown">Of Direct, up to 2 cannot be known`;
    expect(text).toContain(line);
    expect(text.indexOf(line)).toBeGreaterThan(text.indexOf('By channel'));
  });

  it('has its books by the day of the order, per currency', async () => {
    const { booked: days } = (await get(`/reports/trial?${WEEK}`)).json() as { booked: object[] };
    expect(days).toHaveLength(7);
    expect(days[0]).toEqual({ date: '2026-11-09', orders: 0, gross: {}, refunds: {}, net: {} });
    expect(days[1]).toEqual({
      date: '2026-11-10',
      orders: 2,
      gross: { EUR: 10_000 },
      refunds: { EUR: 4_000 },
      net: { EUR: 6_000 },
    });
    expect(days[3]).toEqual({
      date: '2026-11-12',
      orders: 1,
      gross: { USD: 500 },
      refunds: {},
      net: { USD: 500 },
    });
  });

  it('has them as rows of its CSV, and as a table on its page', async () => {
    const csv = (await get(`/reports/trial?${WEEK}&format=csv`)).text.trimEnd().split('\r\n');
    const columns = csv[0]?.split(',') ?? [];
    expect(columns.slice(-13)).toEqual([
      'booked_orders',
      ...['gross', 'refunds', 'net'].flatMap((amount) =>
        ['EUR', 'USD'].flatMap((code) => [`booked_${amount}_minor_${code}`, `booked_${amount}_${code}`]),
      ),
    ]);
    expect(csv.every((row) => row.split(',').length === columns.length)).toBe(true);
    expect(csv.at(-2)).toMatch(
      /^trial,2026-11-09,2026-11-15,booked,2026-11-10,,.*,2,10000,100,0,0,4000,40,0,0,6000,60,0,0$/,
    );
    expect(csv[1]).toMatch(/,{13}$/);
    const { text } = await get(`/reports/trial?${WEEK}`, BROWSER);
    expect(text).toContain('<h2>Booked</h2>');
    expect(text).toContain('<td><div>€60.00</div></td>');
  });
});

describe('the texts', () => {
  it.each(['en', 'it', 'ru'] as const)('say in %s of every reason what it is and how to fix it', (locale) => {
    const { reasons } = qualityTexts(locale);
    expect(Object.keys(reasons).sort()).toEqual([...LEAD_REASONS, ...REQUEST_REASONS].sort());
    for (const { title, fix } of Object.values(reasons)) expect(title.length * fix.length).toBeGreaterThan(0);
  });
});

describe('what is not taken of a request', () => {
  const library = { library: { name: 'analytics-node' } };
  it('is counted by reason and source', async () => {
    const { api: collect, missed } = collectApi();
    const batch = [
      { type: 'track', event: 'X', context: library },
      { type: 'track', userId: 'u', context: library },
      { type: 'page', userId: 'u' },
      { type: 'teleport', userId: 'u' },
      7,
      { type: 'track', event: 'Good', userId: 'u' },
      { type: 'track', event: 'X', userId: 'u', context: { userAgent: 'Googlebot/2.1' } },
      { type: 'alias', userId: 'u' },
    ];
    const sent = { headers: { ...JSON_BODY, ...basic(SECRET_KEY) }, body: JSON.stringify({ batch }) };
    expect((await collect('POST', '/v1/batch', sent)).status).toBe(200);
    expect(missed).toEqual([
      { reason: 'call-without-id', source: 'secret analytics-node' },
      { reason: 'call-without-name', source: 'secret analytics-node' },
      { reason: 'call-without-page', source: 'secret' },
      { reason: 'call-unknown-type', source: 'secret' },
      { reason: 'call-not-object', source: 'secret' },
      { reason: 'robot', source: 'secret' },
      { reason: 'alias-refused', source: 'secret' },
    ]);
  });

  it('is a robot, whose request is trapped as a whole', async () => {
    const { api: collect, missed } = collectApi();
    const headers = { ...JSON_BODY, ...basic(PUBLIC_KEY), 'user-agent': 'Googlebot/2.1' };
    await collect('POST', '/v1/track', { headers, body: '{"event":"X","userId":"u"}' });
    expect(missed).toEqual([{ reason: 'robot', source: 'key:public-k' }]);
  });

  it('is what goes beyond the limit of a request', async () => {
    const { api: collect, missed } = collectApi();
    const batch = Array.from({ length: 502 }, () => ({ type: 'track', event: 'X', userId: 'u' }));
    const sent = { headers: { ...JSON_BODY, ...basic(PUBLIC_KEY) }, body: JSON.stringify({ batch }) };
    await collect('POST', '/v1/batch', sent);
    expect(missed).toEqual(Array(2).fill({ reason: 'call-beyond-limit', source: 'key:public-k' }));
  });
});

const NOON = Date.parse('2026-11-30T23:30:00Z');

describe('the ledger of what was not taken', () => {
  const counts = new Map([
    ['robot:key:0f8b6c1e', 2],
    ['call-without-id:secret analytics-node', 1],
  ]);

  it('is stored so, and read so', () => {
    const update = missedUpdate('table', { day: '2026-12-01', counts }, NOON);
    expect(update).toEqual(golden('what was not taken of requests', update));
    const item = {
      ...missedKey('2026-12-01'),
      f: { N: '1' },
      x: { N: '1' },
      'robot:key:0f8b6c1e': { N: '2' },
      'call-without-id:secret analytics-node': { N: '1' },
    };
    expect(missedIn(golden('a day of what was not taken', item))).toEqual({ day: '2026-12-01', counts });
    expect(() => missedIn({ ...item, f: { N: '9' } })).toThrow('of format 9');
  });

  it('has few names, whatever a request brings', () => {
    const many = Array.from({ length: 300 }, (_, n) => ({
      reason: 'robot' as const,
      source: `key:0f8b6c1e client-${n}`,
    }));
    const tallied = tallyMissed(many);
    expect(tallied.size).toBeLessThanOrEqual(51);
    expect([...tallied.values()].reduce((sum, n) => sum + n, 0)).toBe(300);
  });

  it('is of the local day, and never keeps a request from its answer', async () => {
    const asked: { Key?: unknown }[] = [];
    const uncounted: unknown[] = [];
    let fails = false;
    const ledger = missedLedger(
      async (_, input) => {
        if (fails) throw new Error('no answer');
        asked.push(input);
      },
      'table',
      'Europe/Rome',
      { count: (metric, n) => void uncounted.push([metric, n]) },
    );
    await ledger.add([], NOON);
    await ledger.add([{ reason: 'robot', source: 'secret' }], NOON);
    expect(asked.map(({ Key }) => Key)).toEqual([{ pk: { S: 'missed#2026-12-01' } }]);
    fails = true;
    await ledger.add([{ reason: 'robot', source: 'secret' }], NOON);
    fails = false;
    // Not asked again by the next: it would wait as long.
    await ledger.add([{ reason: 'robot', source: 'secret' }], NOON + 9_000);
    expect(uncounted).toEqual([
      ['MissedUncounted', 1],
      ['MissedUncounted', 1],
    ]);
    expect(asked).toHaveLength(1);
    await ledger.add([{ reason: 'robot', source: 'secret' }], NOON + 11_000);
    expect(asked).toHaveLength(2);
  });

  it('is read a hundred days at a time, as far as it is kept', async () => {
    const asked: number[] = [];
    const send = async ({ input }: { input: { RequestItems?: Record<string, { Keys?: unknown[] }> } }) => {
      const Keys = (input.RequestItems?.table?.Keys ?? []) as Record<string, { S: string }>[];
      asked.push(Keys.length);
      const [first, ...rest] = Keys;
      const item = { ...first, f: { N: '1' }, 'robot:secret': { N: '1' } };
      return {
        Responses: { table: [item] },
        ...(asked.length === 1 ? { UnprocessedKeys: { table: { Keys: rest.slice(0, 1) } } } : {}),
      };
    };
    const days = Array.from({ length: 450 }, (_, n) => `day-${n}`);
    const found = await readMissed({ send } as unknown as Parameters<typeof readMissed>[0], 'table', days);
    expect(asked).toEqual([100, 100, 100, 100, 1]);
    expect(found.map(({ day }) => day)).toHaveLength(5);
    expect(found[0]).toEqual({ day: 'day-50', counts: new Map([['robot:secret', 1]]) });
  });

  it('is given up where the table leaves it unread time and again, so that the owner is told to ask again', async () => {
    const send = async ({ input }: { input: { RequestItems?: object } }) => ({
      UnprocessedKeys: input.RequestItems,
    });
    const client = { send } as unknown as Parameters<typeof readMissed>[0];
    await expect(readMissed(client, 'table', ['day-1'])).rejects.toThrow(Unavailable);
  });
});
