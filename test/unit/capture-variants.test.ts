// Variants of a form: who sees which, what is counted of it, and what a form that is sent says of it.
import { describe, expect, it } from 'vitest';
import { formToken, readFormToken } from '../../functions/capture/spam/form-token.ts';
import { shownLedger } from '../../functions/door/shown.ts';
import { captureApi, FORM_KEY } from '../support/capture-api.ts';
import { parsedConfig } from '../support/configs.ts';
import { BROWSER, FORM } from '../support/http-api.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const ANNA = 'email=anna%40example.com';

const config = parsedConfig({
  forms: [
    {
      id: 'ebook',
      title: 'The e-book',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'company', type: 'text', required: true },
        { name: 'campaign', type: 'hidden' },
        { name: 'news', type: 'consent', text: 'Send me news', version: '1' },
      ],
      variants: [
        { id: 'whole' },
        {
          id: 'short',
          title: 'In one minute',
          intro: 'No more than this.',
          submit: 'Get it',
          fields: ['email'],
        },
      ],
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed' }] },
      ],
    },
  ],
});

/** Of a hundred draws each variant comes about every second time. */
function world(more: Parameters<typeof captureApi>[1] = {}) {
  const counted: string[] = [];
  const shown = {
    count: async (_: string, variant: string) => {
      counted.push(variant);
      return true;
    },
  };
  const made = captureApi(config, { shown, ...more });
  const see = async (query = '', headers: Readonly<Record<string, string>> = BROWSER, received = NOW) =>
    (await made.api('GET', `/f/ebook${query}`, { headers, received })).text;
  return { ...made, counted, see };
}

const tokenIn = (html: string): string => / name="_token" value="([^"]*)"/.exec(html)?.[1] ?? '';
const token = (variant: string, at = NOW): string =>
  formToken(FORM_KEY, 'ebook', { shown: NOW, showing: { variant, at } });

describe('a visitor of a form with variants', () => {
  it('sees one of them by chance, which is counted, in its words and with its fields', async () => {
    const { see, counted } = world();
    const pages = [];
    for (let n = 0; n < 100; n++) pages.push(await see());
    const short = pages.filter((page) => page.includes('<h1>In one minute</h1>'));
    expect(counted).toHaveLength(100);
    expect(counted.filter((one) => one === 'short')).toHaveLength(short.length);
    expect(short.length).toBeGreaterThan(30);
    expect(short.length).toBeLessThan(70);
    expect(short[0]).toContain('No more than this.');
    expect(short[0]).toContain('>Get it</button>');
    expect(short[0]).not.toContain('name="company"');
    expect(short[0]).toContain('name="campaign"');
    const whole = pages.find((page) => page.includes('<h1>The e-book</h1>'));
    expect(whole).toContain('name="company" ');
    expect(whole).toContain('name="news"');
  });

  it('sees the same one with the token of the first time, and is counted once', async () => {
    const { see, counted } = world();
    const first = await see();
    const known = readFormToken(FORM_KEY, 'ebook', tokenIn(first))?.showing;
    expect(known).toEqual({ variant: counted[0], at: NOW });
    for (let n = 1; n <= 20; n++) {
      const again = await see(`?_token=${tokenIn(first)}`, BROWSER, NOW + n);
      expect(readFormToken(FORM_KEY, 'ebook', tokenIn(again))).toEqual({ shown: NOW + n, showing: known });
    }
    expect(counted).toHaveLength(1);
  });

  it('gets the same as data, with the token beside the fields', async () => {
    const { api } = world();
    const { json } = await api('GET', `/f/ebook?_token=${token('short')}`, { received: NOW });
    expect(json()).toMatchObject({ title: 'In one minute', submit: 'Get it' });
    expect((json().fields as { name: string }[]).map(({ name }) => name)).toEqual(['email', 'campaign']);
    expect(JSON.stringify(json().also)).toContain(token('short'));
  });

  it.each([
    ['a robot', '', { ...BROWSER, 'user-agent': 'Googlebot/2.1' }],
    ['a page that is only prepared', '', { ...BROWSER, 'sec-purpose': 'prefetch' }],
    ['the owner who looks at a variant', '?_variant=short', BROWSER],
  ])('%s is not counted, and what it sends is of no variant', async (_, query, headers) => {
    const { see, counted } = world();
    const page = await see(query, headers);
    expect(counted).toEqual([]);
    expect(readFormToken(FORM_KEY, 'ebook', tokenIn(page))).toEqual({ shown: NOW });
    expect(page.includes('In one minute')).toBe(query !== '');
  });

  it('is not counted by a request for the headers alone', async () => {
    const { api, counted } = world();
    await api('HEAD', '/f/ebook', { headers: BROWSER });
    expect(counted).toEqual([]);
  });

  it('sees the form as it is where the showing cannot be counted or the key not be read', async () => {
    for (const more of [{ shown: { count: async () => false } }, { formKey: async () => undefined }]) {
      const page = await world(more).see();
      expect(page).toContain('<h1>The e-book</h1>');
      expect(readFormToken(FORM_KEY, 'ebook', tokenIn(page))?.showing).toBeUndefined();
    }
  });
});

