import { describe, expect, it } from 'vitest';
import { minorDigits } from '../../functions/domain/currency.ts';
import { addMoney, formatMoney, majorUnits, parseMoney, parseRefund } from '../../functions/domain/money.ts';

describe('an amount that somebody sent', () => {
  it.each([
    [12.5, 'EUR', 'EUR', 1250],
    ['12.50', 'eur', 'EUR', 1250],
    [' 12.5 ', ' Eur ', 'EUR', 1250],
    [0, 'EUR', 'EUR', 0],
    [-0, 'EUR', 'EUR', 0],
    ['.5', 'EUR', 'EUR', 50],
    ['5.', 'EUR', 'EUR', 500],
    ['+5', 'EUR', 'EUR', 500],
    [1e3, 'EUR', 'EUR', 100_000],
    ['1e3', 'EUR', 'EUR', 100_000],
    [1e-7, 'EUR', 'EUR', 0],
    [500, 'JPY', 'JPY', 500],
    ['499.5', 'JPY', 'JPY', 500],
    [1.2345, 'BHD', 'BHD', 1235],
    [1.23456, 'CLF', 'CLF', 12_346],
    ['90071992547409.91', 'EUR', 'EUR', Number.MAX_SAFE_INTEGER],
  ])('%j %s is %s %d in minor units', (value, currency, code, minor) => {
    expect(parseMoney(value, currency)).toEqual({ currency: code, minor });
  });

  it.each([
    // Each of these binary numbers lies below the decimal that names it.
    [1.005, 101],
    [1.115, 112],
    [8.345, 835],
    [1.004999, 100],
    [2.675, 268],
    [0.285, 29],
    ['0.005', 1],
    ['0.00499999999999999999999999', 0],
  ])('%j EUR is rounded half up on its decimal digits, to %d cents', (value, minor) => {
    expect(parseMoney(value, 'EUR')?.minor).toBe(minor);
  });

  it.each([undefined, null, '', '  '])('is in US dollars where the currency is %j', (currency) => {
    expect(parseMoney(5, currency)).toEqual({ currency: 'USD', minor: 500 });
  });

  it.each([
    ['€', 'EUR'],
    [' € ', 'EUR'],
    ['$', 'USD'],
    ['US$', 'USD'],
    ['£', 'GBP'],
    ['₽', 'RUB'],
    ['руб.', 'RUB'],
    ['RUR', 'RUB'],
    ['rur', 'RUB'],
    ['zł', 'PLN'],
    ['Kč', 'CZK'],
  ])('is in the currency that people write as %j', (currency, code) => {
    expect(parseMoney(5, currency)).toEqual({ currency: code, minor: 500 });
  });

  it.each(['XYZ', 'EURO', '¥', 'kr', 'BYR', 'XAU', 'XXX', 'constructor', 978, {}, true])(
    'is nothing in the unknown currency %j',
    (currency) => {
      expect(parseMoney(5, currency)).toBeUndefined();
    },
  );

  it.each([
    -1,
    '-1',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    'Infinity',
    '',
    ' ',
    '.',
    'e5',
    'twelve',
    '-€5',
    '€ -5',
    '0x10',
    '1_000',
    '1e9999999999',
    '9'.repeat(5000),
    true,
    null,
    undefined,
    {},
    [5],
    5n,
  ])('is nothing where it says %s', (value) => {
    expect(parseMoney(value, 'EUR')).toBeUndefined();
  });

  it.each([
    ['12,50', 'EUR', 1250],
    ['1.234,56', 'EUR', 123_456],
    ['1,234.56', 'EUR', 123_456],
    ['1.234.567,8', 'EUR', 123_456_780],
    ['1.234.567', 'EUR', 123_456_700],
    ['1,234,567', 'EUR', 123_456_700],
    ['12,34,567.50', 'INR', 123_456_750],
    ['1 234,56', 'EUR', 123_456],
    ['1\u00a0234,56', 'EUR', 123_456],
    ['1\u202f234', 'EUR', 123_400],
    ["1'234.50", 'CHF', 123_450],
    ['1’234.50', 'CHF', 123_450],
    ['1 234.567', 'EUR', 123_457],
    ['$1,234.56', undefined, 123_456],
    ['US$ 40', undefined, 4000],
    ['$40', 'CAD', 4000],
    ['¥1,234', 'JPY', 1234],
    ['€ 49.90', undefined, 4990],
    ['49,90 EUR', undefined, 4990],
    ['40 EUR', undefined, 4000],
    ['EUR 40', 'eur', 4000],
    ['€40', 'EUR', 4000],
    ['€ 40 EUR', '€', 4000],
    ['40 ₽', 'RUR', 4000],
    ['1 234,50 руб.', undefined, 123_450],
    ['40 zł', undefined, 4000],
    ['49,- €', undefined, 4900],
    ['49,-', 'NOK', 4900],
    ['40 kr', 'SEK', 4000],
    ['+ 5,00', 'EUR', 500],
    ['1234,567', 'EUR', 123_457],
    ['0,999', 'EUR', 100],
    ['0.999', 'EUR', 100],
    [',5', 'EUR', 50],
    ['1.234', 'BHD', 1234],
    [1.234, 'EUR', 123],
  ])('%j (%s), as people write it, is %d in minor units', (value, currency, minor) => {
    expect(parseMoney(value, currency)?.minor).toBe(minor);
  });

  it.each([
    // Two readings.
    ['1,234', 'EUR'],
    ['1.234', 'EUR'],
    ['€ 1.234', undefined],
    ['12,345 EUR', undefined],
    ['1,234', 'BHD'],
    ['1.234', 'JPY'],
    ['¥500', undefined],
    ['40 kr', undefined],
    // Contradictions, and what is written by nobody.
    ['$40', 'EUR'],
    ['€ 40 USD', undefined],
    ['40 DOGE', undefined],
    ['40 EUR', 'DOGE'],
    ['1,234,56', 'EUR'],
    ['1.234.56', 'EUR'],
    ['1,23.456', 'EUR'],
    ['12 34', 'EUR'],
    ['1,234 567', 'EUR'],
    ['1 234.567,89', 'EUR'],
    ["1 234'567", 'EUR'],
    ['1.234,567.89', 'EUR'],
    ['- -5', 'EUR'],
    ['49 EUR each', undefined],
    ['10-20', 'EUR'],
    ['10%', 'EUR'],
    ['1e15', 'EUR'],
    [1e15, 'EUR'],
    [-20, 'EUR'],
  ])('%j (%s) is nothing', (value, currency) => {
    expect(parseMoney(value, currency)).toBeUndefined();
  });

  it.each([
    [-40, 4000],
    ['-40', 4000],
    ['−40,00', 4000],
    ['-€40', 4000],
    ['€ -40.00', 4000],
    ['- 1.234,50 €', 123_450],
    [40, 4000],
    ['forty', undefined],
  ])('given back as %j is %j cents', (value, minor) => {
    expect(parseRefund(value, 'EUR')?.minor).toBe(minor);
  });

  it('is nothing beyond the integers that a number holds exactly', () => {
    expect(parseMoney('90071992547409.92', 'EUR')).toBeUndefined();
    expect(parseMoney(Number.MAX_SAFE_INTEGER, 'JPY')?.minor).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseMoney(1e308, 'JPY')).toBeUndefined();
  });
});

