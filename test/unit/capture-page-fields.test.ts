// The page of a form that asks in every way there is: rendered without scripts, and filled in again where something is wrong.
import { expect, it } from 'vitest';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { captureApi } from '../support/capture-api.ts';
import { BROWSER, FORM } from '../support/http-api.ts';

const options = ['one', { value: 'two', label: { en: 'Two', it: 'Due', ru: 'Два' } }];
const config = parseConfig({
  locale: 'en',
  forms: [
    {
      id: 'all',
      title: 'All',
      intro: { en: 'Tell us.\nWe answer.', it: 'Scrivi.' },
      submit: { en: 'Ask now', it: 'Chiedi' },
      privacy: { url: 'https://example.com/privacy?a=1&b=2' },
      fields: [
        { name: 'email', type: 'email' },
        { name: 'plan', type: 'radio', options, required: true },
        { name: 'topics', type: 'checkboxes', options, required: true },
        { name: 'sizes', type: 'select', multiple: true, options },
        { name: 'day', type: 'date', required: true },
        { name: 'site', type: 'url' },
        { name: 'seats', type: 'number', min: 1 },
        { name: 'terms', type: 'consent', text: 'I agree', version: '1', value: 'agreed' },
      ],
    },
  ],
  funnels: [
    {
      id: 't',
      kind: 'sales',
      stages: [
        { id: 'a', on: [{ form: 'all' }] },
        { id: 'b', on: [{ event: 'x' }] },
      ],
    },
  ],
});

it('shows radio buttons and boxes as groups with a legend, each with a label of its own', async () => {
  const { text } = await captureApi(config).api('GET', '/f/all', { headers: BROWSER });
  expect(text).toMatch(/<fieldset class="field" role="radiogroup">\n<legend>Plan<\/legend>/);
  expect(text).toContain(
    '<input type="radio" id="plan" name="plan" value="one" required>\n<label for="plan">one</label>',
  );
  expect(text).toContain(
    '<input type="radio" id="plan:2" name="plan" value="two" required>\n<label for="plan:2">Two</label>',
  );
  expect(text).toContain('<input type="checkbox" id="topics" name="topics" value="one">');
  expect(text).toMatch(/<select id="sizes" name="sizes" multiple>\n<option value="one">one<\/option>/);
  expect(text).toContain('<input type="date" id="day" name="day" required value="">');
  expect(text).toContain('<input type="text" inputmode="url" id="site"');
  expect(text).toContain('<input type="checkbox" id="terms" name="terms" value="agreed">');
  expect(text).not.toContain('<script');
});

it.each([
  ['en', '<p>Tell us.</p>\n<p>We answer.</p>', 'Ask now', 'Privacy policy'],
  ['it', '<p>Scrivi.</p>', 'Chiedi', 'Informativa sulla privacy'],
  ['ru', '<p>Tell us.</p>', 'Ask now', 'Политика конфиденциальности'],
])('has its own words in %s', async (language, intro, submit, privacy) => {
  const { text } = await captureApi(config).api('GET', `/f/all?_lang=${language}`, { headers: BROWSER });
  expect(text).toContain(intro);
  expect(text).toContain(`<button type="submit">${submit}</button>`);
  expect(text).toContain(
    `<a href="https://example.com/privacy?a=1&#38;b=2" target="_blank" rel="noopener">${privacy}</a>`,
  );
});

it('comes back filled in, each error beside its field and in a list that leads to it', async () => {
  const { api, queue } = captureApi(config);
  const body = new URLSearchParams([
    ['email', 'anna'],
    ['plan', 'two'],
    ['sizes[]', 'one'],
    ['sizes[]', 'two'],
    ['day', '31/31/2026'],
    ['site', 'javascript:alert(1)'],
    ['seats', '1.234,5'],
    ['terms', 'agreed'],
  ]).toString();
  const { status, text } = await api('POST', '/f/all?_lang=ru', { headers: { ...BROWSER, ...FORM }, body });
  expect(status).toBe(422);
  expect(queue.held).toEqual([]);
  expect(text).toContain('id="plan:2" name="plan" value="two" required checked>');
  expect(text).toContain(
    '<option value="one" selected>one</option>\n<option value="two" selected>Два</option>',
  );
  expect(text).toMatch(/<fieldset class="field" aria-invalid="true" aria-describedby="error:topics">/);
  expect(text).toContain('<p class="error" id="error:topics">Выберите хотя бы один вариант.</p>');
  expect(text).toContain('<a href="#topics">');
  expect(text).toContain('<p class="error" id="error:day">Введите дату');
  expect(text).toContain('value="31/31/2026"');
  expect(text).toContain('<p class="error" id="error:site">Введите адрес сайта');
  expect(text).toMatch(/id="seats" name="seats" min="1" value="1234.5"/);
  expect(text).toContain('value="agreed" checked>');
});

it('takes a decimal comma in Italian, where a number input would send a point for it', async () => {
  const { text } = await captureApi(config).api('GET', '/f/all?_lang=it', { headers: BROWSER });
  expect(text).toContain('<input type="text" inputmode="decimal" id="seats" name="seats" value="">');
});

it('is described as data with its options and words', async () => {
  const form = (
    await captureApi(config).api('GET', '/f/all', { headers: { 'accept-language': 'it' } })
  ).json();
  expect(form).toMatchObject({
    intro: 'Scrivi.',
    submit: 'Chiedi',
    privacy: { url: 'https://example.com/privacy?a=1&b=2', label: 'Informativa sulla privacy' },
  });
  expect(form.fields).toContainEqual(
    expect.objectContaining({
      name: 'topics',
      options: [
        { value: 'one', label: 'one' },
        { value: 'two', label: 'Due' },
      ],
    }),
  );
});
