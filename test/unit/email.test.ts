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

  it('leaves letters of other alphabets as they are', () => {
    expect(readEmail('ПОЧТА@Пример.рф')?.key).toBe('ПОЧТА@Пример.рф');
    expect(readEmail('\u0130rem@example.com')?.key).toBe('\u0130rem@example.com');
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
    'anna\nbcc:x@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`,
  ])('%j is refused', (typed) => {
    expect(readEmail(typed)).toBeUndefined();
  });
});
