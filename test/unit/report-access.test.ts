import { describe, expect, it } from 'vitest';
import { newSession, signLink } from '../../functions/runtime/links.ts';
import { BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';
import { HOUR, LINK_KEY, NOW, OWNER_TOKEN, reportApi, reportDeps } from '../support/reports.ts';

const BEARER = { authorization: `Bearer ${OWNER_TOKEN}` };
const session = newSession({ linkKey: LINK_KEY, ownerToken: OWNER_TOKEN }, NOW);
const COOKIE = { cookie: `__Host-imbuto=${session}` };
const link = (path: string, expiresAt = NOW + HOUR) => signLink(LINK_KEY, { path }, expiresAt);

const CLOSED = [
  '/reports',
  '/reports/trial',
  '/reports/compare',
  '/reports/nowhere',
  '/reports/trial/revisions',
  '/reports/trial/revisions/week/2026-11-09/1',
  '/reports/trial?format=csv',
  '/reports/trial?from=junk',
];

describe('the owner routes', () => {
  it.each(CLOSED)('are closed to programs without a key: %s', async (target) => {
    const { api } = reportApi();
    const answer = await api('GET', target);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="imbuto"');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it.each(CLOSED)('lead a person to the log-in page and back: %s', async (target) => {
    const { api } = reportApi();
    const answer = await api('GET', target, { headers: BROWSER });
    expect(answer.status).toBe(303);
    const to = new URL(answer.headers.location ?? '', 'https://imbuto.test');
    expect([to.host, to.pathname, to.searchParams.get('next')]).toEqual(['imbuto.test', '/login', target]);
  });

  it.each([
    ['the owner token', BEARER, 200],
    ['the owner token in other letters of the scheme', { authorization: `bearer  ${OWNER_TOKEN}` }, 200],
    ['a session', COOKIE, 200],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['the link key as a token', { authorization: `Bearer ${LINK_KEY}` }, 401],
    ['no token behind the scheme', { authorization: 'Bearer ' }, 401],
    ['another scheme', { authorization: `Basic ${btoa(`${OWNER_TOKEN}:`)}` }, 401],
    ['a wrong token beside a session', { ...COOKIE, authorization: 'Bearer wrong' }, 401],
    [
      'a session of another key',
      { cookie: `__Host-imbuto=${newSession({ linkKey: 'x', ownerToken: OWNER_TOKEN }, NOW)}` },
      401,
    ],
    [
      'a session that has ended',
      {
        cookie: `__Host-imbuto=${newSession({ linkKey: LINK_KEY, ownerToken: OWNER_TOKEN }, NOW - 13 * HOUR)}`,
      },
      401,
    ],
    ['a session under the name that plain HTTP has', { cookie: `imbuto=${session}` }, 401],
    ['a cookie that is none', { cookie: '__Host-imbuto' }, 401],
  ])('answer to %s', async (_, headers, status) => {
    const { api } = reportApi();
    expect((await api('GET', '/reports/trial', { headers })).status).toBe(status);
  });

  it('take a session under its plain name over plain HTTP', async () => {
    const { api } = reportApi();
    const headers = { cookie: `imbuto=${session}`, 'x-forwarded-proto': 'http' };
    expect((await api('GET', '/reports/trial', { headers })).status).toBe(200);
  });

  it('answer who guesses at once, as a function that waits is paid for', async () => {
    const { api } = reportApi();
    const begun = performance.now();
    for (let n = 0; n < 20; n++) {
      expect((await api('GET', '/reports', { headers: { authorization: `Bearer ${n}` } })).status).toBe(401);
      expect((await api('POST', '/login', { headers: FORM, body: `token=${n}` })).status).toBe(401);
    }
    // Forty waits of the half second that is usual elsewhere would be twenty seconds.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('read no secret for who brings nothing', async () => {
    const unreadable = () => Promise.reject(new Error('read'));
    const { api } = reportApi(reportDeps({ ownerToken: unreadable, linkKey: unreadable }));
    expect((await api('GET', '/reports/trial')).status).toBe(401);
    expect((await api('GET', '/login', { headers: BROWSER })).status).toBe(200);
  });
});

describe('a signed link', () => {
  it.each(['/reports/trial', '/reports', '/reports/compare', '/reports/trial/revisions'])(
    'opens %s',
    async (path) => {
      const { api } = reportApi();
      expect((await api('GET', link(path))).status).toBe(200);
    },
  );

  it('opens one report in every format, and no other page', async () => {
    const { api } = reportApi();
    const one = link('/reports/trial');
    for (const format of ['json', 'csv', 'svg']) {
      expect((await api('GET', `${one}&format=${format}`)).status).toBe(200);
    }
    expect((await api('GET', one.replace('trial', 'relationship'))).status).toBe(401);
    expect((await api('GET', `${one}&from=2026-01-01`)).status).toBe(401);
  });

  it('shows a reader nothing to log out of, no other days and no way further', async () => {
    const { api } = reportApi();
    const { status, text } = await api('GET', link('/reports/trial'), { headers: BROWSER });
    expect(status).toBe(200);
    expect(text).toContain('Shared with you for reading');
    expect(text).not.toContain('/logout');
    expect(text).not.toContain('type="date"');
    expect(text).not.toContain('href="/reports"');
    expect(text).not.toContain('id="share"');
    expect(text).toMatch(/href="\/reports\/trial\?exp=\d+&#38;sig=[\w-]+&#38;format=csv"/);
  });

  it.each([
    ['expired', link('/reports/trial', NOW - 1), 'no longer valid'],
    ['forged', `${link('/reports/trial')}x`, 'not valid'],
  ])('that is %s says so', async (_, target, words) => {
    const { api } = reportApi();
    const data = await api('GET', target);
    expect(data.status).toBe(401);
    expect(data.json().detail).toContain(words);
    const page = await api('GET', target, { headers: BROWSER });
    expect(page.status).toBe(401);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).not.toContain('sig=');
  });

  it('that an owner finds on a page opens that very report', async () => {
    const { api } = reportApi();
    const { text } = await api('GET', '/reports/trial?from=2026-11-09&to=2026-11-15&by=channel', {
      headers: { ...BROWSER, ...COOKIE },
    });
    const shared = /id="share" readonly value="https:\/\/imbuto\.test([^"]+)"/
      .exec(text)?.[1]
      ?.replaceAll('&#38;', '&');
    const opened = await api('GET', shared ?? '');
    expect(opened.status).toBe(200);
    expect(opened.json()).toMatchObject({ from: '2026-11-09', to: '2026-11-15', entered: 25 });
    expect(Object.keys(opened.json().by as object)).toEqual(['channel']);
  });
});

