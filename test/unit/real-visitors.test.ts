// What real visitors, old pages, form builders, automations and ad systems send, and what is kept of it: one row each.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { channelOf } from '../../functions/domain/touch/channel.ts';
import { pagePath, pagePathOf } from '../../functions/domain/touch/page-path.ts';
import { readTouch } from '../../functions/domain/touch/touch.ts';
import { isCrawler } from '../../functions/runtime/bots.ts';
import { captureApi } from '../support/capture-api.ts';
import { collectApi } from '../support/collect-api.ts';
import { BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';

const FIELDS = [
  { name: 'email', type: 'email', aliases: ['Email Address', 'contact[email]'] },
  { name: 'name', type: 'text', aliases: ['First Name', 'contact[name]', 'имя'] },
  { name: 'message', type: 'textarea' },
  { name: 'город', type: 'text' },
  { name: 'budget', type: 'number' },
  { name: 'plan', type: 'radio', options: ['free', { value: 'pro', label: 'Pro' }] },
  { name: 'topics', type: 'checkboxes', options: ['a', 'b, c', 'd'] },
  { name: 'sizes', type: 'select', multiple: true, options: ['s', 'm', 'l'] },
  { name: 'day', type: 'date' },
  { name: 'site', type: 'url' },
  { name: 'terms', type: 'consent', text: 'I agree', version: '1', value: 'I agree' },
];

function apiOf(locale: 'en' | 'it' | 'ru') {
  const forms = [{ id: 'f', fields: FIELDS }];
  const stages = [
    { id: 'a', on: [{ form: 'f' }] },
    { id: 'b', on: [{ event: 'x' }] },
  ];
  return captureApi(parseConfig({ locale, forms, funnels: [{ id: 't', kind: 'sales', stages }] }));
}

type Request = {
  readonly type?: string;
  readonly body: string | Buffer;
  readonly locale?: 'en' | 'it' | 'ru';
};

/** What is kept of a form, the e-mail too; a number where it was refused. */
async function kept({ type = FORM['content-type'], body, locale = 'en' }: Request, target = '/f/f') {
  const { api, queue } = apiOf(locale);
  const answer = await api('POST', target, { headers: { 'content-type': type }, body });
  const [held] = queue.held;
  if (held === undefined) return answer.status;
  const found: Readonly<Record<string, unknown>> = { email: held.ids.email, ...held.event.properties };
  return found;
}

const MULTIPART = 'multipart/form-data; boundary=b';

function part(name: string | Buffer, value: string | Buffer, more = ''): Buffer {
  return Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="'),
    Buffer.from(name),
    Buffer.from(`"${more}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
}

function multipart(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
}

const EMAIL = part('email', 'a@example.com');
const latin = (text: string) => Buffer.from(text, 'latin1');
/** Ирина in windows-1251. */
const IRINA = Buffer.from([0xc8, 0xf0, 0xe8, 0xed, 0xe0]);
const IRINA_PERCENT = '%C8%F0%E8%ED%E0';
const ANNA = 'email=a%40example.com';

describe('letters', () => {
  it.each<[string, Request, string | number]>([
    ['UTF-8, undeclared', { body: `${ANNA}&name=Jos%C3%A9` }, 'José'],
    ['the same under an Italian form', { body: `${ANNA}&name=Niccol%F2+%80`, locale: 'it' }, 'Niccolò €'],
    ['bytes that are not even percent-encoded', { body: latin(`${ANNA}&name=José`) }, 'José'],
    [
      'a charset by another of its names, in quotes',
      { type: `${FORM['content-type']};charset="KOI8-R"`, body: `${ANNA}&name=%E9%D2%C9%CE%C1` },
      'Ирина',
    ],
    [
      'a charset that a part declares',
      {
        type: MULTIPART,
        body: multipart(EMAIL, part('name', IRINA, '\r\nContent-Type: text/plain; charset=windows-1251')),
      },
      'Ирина',
    ],
    [
      'the field _charset_ of a multipart form',
      { type: MULTIPART, body: multipart(part('_charset_', 'windows-1251'), EMAIL, part('name', IRINA)) },
      'Ирина',
    ],
    [
      'letters that the charset of the page lacks, as browsers send them',
      { body: `${ANNA}&_charset_=windows-1252&name=%26%231048%3B%26%231088%3B%E9` },
      'Ирé',
    ],
    ['JSON in an older charset', { type: 'application/json; charset=windows-1251', body: '{}' }, 415],
    [
      'an encoded value of base64',
      {
        type: MULTIPART,
        body: multipart(EMAIL, part('name', 'Sm9zw6k=', '\r\nContent-Transfer-Encoding: base64')),
      },
      'José',
    ],
    [
      'us-ascii, said by who knows no better',
      { type: `${FORM['content-type']}; charset=us-ascii`, body: `${ANNA}&name=Jos%C3%A9` },
      'José',
    ],
    [
      'a charset that nobody knows',
      { type: `${FORM['content-type']}; charset=klingon`, body: `${ANNA}&name=x` },
      415,
    ],
    ['UTF-8 beside a field that is none', { body: `${ANNA}&name=Jos%C3%A9&message=%FF` }, 'José'],
    ['a form that says its language', { body: `${ANNA}&_lang=ru&name=${IRINA_PERCENT}` }, 'Ирина'],
    ['an unknown _charset_', { body: `${ANNA}&_charset_=klingon&name=x` }, 415],
    [
      'bytes that the declared charset has no letters for',
      { type: `${FORM['content-type']}; charset=utf-8`, body: `${ANNA}&name=Jos%E9` },
      400,
    ],
  ])('%s', async (_, request, expected) => {
    const found = await kept(request);
    expect(typeof found === 'number' ? found : found.name).toBe(expected);
    expect(JSON.stringify(found)).not.toContain('\ufffd');
  });

  it.each<[string, Buffer | string]>([
    ['bytes that are no UTF-8', latin('{"email":"a@example.com","name":"Jos\xe9"}')],
    ['a letter that was lost before', '{"email":"a@example.com","name":"Jos\ufffd"}'],
    ['the same as an escape', '{"email":"a@example.com","name":"Jos\\ufffd"}'],
    ['half a character', '{"email":"a@example.com","name":"Anna \\ud83d"}'],
    ['half a character under an alias', '{"email":"a@example.com","First Name":"Anna \\ude00"}'],
  ])('in JSON, %s: refused with the reason', async (_, body) => {
    for (const type of ['application/json', 'text/plain']) {
      const { api, queue } = apiOf('en');
      const answer = await api('POST', '/f/f', { headers: { 'content-type': type }, body });
      expect([answer.status, answer.json().detail]).toEqual([400, expect.stringContaining('UTF-8')]);
      expect(queue.held).toEqual([]);
    }
  });

  it('that are lost in what no field takes cost no lead', async () => {
    const body = latin('{"email":"a@example.com","name":"Anna","page_title":"Caf\xe9"}');
    expect(await kept({ type: JSON_BODY['content-type'], body })).toMatchObject({ name: 'Anna' });
  });

  it('that a page had lost cost no lead either, and are told of', async () => {
    const { api, queue } = apiOf('en');
    await api('POST', '/f/f', { headers: FORM, body: `${ANNA}&name=Jos%EF%BF%BD` });
    expect(queue.held[0]?.event.flags?.reasons).toEqual(['letters-guessed']);
  });

  it.each(['%E2%E5%F1%ED%E0', '%D0%B2%D0%B5%D1%81%D0%BD%D0%B0'])('of a campaign: %s', (campaign) => {
    const pageUrl = `https://site.ru/?utm_source=yandex&utm_medium=cpc&utm_campaign=${campaign}`;
    const touch = { campaign: 'весна', source: 'yandex', channel: 'Paid Search' };
    expect(readTouch({ pageUrl, ownHosts: [], rules: { locale: 'ru' } })).toMatchObject(touch);
    // What a script could not decode comes as it was.
    const params = [
      ['utm_source', 'yandex'],
      ['utm_medium', 'cpc'],
      ['utm_campaign', campaign],
    ] as const;
    expect(readTouch({ params, ownHosts: [], rules: { locale: 'ru' } })).toMatchObject(touch);
  });
});

