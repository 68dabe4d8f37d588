// The form as a page: what a visitor sees at first, and what comes back with errors.
import { describe, expect, it } from 'vitest';
import { captureApi } from '../support/capture-api.ts';
import { BROWSER, FORM } from '../support/http-api.ts';

const HEADERS = { ...BROWSER, ...FORM };

function hidden(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, value]));
}

function tag(html: string, name: string): string {
  return new RegExp(`<(input|select|textarea)[^>]* name="${name}"[^>]*>`).exec(html)?.[0] ?? '';
}

describe('a form page', () => {
  it('holds every field with its label, and no script', async () => {
    const { api } = captureApi();
    const { status, text, headers } = await api('GET', '/f/full', { headers: BROWSER });

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const name of ['email', 'name', 'message', 'phone', 'seats', 'plan', 'call', 'terms']) {
      expect(text).toContain(`<label for="${name}">`);
      expect(tag(text, name)).toContain(`id="${name}"`);
    }
    expect(tag(text, 'email')).toMatch(/type="email".* required .*autocomplete="email"/);
    expect(tag(text, 'seats')).toMatch(/min="1" max="10"/);
    expect(text).not.toContain('<script');
  });

  it('allows itself nothing but its own style and its own form', async () => {
    const { api } = captureApi();
    const policy = async (form: string) =>
      (await api('GET', `/f/${form}`, { headers: BROWSER })).headers['content-security-policy'];
    expect(await policy('full')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+='; img-src data:; base-uri 'none'; form-action 'self' https:\/\/example.com; frame-ancestors \*$/,
    );
    expect(await policy('guarded')).toMatch(
      /form-action 'self'; frame-ancestors 'self' https:\/\/shop.example$/,
    );
  });

  it('bears an id of its own each time, so that a second click is the same submission', async () => {
    const { api } = captureApi();
    const ids = [];
    for (let i = 0; i < 2; i += 1)
      ids.push(hidden((await api('GET', '/f/ebook', { headers: BROWSER })).text)._id);
    expect(ids).toEqual(['random-1', 'random-2']);
  });

  it('keeps how the visitor came, and nothing else of the address', async () => {
    const { api } = captureApi();
    const target =
      '/f/full?utm_source=news&utm_source=second&GCLID=abc&variant=b&email=anna%40example.com&_gotcha=x&foo=bar';
    const referer = 'https://www.google.com/search?q=anna%40example.com';
    const { text } = await api('GET', target, { headers: { ...BROWSER, referer } });

    expect(hidden(text)).toEqual({
      _id: 'random-1',
      _page: 'https://imbuto.test/f/full',
      _referrer: 'https://www.google.com/search',
      utm_source: 'news',
      GCLID: 'abc',
      variant: 'b',
      _token: expect.stringMatching(/^\w+\.[\w-]{22}$/),
    });
    expect(text).not.toContain('anna');
  });

  it('brings back what it was sent with to a touch', async () => {
    const { api, queue } = captureApi();
    const { text } = await api('GET', '/f/ebook?gclid=abc', {
      headers: { ...BROWSER, referer: 'https://www.google.com/' },
    });
    const body = new URLSearchParams({ ...hidden(text), email: 'anna@example.com' }).toString();
    await api('POST', '/f/ebook', { headers: HEADERS, body });
    expect(queue.held[0]?.event.touch).toMatchObject({
      source: 'google',
      medium: 'cpc',
      landingPage: '/f/ebook',
    });
  });

  it.each([
    ['it', {}, '/f/ebook?_lang=it', 'it', 'Invia'],
    ['ru', { 'accept-language': 'de, ru;q=0.8, en;q=0.5' }, '/f/ebook', 'ru', 'Отправить'],
    ['en', { 'accept-language': 'de' }, '/f/ebook', 'en', 'Send'],
    ['it', { 'accept-language': 'ru' }, '/f/ebook?_lang=it-CH', 'it', 'Invia'],
  ])('speaks %s to who reads it', async (_, headers, target, lang, send) => {
    const { api } = captureApi();
    const { text } = await api('GET', target, { headers: { ...BROWSER, ...headers } });
    expect(text).toContain(`<html lang="${lang}">`);
    expect(text).toContain(`>${send}</button>`);
  });

  it('is described as data to programs', async () => {
    const { api } = captureApi();
    const form = (await api('GET', '/f/full', { headers: { 'accept-language': 'it' } })).json();
    expect(form).toMatchObject({ id: 'full', method: 'POST', action: 'https://imbuto.test/f/full' });
    expect(form.fields).toContainEqual(
      expect.objectContaining({
        name: 'plan',
        type: 'select',
        options: [
          { value: 'free', label: 'free' },
          { value: 'pro', label: 'Professionale' },
        ],
      }),
    );
    expect(form.fields).toContainEqual(expect.objectContaining({ name: 'terms', text: 'Accetto' }));
  });
});