describe('a form with variants that is sent', () => {
  const send = async (body: string, more: Parameters<typeof captureApi>[1] = {}) => {
    const { api, queue } = world(more);
    const answer = await api('POST', '/f/ebook', { headers: FORM, body, received: NOW + 60_000 });
    return { answer, event: queue.held[0]?.event, reasons: queue.held[0]?.screening?.reasons };
  };

  it('says which one was shown, and when first', async () => {
    const { event } = await send(`${ANNA}&_token=${token('short', NOW - 5_000)}`);
    expect(event).toMatchObject({ variant: 'short', shown: NOW - 5_000 });
  });

  it('needs the fields that were shown, and asks for no consent that was not', async () => {
    expect((await send(`${ANNA}&_token=${token('whole')}`)).answer.status).toBe(422);
    const { answer, event } = await send(`${ANNA}&campaign=x&_token=${token('short')}`);
    expect(answer.status).toBe(202);
    expect(event?.properties).toEqual({ campaign: 'x' });
  });

  it('comes back with its faults as the variant that was shown, and stays it', async () => {
    const { api } = world();
    const sent = {
      headers: { ...BROWSER, ...FORM },
      body: `email=no&_token=${token('short')}`,
      received: NOW,
    };
    const { status, text } = await api('POST', '/f/ebook', sent);
    expect(status).toBe(422);
    expect(text).toContain('<h1>In one minute</h1>');
    expect(tokenIn(text)).toBe(token('short'));
  });

  it.each([
    ['no token', ''],
    ['a token of a variant that the form has no more', `&_token=${token('gone')}`],
    ['a token that counts as no variant', `&_token=${formToken(FORM_KEY, 'ebook', { shown: NOW })}`],
  ])('is a lead of no variant with %s, with the fields that all have in common', async (_, more) => {
    const { answer, event, reasons } = await send(`${ANNA}&variant=short${more}`);
    expect([answer.status, reasons]).toEqual([202, undefined]);
    expect(event).not.toHaveProperty('variant');
    expect(event).not.toHaveProperty('shown');
  });

  it.each([
    ['another variant', token('short').replace('.short.', '.whole.')],
    ['another time', token('short').replace(/\.short\.\w/, '.short.1')],
    ['another form', formToken(FORM_KEY, 'demo', { shown: NOW, showing: { variant: 'short', at: NOW } })],
    ['no signature', token('short').replace(/[^.]+$/, 'A'.repeat(22))],
  ])('goes into quarantine with a token that was made to say %s', async (_, forged) => {
    const { event, reasons } = await send(`${ANNA}&company=x&_token=${forged}`);
    expect(reasons).toEqual(['forged-token']);
    expect(event).not.toHaveProperty('variant');
  });

  it('loses no lead where the key cannot be read', async () => {
    const { answer, event } = await send(`${ANNA}&_token=${token('whole')}`, {
      formKey: async () => undefined,
    });
    expect(answer.status).toBe(202);
    expect(event).not.toHaveProperty('variant');
  });
});

describe('the count of showings', () => {
  const telemetry = { count: () => undefined };

  it('ends for the day at its ceiling, and costs nothing from then on', async () => {
    let times = 99_999;
    let calls = 0;
    const ledger = shownLedger(
      async (_, input) => {
        calls += 1;
        times += 1;
        const { '#n': name } = (input as { ExpressionAttributeNames: Record<string, string> })
          .ExpressionAttributeNames;
        return { Attributes: { f: { N: '1' }, [name ?? '']: { N: String(times) } } };
      },
      'door',
      'Europe/Rome',
      telemetry,
    );
    expect(await ledger.count('ebook', 'short', NOW)).toBe(true);
    expect(await ledger.count('ebook', 'short', NOW + 1)).toBe(false);
    expect(calls).toBe(1);
    expect(await ledger.count('ebook', 'short', NOW + 86_400_000)).toBe(false);
    expect(calls).toBe(2);
  });

  it('that fails is not tried again at once, and no visitor waits for it', async () => {
    let calls = 0;
    const ledger = shownLedger(
      async () => {
        calls += 1;
        throw new Error('no answer');
      },
      'door',
      'UTC',
      telemetry,
    );
    expect(await ledger.count('ebook', 'short', NOW)).toBe(false);
    expect(await ledger.count('ebook', 'short', NOW + 9_000)).toBe(false);
    expect(calls).toBe(1);
    expect(await ledger.count('ebook', 'short', NOW + 11_000)).toBe(false);
    expect(calls).toBe(2);
  });
});