describe('letters of a link that are no UTF-8', () => {
  const SPRING = '%E2%E5%F1%ED%E0';
  const CAFE = 'caf%E9';
  it.each<[string, string, Record<string, string>, string, string]>([
    ['Cyrillic, whatever the configured language', SPRING, {}, '', 'весна'],
    ['by the field _lang', '%E2%EE', {}, '&_lang=ru', 'во'],
    ['by the language of the browser', '%E2%EE', { 'accept-language': 'ru-RU,ru;q=0.9' }, '', 'во'],
    ['by the configured language where neither is told', CAFE, {}, '', 'café'],
    ['by it where the browser’s is none of ours', CAFE, { 'accept-language': 'de' }, '', 'café'],
  ])('are read %s, and flagged', async (_, campaign, headers, more, expected) => {
    const { api, queue } = apiOf('it');
    const page = encodeURIComponent(
      `https://s.example/?utm_source=x&utm_medium=cpc&utm_campaign=${campaign}`,
    );
    await api('POST', '/f/f', { headers: { ...FORM, ...headers }, body: `${ANNA}&_page=${page}${more}` });
    expect(queue.held[0]?.event.touch).toMatchObject({ campaign: expected, source: 'x' });
    expect(queue.held[0]?.event.flags?.reasons).toEqual(['letters-guessed']);
  });

  it.each<[string, string, object, Record<string, string>]>([
    ['of a page that says its language', '%E2%EE', { locale: 'ru-RU' }, {}],
    ['of a browser that says its own', '%E2%EE', {}, { 'accept-language': 'ru' }],
    ['that can be nothing but Cyrillic', '%E2%EE%F2', {}, {}],
  ])('%s are read in calls too', async (_, campaign, context, headers) => {
    const { api, queue } = collectApi();
    const page = { url: `https://s.example/?utm_source=x&utm_campaign=${campaign}` };
    const body = JSON.stringify({ userId: 'u', context: { page, ...context }, writeKey: 'public-key' });
    await api('POST', '/v1/page', { headers: { ...JSON_BODY, ...headers }, body });
    expect(queue.held[0]?.event.touch?.campaign).toMatch(/^вот?$/);
    expect(queue.held[0]?.event.flags?.reasons).toEqual(['letters-guessed']);
  });

  it.each(['UTF-8', 'of no tag'])('%s are not flagged', async (which) => {
    const { api, queue } = apiOf('it');
    const query = which === 'UTF-8' ? 'utm_source=caff%C3%A8' : 'utm_source=x&q=caff%E8';
    await api('POST', `/f/f?${query}`, { headers: FORM, body: ANNA });
    expect(queue.held[0]?.event).not.toHaveProperty('flags');
  });

  it('that are lost leave their tag out, and are flagged', async () => {
    const { api, queue } = apiOf('it');
    const target = '/f/f?utm_source=x&utm_campaign=caf%EF%BF%BD';
    await api('POST', target, { headers: FORM, body: ANNA });
    expect(queue.held[0]?.event.touch).not.toHaveProperty('campaign');
    expect(queue.held[0]?.event.flags?.reasons).toEqual(['letters-guessed']);
  });

  it('of forms are Cyrillic too where they can be nothing else', async () => {
    expect(await kept({ body: `${ANNA}&name=${IRINA_PERCENT}`, locale: 'it' })).toMatchObject({
      name: 'Ирина',
    });
  });
});

