// E-mail addresses: which are taken, and by which key a lead is known.
import { describe, expect, it } from 'vitest';
import { readEmail } from '../../functions/domain/event/email.ts';

describe('the key of an e-mail', () => {
  it('is trimmed, in NFC and in small ASCII letters', () => {
    expect(readEmail('  Anna.Rossi@Example.COM\n')).toEqual({
      key: 'anna.rossi@example.com',
      typed: 'Anna.Rossi@Example.COM',
    });
    expect(readEmail('ame\u0301lie@example.com')?.key).toBe('am\u00e9lie@example.com');
  });

  it('leaves letters of other alphabets as they are before the at sign', () => {
    expect(readEmail('ПОЧТА@example.com')?.key).toBe('ПОЧТА@example.com');
    expect(readEmail('\u0130rem@example.com')?.key).toBe('\u0130rem@example.com');
  });

  it.each([
    ['x@ПРИМЕР.РФ', 'x@xn--e1afmkfd.xn--p1ai'],
    ['x@пример.рф', 'x@xn--e1afmkfd.xn--p1ai'],
    ['x@XN--E1AFMKFD.xn--p1ai', 'x@xn--e1afmkfd.xn--p1ai'],
    ['x@Mu\u0308nchen.de', 'x@xn--mnchen-3ya.de'],
    ['x@straße.de', 'x@xn--strae-oqa.de'],
    ['用户@例子。广告', '用户@xn--fsqu00a.xn--4rr70v'],
    ['x@１２３.example', 'x@123.example'],
    ['x@example.com', 'x@example.com'],
    ['x@0x7f.1', 'x@0x7f.1'],
  ])('of %s has its domain as the network has it', (typed, key) => {
    expect(readEmail(typed)).toEqual({ key, typed });
  });

  it.each([
    '\u200banna@example.com',
    'anna@example.com\u200b',
    '\ufeff anna@example.com\u2060 ',
    '\u202aanna@example.com\u202c',
    '\u00a0\u00adanna@example.com\u200e\n',
  ])('%j has nothing that cannot be seen around it', (typed) => {
    expect(readEmail(typed)).toEqual({ key: 'anna@example.com', typed: 'anna@example.com' });
  });

  it("keeps Gmail's dots and plus, which are different addresses", () => {
    const keys = ['a.b@gmail.com', 'ab@gmail.com', 'ab+news@gmail.com'].map((typed) => readEmail(typed)?.key);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('an address', () => {
  it.each([
    "o'hara@example.com",
    'a@b.co',
    'x_y-z+tag@sub.example.travel',
    '用户@例子.广告',
    'x@xn--e1afmkfd.xn--p1ai',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is taken', (typed) => {
    expect(readEmail(typed)).toBeDefined();
  });

  it.each([
    '',
    'anna',
    'anna@',
    '@example.com',
    'anna@example',
    'anna@@example.com',
    'anna@exa mple.com',
    'an na@example.com',
    'anna@-example.com',
    'anna@example..com',
    '.anna@example.com',
    'anna.@example.com',
    'an..na@example.com',
    'anna@example.com, bob@example.com',
    '<anna@example.com>',
    'anna@[127.0.0.1]',
    'an\u0000na@example.com',
    'an\u200bna@example.com',
    'anna@exam\u200bple.com',
    'anna@пример',
    'anna@пример/x.рф',
    'anna@-пример.рф',
    'anna@пример.рф:80',
    'anna@пример..рф',
    'anna@xn--\u0430.com',
    `anna@${'п'.repeat(60)}.рф`,
    'anna\nbcc:x@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
  ])('%j is refused', (typed) => {
    expect(readEmail(typed)).toBeUndefined();
  });
});
