// Laws of money: what is written can be read back, rounding is that of exact arithmetic, and nothing throws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits } from '../../functions/domain/currency.ts';
import { addMoney, formatMoney, type Money, majorUnits, parseMoney } from '../../functions/domain/money.ts';

const currency = fc.constantFrom('EUR', 'USD', 'JPY', 'BHD', 'CLF', 'RUB', 'IQD');
const money = fc.record({ currency, minor: fc.nat({ max: Number.MAX_SAFE_INTEGER }) });

describe('money', () => {
  it('written in major units is read back as it was', () => {
    fc.assert(
      fc.property(money, (said) => {
        expect(parseMoney(majorUnits(said), said.currency)).toEqual(said);
      }),
    );
  });

  it('given as the number nearest to it is read as it was, as far as numbers tell such amounts apart', () => {
    const amount = fc.record({ currency, minor: fc.nat({ max: 10 ** 14 }) });
    fc.assert(
      fc.property(amount, (said) => {
        expect(parseMoney(Number(majorUnits(said)), said.currency)).toEqual(said);
      }),
    );
  });

  it('as a reader sees it holds all its digits', () => {
    fc.assert(
      fc.property(money, fc.constantFrom('en', 'it', 'ru'), (said, locale) => {
        expect(formatMoney(said, locale).replace(/\D/g, '')).toBe(majorUnits(said).replace('.', ''));
      }),
    );
  });

  it('is the nearest amount to a decimal, and the upper one of two', () => {
    const decimal = fc.tuple(fc.nat({ max: 10 ** 11 }), fc.stringMatching(/^\d{0,12}$/));
    fc.assert(
      fc.property(currency, decimal, (code, [whole, fraction]) => {
        const scale = 12n;
        const exact = BigInt(whole) * 10n ** scale + BigInt(fraction.padEnd(Number(scale), '0'));
        const unit = 10n ** (scale - BigInt(minorDigits(code) ?? 0));
        const distance = BigInt(parseMoney(`${whole}.${fraction}`, code)?.minor ?? -1) * unit - exact;
        // `1.234` may be one thousand and some.
        fc.pre(fraction.length !== 3 || whole === 0 || whole > 999 || minorDigits(code) === 3);
        expect(2n * distance <= unit && 2n * distance > -unit).toBe(true);
      }),
    );
  });

  it('as a reader sees it is read back as it was, in every language but where it has two readings', () => {
    const locales = fc.constantFrom('en', 'it', 'ru', 'de', 'fr', 'de-CH', 'en-IN', 'pl', 'sv', 'pt-BR');
    fc.assert(
      fc.property(money, locales, (said, locale) => {
        const written = formatMoney(said, locale);
        const hasTwo = /^\D*[1-9]\d{0,2}[.,]\d{3}\D*$/.test(written);
        const read = parseMoney(written, said.currency);
        if (!hasTwo) expect(read).toEqual(said);
        else if (read !== undefined) expect(read).toEqual(said);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read from anything without a throw, never negative, never beyond safe integers', () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.double().map(String));
    fc.assert(
      fc.property(anything, fc.oneof(currency, fc.anything()), (value, code) => {
        const read = parseMoney(value, code);
        if (read === undefined) return;
        expect(Number.isSafeInteger(read.minor) && read.minor >= 0).toBe(true);
        expect(minorDigits(read.currency)).toBeDefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('totals', () => {
  const small = fc.record({ currency, minor: fc.integer({ min: -1_000_000, max: 1_000_000 }) });
  const sum = (list: readonly Money[]) => list.reduce<Readonly<Record<string, number>>>(addMoney, {});

  it('do not depend on the order, and what is added and taken away leaves nothing', () => {
    fc.assert(
      fc.property(fc.array(small), (list) => {
        expect(sum(list.toReversed())).toEqual(sum(list));
        const back = list.map(({ currency: code, minor }) => ({ currency: code, minor: -minor }));
        expect(sum([...list, ...back])).toEqual({});
      }),
    );
  });
});