describe('a plain form on a page of another site', () => {
  const origin = 'https://shop.example';
  it.each<[string, Record<string, string>, string, string, readonly string[] | undefined]>([
    [
      'of which the browser tells the site alone',
      { referer: `${origin}/`, origin },
      '/f/f',
      '',
      ['arrival-unknown'],
    ],
    ['of which it tells nothing but the origin', { origin }, '/f/f', '', ['arrival-unknown']],
    ['whose address is told', { referer: `${origin}/prices`, origin }, '/f/f', '', undefined],
    ['that names its page itself', { referer: `${origin}/`, origin }, '/f/f', `&_page=${origin}/`, undefined],
    ['with tags in its action', { referer: `${origin}/`, origin }, '/f/f?utm_source=x', '', undefined],
    ['of our own', { referer: 'https://imbuto.test/', origin: 'https://imbuto.test' }, '/f/f', '', undefined],
    ['that a program sends', {}, '/f/f', '', undefined],
  ])('%s is told of where nothing says how they came', async (_, headers, target, more, reasons) => {
    const { api, queue } = apiOf('en');
    await api('POST', target, { headers: { ...FORM, ...headers }, body: `${ANNA}${more}` });
    expect(queue.held[0]?.event.flags?.reasons).toEqual(reasons);
  });
});

