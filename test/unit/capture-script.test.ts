// The script for other sites: how capture serves it, what it is answered, and where its lines are shown.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { showScript } from '../../functions/capture/show-script.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { captureApi, SCRIPT } from '../support/capture-api.ts';
import { BROWSER, FORM, JSON_BODY } from '../support/http-api.ts';

const aliased = parseConfig({
  timezone: 'UTC',
  locale: 'en',
  forms: [
    {
      id: 'ebook',
      title: 'The e-book',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'name', type: 'text', required: true, aliases: ['Your Name'] },
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

describe('the script for other sites', () => {
  it('is served to every page, and may be kept', async () => {
    const { api } = captureApi();
    for (const target of ['/embed.js', '/embed.js/', '/embed.js?v=1']) {
      const answer = await api('GET', target, { headers: { origin: 'https://shop.example' } });
      expect([answer.status, answer.text]).toEqual([200, SCRIPT]);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
        vary: 'accept-encoding',
        etag: expect.stringMatching(/^W\/"[\w-]{22}"$/),
      });
      expect(answer.headers['content-encoding']).toBeUndefined();
    }
  });

  it.each([
    ['gzip, deflate, br', true],
    ['br;q=1.0, gzip;q=0.5', true],
    ['br, gzip;q=0', false],
    ['gzip;q=0.0, br', false],
    ['identity', false],
  ])('is compressed or not as `Accept-Encoding: %s` asks', (encoding, zipped) => {
    const deps = { embedScript: () => SCRIPT };
    const { headers = {}, body = '' } = showScript(deps, { headers: { 'accept-encoding': encoding } });
    expect(headers['content-encoding']).toBe(zipped ? 'gzip' : undefined);
    expect(zipped ? gunzipSync(body).toString() : body).toBe(SCRIPT);
  });

  it('is not sent again to whoever has it', async () => {
    const { api } = captureApi();
    const { etag = '' } = (await api('GET', '/embed.js')).headers;
    for (const known of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const answer = await api('GET', '/embed.js', { headers: { 'if-none-match': known } });
      expect([answer.status, answer.text, answer.headers.etag]).toEqual([304, '', etag]);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
    }
    const other = await api('GET', '/embed.js', { headers: { 'if-none-match': 'W/"other"' } });
    expect(other.status).toBe(200);
  });

  it('answers HEAD and refuses other methods', async () => {
    const { api } = captureApi();
    expect(await api('HEAD', '/embed.js')).toMatchObject({ status: 200, text: '' });
    expect((await api('OPTIONS', '/embed.js')).status).toBe(204);
    expect((await api('POST', '/embed.js', { headers: JSON_BODY, body: '{}' })).status).toBe(405);
  });

  it('stands on the home page with the key, ready to be pasted', async () => {
    const { api } = captureApi();
    for (const language of ['en', 'it', 'ru']) {
      const { text } = await api('GET', '/', { headers: { ...BROWSER, 'accept-language': language } });
      expect(text).toContain(
        '&#60;script async src=&#34;https://imbuto.test/embed.js&#34; data-key=&#34;public-key&#34;&#62;&#60;/script&#62;',
      );
      expect(text).toContain('&#60;div data-imbuto-form=&#34;ebook&#34;&#62;&#60;/div&#62;');
    }
  });
});

describe('a form that the script sends', () => {
  const send = async (form: string, body: string) =>
    (await captureApi().api('POST', `/f/${form}`, { headers: FORM, body })).json();

  it('is answered with the words of thanks, in the language of the page', async () => {
    const body = 'email=anna%40example.com&_embed=1&_lang=it-IT';
    expect(await send('ebook', body)).toEqual({
      id: expect.any(String),
      thanks: { title: 'Grazie', text: 'Abbiamo ricevuto quanto hai inviato.' },
    });
  });

  it('is answered with the address of thanks that the form has', async () => {
    const body = 'email=anna%40example.com&_embed=1&terms=on';
    expect(await send('full', body)).toMatchObject({ thanks: { url: 'https://example.com/thanks?a=1' } });
  });

  it('is told that files were left out', async () => {
    const part = (disposition: string, content: string) =>
      `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
    const body = `${part('name="email"', 'anna@example.com')}${part('name="_embed"', '1')}${part('name="cv"; filename="a.pdf"', 'x')}--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = (await captureApi().api('POST', '/f/ebook', { headers, body })).json();
    expect(answer).toMatchObject({ thanks: { text: expect.stringContaining('files were not kept') } });
  });

  it('is told under which names a page may have a field that is wrong', async () => {
    const ask = async (body: string) =>
      (await captureApi(aliased).api('POST', '/f/ebook', { headers: FORM, body })).json().errors;
    const fault = { field: 'name', code: 'required', detail: 'Fill in this field.' };
    expect(await ask('email=anna%40example.com&_embed=1')).toEqual([
      { ...fault, names: ['name', 'Your Name'] },
    ]);
    expect(await ask('email=anna%40example.com')).toEqual([fault]);
  });

  it('is answered to anybody else as ever', async () => {
    expect(await send('ebook', 'email=anna%40example.com')).toEqual({ id: expect.any(String) });
  });

  it('is described with the words of its button and lists', async () => {
    const { api } = captureApi();
    expect((await api('GET', '/f/ebook?_lang=it')).json()).toMatchObject({
      submit: 'Invia',
      choose: 'Scegli…',
    });
  });
});
