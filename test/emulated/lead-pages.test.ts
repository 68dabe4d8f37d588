// The owner's routes of leads over an emulated table: found, shown whole, erased, and closed to everybody else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeadId } from '../../functions/domain/event/event.ts';
import type { Profile } from '../../functions/domain/profile/profile.ts';
import type { LeadsDeps } from '../../functions/leads/deps.ts';
import { formMark, signLink } from '../../functions/runtime/links.ts';
import { type Emulators, startEmulators } from '../support/emulators.ts';
import { BROWSER, FORM, JSON_BODY, type TestApi } from '../support/http-api.ts';
import { leadPagesApi, leadPagesDeps, sessionCookie, takeAll } from '../support/lead-pages.ts';
import { DAY, definitions, event, funnel, HOUR, submission } from '../support/leads.ts';
import { LINK_KEY, OWNER_TOKEN } from '../support/reports.ts';
import { Worker } from '../support/worker.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const START = NOW - 2 * DAY;
const anna: LeadId = { kind: 'email', key: 'anna@example.com' };
const browser: LeadId = { kind: 'anonymous', key: 'browser-of-anna' };
const HOSTILE = `=cmd|' /C calc'!A1 <script>alert("1")</script>`;
const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };

const [trial, after] = definitions([
  funnel(['/pricing', 'ebook', 'Order Completed'], {
    id: 'trial',
    stages: [
      { id: 'awareness', on: [{ page: '/pricing' }] },
      { id: 'interest', on: [{ form: 'ebook', times: 1 }] },
      { id: 'action', on: [{ event: 'Order Completed', times: 1 }] },
    ],
    handOff: { at: 'action', to: 'after' },
  }),
  funnel(['Review'], { id: 'after' }),
]);

let emulators: Emulators;
let worker: Worker;
let deps: LeadsDeps;
let api: TestApi;
let lines: string[];

beforeAll(async () => {
  emulators = await startEmulators({ dynamodb: true });
});
afterAll(() => emulators.stop());
beforeEach(async () => {
  const live = [trial, after].flatMap((one) => one ?? []);
  worker = new Worker(emulators.dynamodb, await emulators.createTable(), live);
  deps = leadPagesDeps(worker, live, { now: () => NOW });
  ({ api, lines } = leadPagesApi(deps));
});

const form = (hours: number, properties = {}) =>
  event('ebook', START + hours * HOUR, { id: `f:ebook:${hours}`, kind: 'form', properties });
const order = (hours: number, more: { readonly refund?: true; readonly minor: number }) =>
  event(more.refund ? 'Order Refunded' : 'Order Completed', START + hours * HOUR, {
    trusted: true,
    order: {
      id: 'o-1',
      value: { currency: 'EUR', minor: more.minor },
      ...(more.refund ? { refund: true as const } : {}),
    },
  });

/** A browser that becomes Anna, who buys and gets a part of it back. */
async function takeAnna(): Promise<void> {
  const touch = { channel: 'Email', source: 'newsletter', campaign: 'march' };
  await takeAll(
    worker,
    submission({ anonymous: browser.key }, event('/pricing', START, { touch })),
    {
      ...submission(
        { email: anna.key, anonymous: browser.key },
        form(1, { name: HOSTILE, newsletter: true, 'newsletter.version': '2026-01' }),
      ),
      typed: 'Anna@Example.com',
    },
    submission({ email: anna.key }, form(2, { newsletter: false, 'newsletter.version': '2026-02' })),
    submission({ email: anna.key, user: 'u-42' }, order(3, { minor: 4_990 })),
    submission({ email: anna.key }, order(4, { refund: true, minor: 1_000 })),
  );
}

const search = (body: object) =>
  api('POST', '/leads/search', { headers: { ...BEARER, ...JSON_BODY }, body: JSON.stringify(body) });
const hashOf = (id: LeadId) => worker.leads.hashOf(id);
const read = async (target: string): Promise<Profile & { next: string | null }> =>
  JSON.parse((await api('GET', target, { headers: BEARER })).text);