describe('a consent', () => {
  it.each(['YES', 'si\u0300', 'si', 'Да', 'I agree'])('is given by %j', async (said) => {
    expect(await kept({ body: `${ANNA}&terms=${encodeURIComponent(said)}` })).toMatchObject({
      terms: true,
    });
  });

  it.each(['i agree not', 'x', ' ', 'NaN', '[object Object]'])('is not given by %j', async (said) => {
    expect(await kept({ body: `${ANNA}&terms=${encodeURIComponent(said)}` })).toMatchObject({ terms: false });
  });
});

describe('fields', () => {
  it.each<[string, string, object]>([
    ['a name in brackets', 'contact%5Bname%5D=Anna', { name: 'Anna' }],
    ['a name in Cyrillic as it is', '%D0%B3%D0%BE%D1%80%D0%BE%D0%B4=Roma', { город: 'Roma' }],
    ['the own name before an alias', 'First+Name=Bob&name=Anna', { name: 'Anna' }],
    ['an alias where the own name is empty', 'First+Name=Bob&name=', { name: 'Bob' }],
    ['answers under the same name', 'topics=d&topics=a', { topics: 'a\nd' }],
    ['answers under a name with brackets', 'topics%5B%5D=a&topics[]=b,+c', { topics: 'a\nb, c' }],
    ['answers under numbered names', 'topics[1]=a&topics[0]=d', { topics: 'a\nd' }],
    ['one of several radio buttons', 'plan=pro', { plan: 'pro' }],
    ['a text twice', 'name=Anna&name=Maria&name=Anna', { name: 'Anna, Maria' }],
    ['lines twice', 'message=one&message=two', { message: 'one\ntwo' }],
    ['the e-mail twice', 'email=b%40example.com', { email: 'b@example.com' }],
    ['a box and the hidden field before it', 'terms=0&terms=1', { terms: true }],
    ['a date as browsers send it', 'day=2026-12-31', { day: '2026-12-31' }],
    ['a date with a time', 'day=2026-12-31T10:00:00Z', { day: '2026-12-31' }],
    ['an address with its scheme', 'site=https://example.com/a?b', { site: 'https://example.com/a?b' }],
    [
      'names in another letter case',
      'EMAIL=b%40example.com&MESSAGE=hi&Budget=5',
      { message: 'hi', budget: 5 },
    ],
    ['an alias in another letter case', 'FIRST+NAME=Anna', { name: 'Anna' }],
    ['Cyrillic in another letter case', '%D0%98%D0%9C%D0%AF=Anna', { name: 'Anna' }],
    ['the exact name before another case', 'NAME=Bob&name=Anna', { name: 'Anna' }],
    ['an exact alias before another case of the name', 'NAME=Bob&First+Name=Anna', { name: 'Anna' }],
    ['another case where the exact name is empty', 'Name=Anna&name=', { name: 'Anna' }],
    ['answers in another letter case', 'Topics[]=a&TOPICS[]=d', { topics: 'a\nd' }],
    ['a date with slashes, year first', 'day=2026/12/31', { day: '2026-12-31' }],
    ['a date without separators', 'day=20261231', { day: '2026-12-31' }],
    ['a date as a script prints it', 'day=Thu Dec 31 2026 10:00:00 GMT%2B0100 (CET)', { day: '2026-12-31' }],
    ['an address as people write it', 'site=www.example.com', { site: 'https://www.example.com' }],
  ])('%s', async (_, body, expected) => {
    expect(await kept({ body: `${ANNA}&${body}` })).toMatchObject(expected);
  });

  it('an e-mail under a name in another letter case is one', async () => {
    expect(await kept({ body: 'EMAIL=a%40example.com' })).toMatchObject({ email: 'a@example.com' });
    expect(await kept({ body: 'Contact[Email]=a%40example.com' })).toMatchObject({ email: 'a@example.com' });
  });

  it.each<[string, string]>([
    ['topics', 'z'],
    ['sizes', 'xl'],
    ['plan', 'gold'],
    ['day', '2026-02-30'],
    ['day', '03/04/2026'],
    ['site', 'javascript:alert(1)'],
    ['site', 'anna@example.com'],
    ['site', 'nothing'],
  ])('%s is not %j', async (name, value) => {
    expect(await kept({ body: `${ANNA}&${name}=${encodeURIComponent(value)}` })).toBe(422);
  });

  it.each<[string, unknown, object]>([
    ['lists', { topics: ['d', 'a'], sizes: ['m'] }, { topics: 'a\nd', sizes: 'm' }],
    ['objects', { contact: { name: 'Anna' } }, { name: 'Anna' }],
    ['numbers and truth values', { budget: 1.234, terms: true }, { budget: 1.234, terms: true }],
  ])('of JSON: %s', async (_, said, expected) => {
    const body = JSON.stringify({ email: 'a@example.com', ...(said as object) });
    expect(await kept({ type: JSON_BODY['content-type'], body, locale: 'it' })).toMatchObject(expected);
  });

  it.each<['en' | 'it' | 'ru', string, number]>([
    ['it', '1.234,56', 1234.56],
    ['it', '1.234', 1234],
    ['it', '1.5', 1.5],
    ['it', '1.234.567', 1234567],
    ['it', '€ 500', 500],
    ['it', '500 EUR', 500],
    ['it', '1 000', 1000],
    ['it', '1.234,50 €', 1234.5],
    ['ru', '1\u00a0000,5', 1000.5],
    ['ru', '1 234 567', 1234567],
    ['ru', '500 руб.', 500],
    ['ru', '1,234', 1.234],
    ['ru', '1.234', 1.234],
    ['en', '1,234', 1234],
    ['en', '1,234.56', 1234.56],
    ['en', '1.234', 1.234],
    ['en', '1.234,56', 1234.56],
    ['en', '$1,000', 1000],
    ['en', '−5', -5],
    ['en', "1'000", 1000],
    ['en', '1e3', 1000],
  ])('a number as people write it in %s: %s', async (locale, text, number) => {
    expect(await kept({ body: `${ANNA}&budget=${encodeURIComponent(text)}`, locale })).toMatchObject({
      budget: number,
    });
  });

  it.each(['1,2,3', '12,34,56', 'five', '5 apples', 'XYZ 5', '€5€', '1 00', '0x5', 'Infinity'])(
    '%j is no number',
    async (text) => {
      expect(await kept({ body: `${ANNA}&budget=${encodeURIComponent(text)}` })).toBe(422);
    },
  );

  it.each<['it' | 'ru' | 'en', string, string]>([
    ['it', '31/12/2026', '2026-12-31'],
    ['ru', '31.12.2026', '2026-12-31'],
    ['it', '3/4/2026', '2026-04-03'],
    ['en', '12/31/2026', '2026-12-31'],
    ['en', '31/12/2026', '2026-12-31'],
  ])('a date as people write it in %s: %s', async (locale, text, day) => {
    expect(await kept({ body: `${ANNA}&day=${encodeURIComponent(text)}`, locale })).toMatchObject({ day });
  });
});

