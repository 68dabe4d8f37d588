// The fields of a form: what is read, what is refused, and why.
import { describe, expect, it } from 'vitest';
import type { FieldConfig } from '../../functions/domain/config/config.ts';
import { readFields } from '../../functions/domain/event/form-fields.ts';
import { gather } from '../../functions/domain/event/sent.ts';

const EMAIL: FieldConfig = { name: 'email', type: 'email', required: true, maxLength: 254 };

function read(field: FieldConfig, value: string | null | undefined) {
  const sent = new Map<string, string | null>([['email', 'anna@example.com']]);
  if (value !== undefined) sent.set(field.name, value);
  const reading = readFields([EMAIL, field], gather(sent));
  return reading.kind === 'valid' ? reading.properties : reading.errors.get(field.name);
}

describe('a field', () => {
  const text: FieldConfig = { name: 'f', type: 'text', required: false, maxLength: 5 };
  const area: FieldConfig = { name: 'f', type: 'textarea', required: false, maxLength: 5 };
  const tel: FieldConfig = { name: 'f', type: 'tel', required: false, maxLength: 40 };
  const number: FieldConfig = { name: 'f', type: 'number', required: false, min: 1, max: 10 };
  const select: FieldConfig = { name: 'f', type: 'select', required: false, options: [{ value: 'a' }] };
  const checkbox: FieldConfig = { name: 'f', type: 'checkbox', required: false };

  it.each([
    ['text', text, ' abc ', { f: 'abc' }],
    ['text on one line', text, 'a\r\n b', { f: 'a b' }],
    ['text without controls', text, 'a\u0000\u001bb', { f: 'ab' }],
    ['text with half a character', text, 'a\ud800', { f: 'a\ufffd' }],
    ['text that is empty', text, '  ', {}],
    ['text that is absent', text, undefined, {}],
    ['text that is too long', text, 'abcdef', { code: 'too-long', most: 5 }],
    ['no text', text, null, { code: 'text' }],
    ['several lines', area, 'a\r\nb', { f: 'a\nb' }],
    ['lines whose ends count once', area, 'a\r\nbcd', { f: 'a\nbcd' }],
    ['a phone number', tel, '+39 (06) 123-45', { f: '+39 (06) 123-45' }],
    ['a phone number of letters', tel, 'call me', { code: 'tel' }],
    ['a number', number, '2.5', { f: 2.5 }],
    ['a number of words', number, 'two', { code: 'number' }],
    ['a number without end', number, 'Infinity', { code: 'number' }],
    ['a hexadecimal number', number, '0x5', { code: 'number' }],
    ['too small a number', number, '0', { code: 'too-small', least: 1 }],
    ['too great a number', number, '11', { code: 'too-great', most: 10 }],
    ['an option', select, 'a', { f: 'a' }],
    ['no option', select, 'b', { code: 'option' }],
    ['a tick', checkbox, 'on', { f: true }],
    ['a tick that says no', checkbox, 'False', { f: false }],
    ['no tick', checkbox, undefined, { f: false }],
    ['what a prototype has, as an option', select, 'constructor', { code: 'option' }],
  ] as const)('takes or refuses %s', (_, field, value, expected) => {
    expect(read(field, value)).toEqual(expected);
  });

  it('is asked for where it is required', () => {
    expect(read({ ...text, required: true }, ' ')).toEqual({ code: 'required' });
    expect(read({ ...checkbox, required: true }, undefined)).toEqual({ code: 'tick' });
  });
});

describe('a consent', () => {
  const consent: FieldConfig = {
    name: 'news',
    type: 'consent',
    required: false,
    text: 'Yes',
    version: '2026-01',
  };

  it('is kept with the version of its wording, given or not', () => {
    expect(read(consent, 'true')).toEqual({ news: true, 'news.version': '2026-01' });
    expect(read(consent, undefined)).toEqual({ news: false, 'news.version': '2026-01' });
  });

  it('can be what the form is not taken without', () => {
    expect(read({ ...consent, required: true }, '')).toEqual({ code: 'tick' });
  });
});

describe('a form', () => {
  it('is not taken without its e-mail, which stands in no property', () => {
    expect(readFields([EMAIL], new Map())).toEqual({
      kind: 'invalid',
      errors: new Map([['email', { code: 'required' }]]),
    });
    expect(readFields([EMAIL], gather([['email', 'Anna@Example.com']]))).toEqual({
      kind: 'valid',
      email: { key: 'anna@example.com', typed: 'Anna@Example.com' },
      properties: {},
    });
  });

  it('drops what it does not declare', () => {
    const sent = new Map([
      ['email', 'anna@example.com'],
      ['admin', 'true'],
      ['__proto__', 'x'],
    ]);
    expect(readFields([EMAIL], gather(sent))).toMatchObject({ kind: 'valid', properties: {} });
  });
});
