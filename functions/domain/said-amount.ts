// What a change of an order says of money: an amount, one in the order's currency, or one that cannot be read.
import { type Decimal, readAmount, type WrittenAmount } from './amount.ts';
import { agreeOn, type CurrencyReading, readCurrency } from './currency.ts';
import { type Money, moneyOf, saidCurrency } from './money.ts';

/** The part of an amount that cannot be read. */
export type Unread = 'value' | 'currency';

export type SaidAmount =
  | { readonly value: Money }
  /** In the order's currency: major units, after a sign of several currencies where one is said. `parseRefund` reads it. */
  | { readonly amount: string }
  | { readonly unread: Unread };

/** An amount whatever its sign. @param currency as its sender said it; absent or empty is that of the order */
export function readSaidAmount(value: unknown, currency: unknown): SaidAmount {
  const amount = readAmount(value);
  return amount === undefined ? { unread: 'value' } : settle(amount, currency);
}

/** The sum of the prices of a list of products by their quantities, 1 where none is said. */
export function readSaidProducts(list: unknown, currency: unknown): SaidAmount {
  if (!Array.isArray(list)) return { unread: 'value' };
  const lines: (readonly [price: WrittenAmount, quantity: WrittenAmount])[] = [];
  for (const product of list as readonly unknown[]) {
    const { price, quantity = 1 }: Product = typeof product === 'object' && product !== null ? product : {};
    const [each, times] = [readAmount(price), readAmount(quantity)];
    if (each === undefined || each.isNegative) return { unread: 'value' };
    if (times === undefined || times.isNegative || times.currencies.length > 0) return { unread: 'value' };
    lines.push([each, times]);
  }
  const currencies = lines.flatMap(([price]) => price.currencies);
  return settle({ currencies, decimal: (digits) => sumOf(lines, digits) }, currency);
}

type Product = { readonly price?: unknown; readonly quantity?: unknown };

/** Of most currencies. What has one reading with two digits is taken for that. */
const USUAL_DIGITS = 2;

function settle(
  { currencies, decimal }: Pick<WrittenAmount, 'currencies' | 'decimal'>,
  said: unknown,
): SaidAmount {
  const written = currencies.map(readCurrency);
  const named = saidCurrency(said);
  if (named === undefined || !written.every((each) => each !== undefined)) return { unread: 'currency' };
  const readings = [...named, ...written];
  if (isOpen(readings)) {
    const read = decimal(USUAL_DIGITS);
    const text = read && textOf(read);
    const sign = currencies[0] ?? (typeof said === 'string' ? said.trim() : '');
    return text === undefined ? { unread: 'value' } : { amount: `${sign}${text}` };
  }
  const currency = agreeOn(readings);
  if (currency === undefined) return { unread: 'currency' };
  const value = moneyOf(decimal, currency);
  return value === undefined ? { unread: 'value' } : { value };
}

/** Whether nothing is said of the currency but signs of several. */
function isOpen(readings: readonly CurrencyReading[]): boolean {
  return readings.every(({ codes }) => codes.length > 1);
}

function sumOf(
  lines: readonly (readonly [price: WrittenAmount, quantity: WrittenAmount])[],
  minorDigits: number,
): Decimal | undefined {
  let sum: Decimal = { digits: '0', scale: 0 };
  for (const [price, quantity] of lines) {
    const [each, times] = [price.decimal(minorDigits), quantity.decimal(minorDigits)];
    if (each === undefined || times === undefined || !isUsual(each) || !isUsual(times)) return undefined;
    sum = plus(sum, { digits: String(unscaled(each) * unscaled(times)), scale: each.scale + times.scale });
  }
  return sum;
}

/** No amount of money is longer: it keeps a hostile list from asking for long arithmetic. */
const MOST_DIGITS = 30;

function isUsual({ digits, scale }: Decimal): boolean {
  return digits.length <= MOST_DIGITS && Math.abs(scale) <= MOST_DIGITS;
}

function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const at = (one: Decimal): bigint => unscaled(one) * 10n ** BigInt(scale - one.scale);
  return { digits: String(at(a) + at(b)), scale };
}

function unscaled({ digits }: Decimal): bigint {
  return BigInt(digits);
}

/** Without an exponent, and with another number of digits after the point than the three of a thousand. */
function textOf(decimal: Decimal): string | undefined {
  if (!isUsual(decimal)) return undefined;
  const { digits, scale } = decimal;
  if (scale <= 0) return `${BigInt(digits)}${'0'.repeat(BigInt(digits) === 0n ? 0 : -scale)}`;
  const padded = digits.padStart(scale + 1, '0');
  const fraction = padded.slice(-scale).replace(/0+$/, '');
  const whole = String(BigInt(padded.slice(0, -scale)));
  return fraction === '' ? whole : `${whole}.${fraction.length === 3 ? `${fraction}0` : fraction}`;
}