describe('the language in which a number is written', () => {
  const body = `${ANNA}&budget=1.234`;
  const english = { ...FORM, 'accept-language': 'en-US' };
  it.each<[string, string, string, number]>([
    ['the form’s, on a page of the owner', '/f/f', body, 1234],
    ['the visitor’s, on a page of ours', '/f/f', `${body}&_page=https%3A%2F%2Fimbuto.test%2Ff%2Ff`, 1.234],
    ['the one that the form names', '/f/f', `${body}&_lang=en`, 1.234],
    ['the one that its address names', '/f/f?_lang=ru', body, 1.234],
  ])('is %s', async (_, target, sent, budget) => {
    const { api, queue } = apiOf('it');
    await api('POST', target, { headers: english, body: sent });
    expect(queue.held[0]?.event.properties).toMatchObject({ budget });
  });
});

describe('a file', () => {
  const withFile = (size: number) =>
    multipart(
      EMAIL,
      part('cv', Buffer.alloc(size, 'x'), '; filename="cv.pdf"\r\nContent-Type: application/pdf'),
    );

  it('is told of on the page that thanks', async () => {
    const { api } = apiOf('it');
    const answer = await api('POST', '/f/f', {
      headers: { ...BROWSER, 'content-type': MULTIPART },
      body: withFile(9),
    });
    expect(answer.headers.location).toBe('/thanks?_left=files');
    const page = await api('GET', '/thanks?_left=files', { headers: BROWSER });
    expect(page.text).toContain('I file allegati non sono stati conservati');
  });

  it('that was not chosen is none', async () => {
    const { api, queue } = apiOf('en');
    const body = multipart(EMAIL, part('cv', '', '; filename=""\r\nContent-Type: application/octet-stream'));
    const answer = await api('POST', '/f/f', { headers: { 'content-type': MULTIPART }, body });
    expect(answer.json()).toEqual({ id: queue.held[0]?.event.id });
  });

  it('does not make more text welcome', async () => {
    const body = multipart(EMAIL, part('message', 'x'.repeat(257 * 1024)));
    expect(await kept({ type: MULTIPART, body })).toBe(413);
  });
});

