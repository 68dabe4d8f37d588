// Fields that a form does not declare: named for its owner, bounded, without values.
import { describe, expect, it } from 'vitest';
import { undeclaredLedger } from '../../functions/capture/undeclared.ts';
import type { Missed } from '../../functions/door/missed-item.ts';
import { captureApi } from '../support/capture-api.ts';
import { FORM } from '../support/http-api.ts';

describe('fields that a form does not declare', () => {
  it.each<[string, string, readonly string[]]>([
    ['are named', 'phone=1&Your+Message=hi', ['ebook phone', 'ebook Your Message']],
    ['are left out where they are empty', 'phone=&topic=+', []],
    ['are none of ours, nor tags of links', '_id=1&_x=2&utm_source=a&GCLID=b&cf-turnstile-response=c', []],
    ['are no names in another letter case', 'EMAIL=a', []],
    ['are no e-mail addresses', 'anna%40example.com=1', []],
    ['are no numbers of a person', 'Jos+Bianchi+3331234567=1&t+333+123=1&step2=1', ['ebook step2']],
    ['are told shortly', `${'x'.repeat(60)}=1`, [`ebook ${'x'.repeat(40)}`]],
    ['are not told of spam', 'phone=1&_gotcha=x', []],
  ])('%s', async (_, more, expected) => {
    const { api, undeclared } = captureApi();
    await api('POST', '/f/ebook', { headers: FORM, body: `email=a%40example.com&${more}` });
    expect(undeclared).toEqual(expected);
  });

  it('are not told of a form that was sent back', async () => {
    const { api, undeclared } = captureApi();
    await api('POST', '/f/ebook', { headers: FORM, body: 'email=x&phone=1' });
    expect(undeclared).toEqual([]);
  });
});

describe('their ledger', () => {
  const NOON = Date.UTC(2026, 10, 30, 12);
  const MINUTE = 60_000;
  function ledger() {
    const written: (readonly Missed[])[] = [];
    return { written, add: undeclaredLedger({ add: async (all) => void written.push(all) }).add };
  }

  it('writes the first at once, and the next together after a minute', async () => {
    const { written, add } = ledger();
    for (const after of [0, 1_000, 2_000, MINUTE]) await add({ id: 'ebook' }, ['phone'], NOON + after);
    await add({ id: 'ebook' }, [], NOON + 2 * MINUTE);
    expect(written.map((all) => all.length)).toEqual([1, 3]);
    expect(written[0]).toEqual([{ reason: 'field-undeclared', source: 'form:ebook phone' }]);
  });

  it('names no more than 20 a day, and counts the form alone beyond', async () => {
    const { written, add } = ledger();
    const names = (from: number) => Array.from({ length: 15 }, (_, n) => `f${from + n}`);
    await add({ id: 'a' }, names(0), NOON);
    await add({ id: 'a' }, names(15), NOON + MINUTE);
    const sources = new Set(written.flat().map(({ source }) => source));
    expect(sources.size).toBe(21);
    expect(sources).toContain('form:a');
    await add({ id: 'a' }, ['f29'], NOON + 86_400_000);
    expect(written.at(-1)).toEqual([{ reason: 'field-undeclared', source: 'form:a f29' }]);
  });
});
