// What the owner is told of keys that are set and that nothing acts on.
import { expect, it } from 'vitest';
import { noticesOf, noticeText } from '../../functions/domain/config/notices.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import starter from '../../funnels.config.ts';
import { smallConfig } from '../support/configs.ts';

const { form, config } = smallConfig();
const noticesIn = (input: object) => noticesOf(parseConfig(input));

it('is nothing where none of them is set', () => {
  expect(noticesIn(config)).toEqual([]);
  expect(noticesIn({ ...config, forms: [{ ...form, doubleOptIn: false }] })).toEqual([]);
});

it('is nothing of the starter', () => {
  expect(noticesIn(starter)).toEqual([]);
});

it('names each with its place, what it says and that nothing acts on it', () => {
  const forms = [form, { ...form, id: 'demo', delivers: 'guide.pdf' }];
  const notices = noticesIn({ ...config, forms, mail: { from: 'hello@example.com' }, retention: '3y' });
  expect(notices.map(({ path }) => path)).toEqual(['forms[1].delivers']);
  for (const { meaning } of notices) expect(meaning).toMatch(/It is checked and nothing acts on it: \w/);
  expect(notices.map(noticeText).at(-1)).toBe(
    'forms[1].delivers says the file that the form delivers. It is checked and nothing acts on it: no file is sent.',
  );
});