describe('how it is sent', () => {
  const json = '{"email":"a@example.com"}';
  it.each<[string, string, Record<string, string>, string, number]>([
    ['JSON as text, as a beacon sends it', '/f/f', { 'content-type': 'text/plain;charset=UTF-8' }, json, 202],
    ['JSON of no type', '/f/f', {}, json, 202],
    ['text that is no JSON', '/f/f', { 'content-type': 'text/plain' }, ANNA, 415],
    ['a final slash', '/f/f/', FORM, ANNA, 202],
    ['two final slashes', '/f/f//', FORM, ANNA, 202],
    ['an encoding that is none', '/f/f', { ...FORM, 'content-encoding': 'identity' }, ANNA, 202],
    ['an unknown form with a final slash', '/f/g/', FORM, ANNA, 404],
  ])('%s', async (_, target, headers, body, status) => {
    expect((await apiOf('en').api('POST', target, { headers, body })).status).toBe(status);
  });

  it.each(['/f/f/', '/thanks/', '/health/'])('%s is a page too', async (target) => {
    expect((await apiOf('en').api('GET', target, { headers: BROWSER })).status).toBe(200);
  });
});

describe('the programs that bring leads', () => {
  it.each([
    'Zapier',
    'Make/production',
    'Integromat/production',
    'n8n',
    'HubSpot Connect 1.0 (https://www.hubspot.com)',
    'HubSpot Webhooks',
    'Shopify-Captain-Hook',
    'Typeform Webhooks',
    'Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: UAEmdDd8)',
    'SFDC-Callout/58.0',
    'IFTTT-Protocol/v1',
    'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'RestSharp/106.11.4.0',
    'python-requests/2.31.0',
    'Python-urllib/3.11',
    'curl/8.5.0',
    'Go-http-client/2.0',
    'axios/1.7.2',
    'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
    'Java/17.0.1',
    'Java-http-client/21',
    'Jakarta Commons-HttpClient/3.1',
    'Apache-HttpClient/4.5 (Java/17)',
    'PostmanRuntime/7.36.0',
    'Microsoft-PowerAutomate/1.0',
    'azure-logic-apps/1.0',
    'Mailchimp',
    'ActiveCampaign',
    'Calendly Webhooks',
    'Mozilla/5.0 (compatible; MSIE 6.0; Windows NT 5.1)',
    '',
  ])('%j is not set apart', async (userAgent) => {
    const { api, queue } = apiOf('en');
    await api('POST', '/f/f', { headers: { ...FORM, 'user-agent': userAgent }, body: ANNA });
    expect(queue.held).toHaveLength(1);
  });

  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'WhatsApp/2.23.20.0',
    'Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'python-requests/2.31 SomeCrawler/1.0',
  ])('%j is', (userAgent) => {
    expect(isCrawler(userAgent, {})).toBe(true);
  });

  it('a prefetch is, whoever asks', () => {
    expect(isCrawler('curl/8.5.0', { 'sec-purpose': 'prefetch' })).toBe(true);
  });
});