describe('currencies', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['BHD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XCG', 2],
    ['HRK', 2],
    ['XAU', undefined],
    ['', undefined],
  ])('%s has %j digits after the point', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });
});

describe('money, written', () => {
  it.each([
    [{ currency: 'EUR', minor: 123_450 }, '1234.50'],
    [{ currency: 'EUR', minor: 5 }, '0.05'],
    [{ currency: 'EUR', minor: -5 }, '-0.05'],
    [{ currency: 'JPY', minor: 500 }, '500'],
    [{ currency: 'BHD', minor: 1 }, '0.001'],
    [{ currency: 'EUR', minor: 0 }, '0.00'],
  ])('%j in major units is %s', (money, text) => {
    expect(majorUnits(money)).toBe(text);
  });

  it.each([
    ['en', { currency: 'EUR', minor: 123_450 }, '€1,234.50'],
    ['it', { currency: 'EUR', minor: 1_234_550 }, '12.345,50 €'],
    ['ru', { currency: 'RUB', minor: 1_234_550 }, '12 345,50 ₽'],
    ['en', { currency: 'JPY', minor: 500 }, '¥500'],
    ['en', { currency: 'IQD', minor: 1250 }, 'IQD 1.250'],
    ['en', { currency: 'USD', minor: Number.MAX_SAFE_INTEGER }, '$90,071,992,547,409.91'],
    ['en', { currency: 'USD', minor: -150 }, '-$1.50'],
  ])('for a reader of %s %j is %s', (locale, money, text) => {
    expect(formatMoney(money, locale).replaceAll(/\s/g, ' ')).toBe(text);
  });
});

describe('totals', () => {
  it('add within a currency and stay apart between two', () => {
    const one = addMoney({}, { currency: 'EUR', minor: 100 });
    const two = addMoney(one, { currency: 'USD', minor: 5 });
    expect(addMoney(two, { currency: 'EUR', minor: 20 })).toEqual({ EUR: 120, USD: 5 });
    expect(one).toEqual({ EUR: 100 });
  });

  it('drop a currency of which nothing is left', () => {
    expect(addMoney({ EUR: 100, USD: 5 }, { currency: 'EUR', minor: -100 })).toEqual({ USD: 5 });
  });
});