describe('a lead', () => {
  it.each([[{ email: ' ANNA@example.com ' }], [{ id: 'u-42' }], [{ id: browser.key }]])(
    'is found by %j, and named by its public id',
    async (body) => {
      await takeAnna();
      expect((await search(body)).json()).toEqual({
        id: hashOf(anna),
        lead: `https://imbuto.test/leads/${hashOf(anna)}`,
      });
    },
  );

  it('is where a browser is led to: no e-mail stands in an address', async () => {
    await takeAnna();
    const session = sessionCookie(NOW);
    const answer = await api('POST', '/leads/search', {
      headers: { ...BROWSER, ...FORM, cookie: `__Host-imbuto=${session}` },
      body: new URLSearchParams({ email: anna.key, _mark: formMark(LINK_KEY, session) }).toString(),
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `/leads/${hashOf(anna)}`]);
  });

  it('that is not there is said so, beside what was typed', async () => {
    expect((await search({ email: 'nobody@example.com' })).json()).toMatchObject({ status: 404 });
    const page = await api('POST', '/leads/search', {
      headers: { ...BROWSER, ...FORM, ...BEARER },
      body: 'email=nobody%40example.com',
    });
    expect(page.status).toBe(404);
    expect(page.text).toContain('value="nobody@example.com"');
    expect((await api('GET', `/leads/${'a'.repeat(22)}`, { headers: BEARER })).status).toBe(404);
    expect((await api('GET', '/leads/anna@example.com', { headers: BEARER })).status).toBe(404);
  });

  it.each([[{ email: 'no address' }], [{}], [{ id: 'x'.repeat(201) }], [{ email: 7 }]])(
    'that %j names is unclear',
    async (body) => {
      const answer = await search(body);
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain('no address');
    },
  );

  it('is shown whole, whichever of its records is asked for', async () => {
    await takeAnna();
    for (const id of [anna, browser, { kind: 'user', key: 'u-42' } as const]) {
      const profile = await read(`/leads/${hashOf(id)}?format=json`);
      expect(profile).toMatchObject({
        id: hashOf(anna),
        email: 'Anna@Example.com',
        next: null,
        firstSeen: new Date(START).toISOString(),
      });
      expect(profile.ids.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
        'email anna@example.com',
        'anonymous browser-of-anna',
        'user u-42',
      ]);
      expect(profile.timeline.map(({ kind }) => kind)).toEqual(['event', 'event', 'form', 'form', 'page']);
      expect(profile.timeline.at(-1)).toMatchObject({
        touch: { channel: 'Email', source: 'newsletter', campaign: 'march' },
        record: hashOf(browser),
      });
    }
  });

  it('has its consents with their versions, given or not, and which of them holds', async () => {
    await takeAnna();
    const { consents, answers } = await read(`/leads/${hashOf(anna)}?format=json`);
    expect(consents).toMatchObject([
      { form: 'ebook', field: 'newsletter', given: false, version: '2026-02', current: true },
      { form: 'ebook', field: 'newsletter', given: true, version: '2026-01', current: false },
    ]);
    expect(answers.map(({ fields }) => fields.name)).toEqual([undefined, HOSTILE]);
  });

  it('has its orders after refunds, and its attempts with stages, revenue and hand-offs', async () => {
    await takeAnna();
    const { orders, funnels } = await read(`/leads/${hashOf(anna)}?format=json`);
    expect(orders).toMatchObject([
      {
        id: 'o-1',
        value: { minor: 4_990 },
        left: { currency: 'EUR', minor: 3_990 },
        refunds: [{ value: { minor: 1_000 } }],
      },
    ]);
    const handedAt = new Date(START + 3 * HOUR).toISOString();
    expect(funnels).toMatchObject([
      {
        funnel: 'trial',
        attempts: [
          {
            outcome: 'won',
            enteredAt: new Date(START).toISOString(),
            stages: [{ counted: true }, { counted: true, by: 'ebook' }, { counted: true, at: handedAt }],
            revenue: { EUR: 3_990 },
            handedOver: { to: 'after', at: handedAt },
            touch: { channel: 'Email' },
          },
        ],
      },
      { funnel: 'after', attempts: [{ outcome: 'won', received: [{ from: 'trial', at: handedAt }] }] },
    ]);
  });

  it('is a page in which nothing that people sent is markup', async () => {
    await takeAnna();
    const page = await api('GET', `/leads/${hashOf(anna)}`, { headers: { ...BROWSER, ...BEARER } });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('&#60;script&#62;');
    expect(page.text).toMatch(/<title>Lead · imbuto<\/title>/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('private, no-store');
  });

  it('is CSV in which nothing is a formula', async () => {
    await takeAll(
      worker,
      submission({ email: anna.key }, event('=1+1', START, { touch: { source: '@sum', campaign: '-1' } })),
    );
    const answer = await api('GET', `/leads/${hashOf(anna)}?format=csv`, { headers: BEARER });
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="lead-${hashOf(anna)}.csv"`);
    const [head = '', row = '', ...rest] = answer.text.trimEnd().split('\r\n');
    expect(rest).toEqual([]);
    expect(row.split(',')).toHaveLength(head.split(',').length);
    expect(row).toContain(",'=1+1,");
    expect(row).toContain(",'@sum,");
    expect(row).toContain(",'-1,");
  });

  it('at its ceilings fits an answer, and its older part is given apart', async () => {
    const long = 'й'.repeat(900);
    for (let at = 0; at < 4; at++) {
      await takeAll(
        worker,
        ...Array.from({ length: 250 }, (_, n) =>
          submission(
            { email: anna.key },
            event(`E${at * 250 + n}`, START + (at * 250 + n) * 1_000, { properties: { long } }),
          ),
        ),
      );
    }
    const read = async (query: string): Promise<{ names: readonly string[]; next: string | null }> => {
      const answer = await api('GET', `/leads/${hashOf(anna)}?format=json${query}`, { headers: BEARER });
      expect(Buffer.byteLength(JSON.stringify(answer.text))).toBeLessThan(6_000_000);
      const { timeline, next } = answer.json() as unknown as Profile & { next: string | null };
      return { names: timeline.map((entry) => ('name' in entry ? entry.name : '')), next };
    };
    const whole = await read('');
    expect(whole.next).toBeNull();
    // 16 KB from each end of time.
    expect(whole.names.length).toBeGreaterThan(800);
    expect([whole.names[0], whole.names.at(-1)]).toEqual(['E999', 'E0']);
    expect((await read('&older=400')).names).toEqual(whole.names.slice(-400));
  }, 60_000);
});

describe('an erasure', () => {
  const erase = (id: LeadId, body: object = {}, headers: Record<string, string> = {}) =>
    api('POST', `/leads/${hashOf(id)}/erase`, {
      headers: { ...BEARER, ...JSON_BODY, ...headers },
      body: JSON.stringify(body),
    });

  it('says so where files of exported data have what was done until they are written anew', async () => {
    await takeAnna();
    const config = { ...deps.config, dataOut: { every: 'day' } } as const;
    const { api: exporting } = leadPagesApi({ ...deps, config });
    const sent = { headers: { ...BEARER, ...JSON_BODY }, body: '{}' };
    const { notReached } = (await exporting('POST', `/leads/${hashOf(anna)}/erase`, sent)).json();
    expect(notReached).toEqual([
      { what: 'exports', every: 'day' },
      { what: 'recovery-copies', days: 35 },
    ]);
  });

  it('takes the whole lead, by any of its records, and gives a receipt', async () => {
    await takeAnna();
    expect((await erase(browser)).json()).toEqual({
      erased: hashOf(browser),
      at: new Date(NOW).toISOString(),
      removed: { records: 3, events: 5, quarantined: 0 },
      notReached: [{ what: 'recovery-copies', days: 35 }],
    });
    for (const id of [anna, browser]) {
      const answer = await api('GET', `/leads/${hashOf(id)}`, { headers: BEARER });
      expect([answer.status, answer.json().code]).toEqual([410, 'gone']);
    }
    expect((await search({ email: anna.key })).status).toBe(410);
    expect((await erase(anna)).status).toBe(410);
  });

  it('leaves room for a new lead, however large, under the same ids', async () => {
    await takeAll(worker, submission({ email: anna.key }, event('Before', START)));
    await erase(anna);
    for (let at = 0; at < 4; at++) {
      const events = Array.from({ length: 100 }, (_, n) => {
        const time = NOW + (at * 100 + n) * 1_000;
        return submission({ email: anna.key }, event(`E${at * 100 + n}`, time, { received: NOW + DAY }));
      });
      await takeAll(worker, ...events);
    }
    const profile = await read(`/leads/${hashOf(anna)}?format=json`);
    expect(profile.email).toBe(anna.key);
    expect(profile.timeline).toHaveLength(400);
  });

  it('that was stopped on the way is finished by who says whose record it is', async () => {
    await takeAnna();
    await erase(anna);
    expect((await erase(anna, { email: 'somebody@example.com' })).status).toBe(410);
    expect((await erase(anna, { email: anna.key })).json()).toMatchObject({ removed: { records: 0 } });
  });

  it('asks a person first, and says what it takes', async () => {
    await takeAnna();
    const session = sessionCookie(NOW);
    const headers = { ...BROWSER, ...FORM, cookie: `__Host-imbuto=${session}` };
    const asked = await api('GET', `/leads/${hashOf(anna)}/erase`, { headers });
    expect(asked.text).toContain('Records: 3. Events: 5.');
    const mark = /name="_mark" value="([^"]+)"/.exec(asked.text.split('/erase"')[1] ?? '')?.[1] ?? '';
    const send = (fields: Record<string, string>) =>
      api('POST', `/leads/${hashOf(anna)}/erase`, { headers, body: new URLSearchParams(fields).toString() });
    expect((await send({ _mark: mark })).text).toContain('name="confirm"');
    expect((await search({ email: anna.key })).status).toBe(200);
    const receipt = await send({ _mark: mark, confirm: 'yes' });
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain('up to 35 days');
    expect((await search({ email: anna.key })).status).toBe(410);
  });
});

describe('the routes of leads', () => {
  const ROUTES = ['/leads', '/leads/aaaaaaaaaaaaaaaaaaaaaa', '/leads/aaaaaaaaaaaaaaaaaaaaaa/erase'];

  it.each(ROUTES)('%s is closed: to nobody, to a wrong token, and to signed links', async (path) => {
    const link = signLink(LINK_KEY, { path }, NOW + DAY);
    expect((await api('GET', path)).status).toBe(401);
    expect((await api('GET', link)).status).toBe(401);
    expect((await api('GET', path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    const person = await api('GET', link, { headers: BROWSER });
    expect([person.status, person.headers.location]).toEqual([
      303,
      `/login?next=${encodeURIComponent(path)}`,
    ]);
  });

  it.each([
    ['without the mark of its session', {}, ''],
    ['with the mark of another session', {}, 'other'],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 'own'],
  ])('take nothing from a browser %s', async (_, more, whose) => {
    await takeAnna();
    const session = sessionCookie(NOW);
    const mark = whose === '' ? '' : formMark(LINK_KEY, whose === 'own' ? session : 'another');
    const headers = { ...FORM, cookie: `__Host-imbuto=${session}`, ...more };
    const body = new URLSearchParams({ email: anna.key, confirm: 'yes', _mark: mark }).toString();
    for (const path of ['/leads/search', `/leads/${hashOf(anna)}/erase`]) {
      expect((await api('POST', path, { headers, body })).status).toBe(403);
    }
    expect((await search({ email: anna.key })).status).toBe(200);
  });

  it.each([
    ['PUT', '/leads', 405],
    ['GET', '/leads/search', 405],
    ['POST', '/leads/aaaaaaaaaaaaaaaaaaaaaa', 405],
    ['OPTIONS', '/leads/search', 204],
    ['GET', '/leads/a/b/c', 404],
    ['GET', '/leads/%00', 404],
  ])('answer %s %s with %i', async (method, path, status) => {
    expect((await api(method, path, { headers: BEARER })).status).toBe(status);
  });

  it.each([
    ['text/plain', 'x', 415],
    ['application/json', '[', 400],
    ['application/json', `"${'x'.repeat(9_000)}"`, 413],
  ])('refuse a body of %s that they do not read', async (type, body, status) => {
    const headers = { ...BEARER, 'content-type': type };
    expect((await api('POST', '/leads/search', { headers, body })).status).toBe(status);
  });

  it('log nothing of a person', async () => {
    await takeAnna();
    await search({ email: anna.key });
    await api('GET', `/leads/${hashOf(anna)}`, { headers: { ...BROWSER, ...BEARER } });
    await worker.damage(anna);
    expect((await search({ email: anna.key })).status).toBe(500);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join('\n')).not.toMatch(/anna|u-42|cmd/i);
  });

  it('say when to come back where the lead keeps on moving', async () => {
    await takeAnna();
    const moving = {
      ...worker.leads,
      client: { send: async () => ({ UnprocessedKeys: { [worker.table]: { Keys: [{}] } } }) },
      pause: async () => {},
    };
    const { api: busy } = leadPagesApi({ ...deps, table: async () => moving as never });
    const answer = await busy('POST', '/leads/search', {
      headers: { ...BEARER, ...JSON_BODY },
      body: '{"email":"a@b.cc"}',
    });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  });
});