describe('where they came from', () => {
  const SITE = 'https://shop.example';
  it.each<[string, string, object | undefined]>([
    [
      'behind the # of a route',
      '/#/pricing?utm_source=news&utm_medium=email',
      { channel: 'Email', landingPage: '/#/pricing' },
    ],
    ['encoded three times', '/?utm_source=x&utm_campaign=spring%252520sale', { campaign: 'spring sale' }],
    ['a per cent that is one', '/?utm_source=x&utm_campaign=50%25+off', { campaign: '50% off' }],
    [
      'a source written as a host',
      '/?utm_source=m.facebook.com&utm_medium=cpc',
      { source: 'facebook', channel: 'Paid Social' },
    ],
    [
      'a host that is nobody known',
      '/?utm_source=www.partner.example&utm_medium=link',
      { source: 'partner.example' },
    ],
    ['ig', '/?utm_source=IG&utm_medium=social', { source: 'instagram' }],
    ['google-ads', '/?utm_source=google-ads&utm_medium=cpc', { source: 'google', channel: 'Paid Search' }],
    ['a fragment of the page', '/#prices', undefined],
    ['an e-mail encoded twice', '/?utm_source=x&utm_campaign=anna%252540example.com', { source: 'x' }],
  ])('%s: %s', (_, path, expected) => {
    const touch = readTouch({ pageUrl: `${SITE}${path}`, ownHosts: [] });
    if (expected === undefined) expect(touch).toBeUndefined();
    else expect(touch).toMatchObject(expected);
    expect(JSON.stringify(touch ?? {})).not.toContain('anna');
  });

  it.each<[string, string, string, Record<string, string>, object]>([
    [
      'the query of the form’s address',
      '/f/f?utm_source=news&utm_medium=email',
      '',
      {},
      { source: 'news', channel: 'Email' },
    ],
    [
      'a click id there',
      '/f/f?gclid=abc',
      '',
      {},
      { source: 'google', channel: 'Paid Search', clickId: 'gclid:abc' },
    ],
    [
      'the page’s address before it',
      '/f/f?utm_source=news',
      '&_page=https%3A%2F%2Fs.example%2F%3Futm_source%3Dpage',
      {},
      { source: 'page' },
    ],
    [
      'the Referer before it',
      '/f/f?utm_source=news',
      '',
      { referer: 'https://s.example/?utm_source=referer' },
      { source: 'referer' },
    ],
    [
      'a field before all',
      '/f/f?utm_source=news',
      '&utm_source=field&_page=https%3A%2F%2Fs.example%2F%3Futm_source%3Dpage',
      {},
      { source: 'field' },
    ],
    [
      'letters of windows-1251 there',
      '/f/f?utm_source=x&utm_campaign=%E2%E5%F1%ED%E0',
      '',
      {},
      { campaign: 'весна' },
    ],
  ])('%s', async (_, target, more, headers, expected) => {
    const { api, queue } = apiOf('ru');
    await api('POST', target, { headers: { ...FORM, ...headers }, body: `${ANNA}${more}` });
    expect(queue.held[0]?.event.touch).toMatchObject(expected);
  });

  it.each([
    ['/#/pricing', '/#/pricing'],
    ['/app/#/plans/?a=1', '/app#/plans'],
    ['/app#!/plans', '/app#!/plans'],
    ['/#/', '/'],
    ['/a#b', '/a'],
    ['/#/anna@example.com/x', '/#/(email)/x'],
    ['/#/%D1%86%D0%B5%D0%BD%D1%8B', '/#/цены'],
  ])('the page of %s is %s', (path, expected) => {
    expect(pagePath(`${SITE}${path}`)).toBe(expected);
  });

  it('is a route in the calls of a tracking library, which tells path and address apart', async () => {
    const page = { path: '/app/', url: `${SITE}/app/#/plans?utm_source=fb`, search: '' };
    const { submission } = await collectApi().send('/v1/page', { anonymousId: 'a', context: { page } });
    expect(submission?.event).toMatchObject({
      name: '/app#/plans',
      touch: { source: 'facebook', landingPage: '/app#/plans' },
    });
  });

  it('is read in those calls by the configuration too', async () => {
    const config = parseConfig({
      channels: { rules: [{ when: { source: 'fb' }, channel: 'Friends' }] },
      funnels: [{ id: 't', kind: 'sales', stages: ['a', 'b'].map((id) => ({ id, on: [{ event: id }] })) }],
    });
    const campaign = { source: 'fb', medium: 'cpc' };
    const sent = { userId: 'u', event: 'a', context: { campaign } };
    const { submission } = await collectApi(config).send('/v1/track', sent);
    expect(submission?.event.touch).toMatchObject({ channel: 'Friends', source: 'facebook' });
  });

  it('is a route also where the sender tells the path apart', () => {
    expect(pagePathOf(['/app/', `${SITE}/app/#/plans`].map(pagePath))).toBe('/app#/plans');
    expect(pagePathOf(['/other', `${SITE}/app/#/plans`].map(pagePath))).toBe('/other');
  });
});

