// A form that gives something while there is no mail: the browser is led to its page, which names it by a signed address.
import { expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { ON_PAGE, readMailToken } from '../../functions/runtime/mail-token.ts';
import { captureApi, FORM_KEY } from '../support/capture-api.ts';
import { smallConfig } from '../support/configs.ts';
import { BROWSER, FORM } from '../support/http-api.ts';

const { config, form } = smallConfig();
const forms = [{ ...form, delivers: 'ebook.pdf' }];
const post = async (input: object, body: string, more: Parameters<typeof captureApi>[1] = {}) => {
  const { api, queue } = captureApi(parseConfig(input), more);
  const answer = await api('POST', '/f/ebook', { headers: { ...BROWSER, ...FORM }, body });
  return { location: answer.headers.location ?? '', submission: queue.held[0] };
};
const tokenOf = (location: string) =>
  readMailToken(FORM_KEY, 'd', location.slice('/d/'.length).split('?')[0] ?? '', Date.now());

it('is on the page behind the form, and the browser is tied to the lead', async () => {
  const { location, submission } = await post({ ...config, forms }, 'email=anna@example.com');
  const browser = submission?.event.id;
  expect(submission?.ids).toEqual({ email: 'anna@example.com', anonymous: browser });
  expect(tokenOf(location)).toEqual({
    kind: 'valid',
    token: { use: 'd', lead: browser, form: 'ebook', mail: ON_PAGE },
  });
});

it('is where the script for other sites goes after a form that it sent in place', async () => {
  const send = async (input: object) => {
    const { api } = captureApi(parseConfig(input));
    const body = 'email=anna@example.com&_embed=1&_lang=it';
    return (await api('POST', '/f/ebook', { headers: FORM, body })).json().thanks as Record<string, string>;
  };
  const { url = '' } = await send({ ...config, forms });
  const { origin, pathname, search } = new URL(url);
  expect([origin, search]).toEqual(['https://imbuto.test', '?_lang=it']);
  expect(tokenOf(pathname)).toMatchObject({ kind: 'valid', token: { form: 'ebook', mail: ON_PAGE } });
  // The file is mailed: the visitor is thanked in the page.
  const mailed = await send({ ...config, forms, mail: { from: 'hello@example.com' } });
  expect(mailed).toEqual({ title: 'Grazie', text: 'Abbiamo ricevuto quanto hai inviato.' });
});

it('takes the browser’s own id where it says one, and the language that was chosen by name', async () => {
  const body = 'email=anna@example.com&_anonymousId=7f3a-of-a-browser&_lang=it';
  const { location, submission } = await post({ ...config, forms }, body);
  expect(submission?.ids.anonymous).toBe('7f3a-of-a-browser');
  expect(tokenOf(location)).toMatchObject({ token: { lead: '7f3a-of-a-browser' } });
  expect(location).toMatch(/\?_lang=it$/);
});

it('opens to a browser whose own id is long, in whatever letters', async () => {
  for (const id of ['語'.repeat(200), '😀'.repeat(100), '\\"'.repeat(100)]) {
    const body = `email=anna@example.com&_anonymousId=${encodeURIComponent(id)}`;
    const { location } = await post({ ...config, forms }, body);
    expect(tokenOf(location)).toMatchObject({ kind: 'valid', token: { lead: id } });
  }
});

it('is of nobody for what goes into quarantine', async () => {
  const { location } = await post({ ...config, forms }, 'email=anna@example.com&_gotcha=x');
  expect(tokenOf(location)).toMatchObject({ kind: 'valid', token: { lead: '' } });
});

it('is mailed instead where there is mail, is left out where the key cannot be read, and where the owner thanks', async () => {
  const mail = { from: 'hello@example.com' };
  const mailed = await post({ ...config, forms, mail }, 'email=anna@example.com');
  expect([mailed.location, mailed.submission?.ids]).toEqual(['/thanks', { email: 'anna@example.com' }]);
  const unreadable = await post({ ...config, forms }, 'email=a@example.com', {
    formKey: async () => undefined,
  });
  expect(unreadable.location).toBe('/thanks');
  const own = [{ ...forms[0], thanks: 'https://example.com/thanks' }];
  const elsewhere = await post({ ...config, forms: own }, 'email=a@example.com');
  expect(elsewhere.location).toBe('https://example.com/thanks');
});

it('a form that must be confirmed says so on its thank-you page', async () => {
  const waiting = { ...config, forms: [{ ...form, doubleOptIn: true }], mail: { from: 'hello@example.com' } };
  const { location } = await post(waiting, 'email=anna@example.com');
  expect(location).toBe('/thanks?_confirm=1');
  const { api } = captureApi(parseConfig(waiting));
  expect((await api('GET', location, { headers: BROWSER })).text).toContain('confirm your address');
});