describe('the log-in', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    reportApi().api('POST', '/login', { headers: { ...BROWSER, ...FORM, ...headers }, body });

  it('gives a session for the owner token, that no script can read and no other site can use', async () => {
    const answer = await post(`token=${OWNER_TOKEN}&next=/reports/trial?from=2026-11-01`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/reports/trial?from=2026-11-01');
    const cookie = answer.headers['set-cookie'] ?? '';
    expect(cookie).toMatch(/^__Host-imbuto=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const opened = await reportApi().api('GET', '/reports/trial', {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(opened.status).toBe(200);
  });

  it('over plain HTTP gives a cookie that comes back over it', async () => {
    const { headers } = await post(`token=${OWNER_TOKEN}`, { 'x-forwarded-proto': 'http' });
    expect(headers['set-cookie']).toMatch(/^imbuto=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/reports\\@evil.example',
    '/reportsx',
    '/reports\r\nset-cookie: a=b',
    '/reports/ž',
    'javascript:alert(1)',
    '/login',
    '',
    `/reports/${'a'.repeat(2000)}`,
  ])('never leads to %j', async (next) => {
    const { headers } = await post(new URLSearchParams({ token: OWNER_TOKEN, next }).toString());
    expect(headers.location).toBe('/reports');
  });

  it('says no to a wrong token, and shows it nowhere', async () => {
    const { api, lines } = reportApi();
    const page = await api('POST', '/login', {
      headers: { ...BROWSER, ...FORM },
      body: 'token=s3cr3t-guess&next=/reports/trial',
    });
    expect(page.status).toBe(401);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).toContain('role="alert"');
    expect(page.text).toContain('value="/reports/trial"');
    expect(page.text + lines.join()).not.toContain('s3cr3t-guess');
    const data = await api('POST', '/login', { headers: JSON_BODY, body: '{"token":"s3cr3t-guess"}' });
    expect(data.json()).toMatchObject({ status: 401, detail: 'This is not the owner token.' });
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister site', { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin in an older browser', { origin: 'https://evil.example' }, 403],
    ['a frame without an origin', { origin: 'null' }, 403],
    ['its own page', { 'sec-fetch-site': 'same-origin', origin: 'https://imbuto.test' }, 303],
    ['its own page in an older browser', { origin: 'https://imbuto.test' }, 303],
  ])('sent by %s', async (_, headers, status) => {
    expect((await post(`token=${OWNER_TOKEN}`, headers)).status).toBe(status);
  });

  it('by JSON answers with JSON', async () => {
    const { api } = reportApi();
    const answer = await api('POST', '/login', {
      headers: JSON_BODY,
      body: JSON.stringify({ token: OWNER_TOKEN }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toContain('HttpOnly');
  });

  it('by a signed link leads to the reports, logged in', async () => {
    const { api } = reportApi();
    const answer = await api('GET', link('/login'), { headers: BROWSER });
    expect([answer.status, answer.headers.location]).toEqual([303, '/reports']);
    const cookie = answer.headers['set-cookie']?.split(';')[0] ?? '';
    expect((await api('GET', '/reports', { headers: { cookie } })).status).toBe(200);
    expect((await api('GET', link('/login', NOW - 1), { headers: BROWSER })).status).toBe(401);
    expect(
      (await api('GET', link('/reports').replace('/reports', '/login'), { headers: BROWSER })).status,
    ).toBe(401);
  });

  it('is left out for who is logged in', async () => {
    const { api } = reportApi();
    const answer = await api('GET', '/login?next=/reports/compare', { headers: { ...BROWSER, ...COOKIE } });
    expect([answer.status, answer.headers.location]).toEqual([303, '/reports/compare']);
  });
});

describe('the log-out', () => {
  const markOn = async (): Promise<string> => {
    const { text } = await reportApi().api('GET', '/reports', { headers: { ...BROWSER, ...COOKIE } });
    return /name="_mark" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };
  const post = (body: string, headers: Record<string, string> = COOKIE) =>
    reportApi().api('POST', '/logout', { headers: { ...BROWSER, ...FORM, ...headers }, body });

  it('ends the session with the mark of the page', async () => {
    const answer = await post(`_mark=${await markOn()}`);
    expect([answer.status, answer.headers.location]).toEqual([303, '/login']);
    expect(answer.headers['set-cookie']).toMatch(/^__Host-imbuto=; Max-Age=0; Path=\/;/);
  });

  it('does nothing for another site, nor without the mark', async () => {
    expect(
      (await post(`_mark=${await markOn()}`, { ...COOKIE, 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403);
    expect((await post('')).status).toBe(403);
    expect((await post('_mark=x')).status).toBe(403);
  });

  it('needs no mark where there is no session', async () => {
    expect((await post('', {})).status).toBe(303);
  });
});