describe('a page where one pays or logs in', () => {
  it.each(
    `www.sofort.com www.paysafecard.com checkout.klarna.com appleid.apple.com login.live.com
    account.live.com pay.revolut.com checkout.payoneer.com secure.payplug.com securepay.tbank.ru
    payment.alfabank.ru link.com ideal.ing.nl checkout.pagopa.it spid.intesa.it blik.com www.paypal.me
    secure.paynow.pl yookassa.ru account.apple.com posteid.poste.it loginspid.aruba.it esia.gosuslugi.ru`.split(
      /\s+/,
    ),
  )('%s sends nobody', (host) => {
    expect(readTouch({ referrer: `https://${host}/pay?x=1`, ownHosts: [] })).toBeUndefined();
  });

  it.each(['revolut.com', 'live.com', 'tbank.ru', 'alfabank.ru', 'ing.nl', 'intesa.it', 'mts.ru'])(
    '%s, which is more than that, is a referral',
    (host) => {
      expect(readTouch({ referrer: `https://${host}/`, ownHosts: [] })).toMatchObject({ referrer: host });
    },
  );
});

describe('AI assistants', () => {
  it.each([
    ['https://claude.ai/', 'claude'],
    ['https://copilot.microsoft.com/', 'copilot'],
    ['android-app://com.microsoft.copilot/', 'copilot'],
  ])('%s is %s', (referrer, source) => {
    expect(readTouch({ referrer, ownHosts: [] })).toMatchObject({ source, channel: 'AI Assistant' });
  });

  it.each([
    ['facebook ads', 'Paid Social'],
    ['google_ads', 'Paid Search'],
    ['yandex_direct', 'Paid Search'],
  ])('%s + cpc is %s', (source, channel) => {
    expect(channelOf({ source, medium: 'cpc' })).toBe(channel);
  });
});
