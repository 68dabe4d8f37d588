// The cost in a cell as money of one currency: what the file says of it must agree.
import { readAmount } from '../amount.ts';
import { minorDigits, readCurrency } from '../currency.ts';
import { type Money, moneyOf } from '../money.ts';

export type CostReading =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly code: 'amount' | 'currency'; readonly text: string };

/** What networks write for no cost. */
const NOTHING = new Set(['', '-', '--', '–', '—']);

export function isNothing(cell: string): boolean {
  return NOTHING.has(cell);
}

/** @param said the ISO 4217 code that stands beside it; undefined where the cell itself must say it */
export function readCost(cell: string, said: string | undefined): CostReading {
  const amount = readAmount(cell);
  if (amount === undefined) return fault('amount', 'It is no amount: write it like 1234.56.');
  if (amount.isNegative) return fault('amount', 'It is less than nothing: a cost is 0 or more.');
  const signs = amount.currencies.map(readCurrency);
  const [sign] = signs;
  const own = sign?.codes.length === 1 ? sign.codes[0] : undefined;
  const currency = said ?? own;
  if (currency === undefined) return fault('currency', NO_CURRENCY);
  if (signs.some((each) => each === undefined || !each.codes.includes(currency)))
    return fault('currency', `It is not in ${currency}, which the file says beside it.`);
  const money = moneyOf(amount.decimal, currency);
  return money === undefined ? fault('amount', twoReadings(currency)) : { ok: true, money };
}

export const NO_CURRENCY =
  'No currency is named: add the column of it to the export, or say it: --currency EUR.';

function twoReadings(currency: string): string {
  const digits = minorDigits(currency) ?? 0;
  const like = digits === 0 ? '1234' : `1234.${'5'.repeat(digits)}`;
  return `It has two readings, or is too large: write it without marks between thousands, with ${digits} digits after the point, like ${like}.`;
}

function fault(code: 'amount' | 'currency', text: string): CostReading {
  return { ok: false, code, text };
}