describe('a form that comes back', () => {
  const body = new URLSearchParams({
    email: 'anna@',
    name: '"><script>alert(1)</script>',
    message: '</textarea><img src=x>',
    plan: 'pro',
    call: 'on',
    _id: 'k"1',
    utm_source: 'news',
    _lang: 'it',
  }).toString();

  it('is filled in, escaped, with each error beside its field and a list above', async () => {
    const { api, queue } = captureApi();
    const { status, text } = await api('POST', '/f/full', { headers: HEADERS, body });

    expect(status).toBe(422);
    expect(queue.held).toEqual([]);
    expect(text).toContain('<html lang="it">');
    expect(text).toContain('<title>Errore: Everything</title>');
    expect(tag(text, 'email')).toMatch(/aria-invalid="true" aria-describedby="error:email".* value="anna@"/);
    expect(text).toMatch(/<p class="error" id="error:email">Inserisci un indirizzo e-mail/);
    expect(text).toMatch(/role="alert"[\s\S]*<a href="#email">E-mail: [\s\S]*<a href="#terms">Accetto: /);
    expect(tag(text, 'call')).toContain(' checked');
    expect(tag(text, 'terms')).not.toContain(' checked');
    expect(text).toContain('<option value="pro" selected>');
    expect(hidden(text)).toEqual({ _id: 'k&#34;1', utm_source: 'news', _lang: 'it', variant: '' });
    expect(text).not.toMatch(/<script|<img/);
    expect(text).toContain('&#60;script&#62;');
  });

  it('is taken once it is corrected, under the same id', async () => {
    const { api, queue } = captureApi();
    const { text } = await api('POST', '/f/ebook', { headers: HEADERS, body: 'email=anna&_id=k1' });
    const corrected = new URLSearchParams({ ...hidden(text), email: 'anna@example.com' }).toString();
    await api('POST', '/f/ebook', { headers: HEADERS, body: corrected });
    await api('POST', '/f/ebook', { headers: HEADERS, body: corrected });
    expect(new Set(queue.held.map(({ event }) => event.id)).size).toBe(1);
    expect(queue.held).toHaveLength(2);
  });
});

describe('a page that comes back', () => {
  const KIB = 1024;
  it.each([
    ['a message', (filler: string) => `message=${filler}`],
    ['a number', (filler: string) => `seats=${filler}`],
    ['a phone number', (filler: string) => `phone=${filler}`],
    ['a choice', (filler: string) => `plan=${filler}`],
    ['tags of links', (filler: string) => tagsOf(filler)],
    ['the field that names the page', (filler: string) => `_page=${filler}&_referrer=${filler}`],
  ])('is not longer than what it was sent where %s is full of what is escaped', async (_, body) => {
    const { api } = captureApi();
    const sent = body('<'.repeat(100 * KIB));
    const { status, text } = await api('POST', '/f/full', { headers: HEADERS, body: sent });
    expect(status).toBe(422);
    expect(Buffer.byteLength(text)).toBeLessThan(128 * KIB);
  });

  it('holds as much of a field as it takes', async () => {
    const { api } = captureApi();
    const { text } = await api('POST', '/f/full', { headers: HEADERS, body: `message=${'m'.repeat(60)}` });
    expect(text).toContain(`>\n${'m'.repeat(50)}</textarea>`);
  });

  it('keeps our own hidden fields, however many tags it is sent', async () => {
    const { api } = captureApi();
    const body = `${tagsOf('x'.repeat(100 * KIB))}&_id=own`;
    const { text } = await api('POST', '/f/full', { headers: HEADERS, body });
    expect(hidden(text)._id).toBe('own');
  });

  /** 200 parameters, each with its share. */
  function tagsOf(filler: string): string {
    const letters = 'abcdefghijklmnopqrst';
    const names = [...letters].flatMap((a) => [...letters.slice(0, 10)].map((b) => `utm_${a}${b}`));
    return names.map((name) => `${name}=${filler.slice(0, 500)}`).join('&');
  }
});
