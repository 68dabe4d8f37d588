// Variants of a form in the configuration: what they become, and what is refused, with its place and the fix.
import { describe, expect, it } from 'vitest';
import { InvalidConfig } from '../../functions/domain/config/invalid-config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { formAs } from '../../functions/domain/variants/variant.ts';
import { smallConfig } from '../support/configs.ts';

const FIELDS = [
  { name: 'email', type: 'email' },
  { name: 'phone', type: 'tel', required: true },
  { name: 'ref', type: 'hidden' },
];

function input(variants: unknown, more: object = {}): unknown {
  const { config, form } = smallConfig();
  return { ...config, forms: [{ ...form, title: 'The e-book', fields: FIELDS, variants }], ...more };
}

function faultsOf(said: unknown) {
  try {
    parseConfig(said);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.faults;
    throw error;
  }
}

describe('variants of a form', () => {
  const VARIANTS = [{ id: 'whole' }, { id: 'short', title: { en: 'Now' }, fields: ['email'] }];
  const [form] = parseConfig(input(VARIANTS)).forms;
  if (form === undefined) throw new Error('no form');
  const fieldsOf = (id: string | undefined) =>
    formAs(form, id).fields.map(({ name, required }) => `${name}${required ? '!' : ''}`);

  it('are kept as they are written', () => {
    expect(form.variants).toEqual(VARIANTS);
  });

  it('are the form where they say nothing else', () => {
    expect(formAs(form, 'whole')).toEqual(form);
    expect(fieldsOf('whole')).toEqual(['email!', 'phone!', 'ref']);
    expect(formAs(form, 'short')).toMatchObject({ id: 'ebook', title: { en: 'Now' } });
    expect(fieldsOf('short')).toEqual(['email!', 'ref']);
  });

  it('leave nothing required that one of them does not show, where it is not known which was shown', () => {
    expect(fieldsOf(undefined)).toEqual(['email!', 'phone', 'ref']);
    expect(fieldsOf('gone')).toEqual(fieldsOf(undefined));
  });
});

describe('refused is', () => {
  const at = 'forms[0].variants';
  it.each([
    ['one alone', [{ id: 'a' }], at, '2 to 6'],
    ['an id twice', [{ id: 'a' }, { id: 'a' }], `${at}[1].id`, 'an id of its own'],
    [
      'an unknown key',
      [{ id: 'a' }, { id: 'b', thanks: '/x' }],
      `${at}[1].thanks`,
      'id, title, intro, submit, fields',
    ],
    [
      'an unknown field',
      [{ id: 'a' }, { id: 'b', fields: ['email', 'phon'] }],
      `${at}[1].fields[1]`,
      'did you mean "phone"',
    ],
    [
      'a hidden field',
      [{ id: 'a' }, { id: 'b', fields: ['email', 'ref'] }],
      `${at}[1].fields[1]`,
      'in every variant',
    ],
    ['no e-mail', [{ id: 'a' }, { id: 'b', fields: ['phone'] }], `${at}[1].fields`, 'add "email"'],
    [
      'a field twice',
      [{ id: 'a' }, { id: 'b', fields: ['email', 'email'] }],
      `${at}[1].fields[1]`,
      'each field once',
    ],
  ])('%s', (_, variants, path, fix) => {
    expect(faultsOf(input(variants))).toEqual([
      expect.objectContaining({ path, fix: expect.stringContaining(fix) }),
    ]);
  });

  it('a field that would say which variant it was', () => {
    const { config, form } = smallConfig();
    const fields = [...form.fields, { name: 'variant', type: 'hidden' }];
    const said = { ...config, forms: [{ ...form, fields, variants: [{ id: 'a' }, { id: 'b' }] }] };
    expect(faultsOf(said)).toEqual([expect.objectContaining({ path: 'forms[0].fields[1].name' })]);
  });

  it('a form that is in no funnel, of which nothing could be said', () => {
    const { config, form } = smallConfig();
    const other = { ...form, id: 'demo', variants: [{ id: 'a' }, { id: 'b' }] };
    expect(faultsOf({ ...config, forms: [form, other] })).toEqual([
      expect.objectContaining({
        path: 'forms[1].variants',
        fix: expect.stringContaining('{ form: "demo" }'),
      }),
    ]);
  });
});
