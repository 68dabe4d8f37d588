// Money: integer minor units of one ISO 4217 currency, read from decimals without a slip and written back.
import { type Decimal, readAmount, type WrittenAmount } from './amount.ts';
import { agreeOn, type CurrencyReading, minorDigits, readCurrency } from './currency.ts';

export type Money = { readonly currency: string; readonly minor: number };

/**
 * Decimal major units as money, a number (12.5) or text as programs and people write it ("12.50", "1.234,50", "€ 12,50"),
 * rounded half up on the decimal digits as they are written: a number stands for the shortest decimal that names it, so
 * that 1.005 EUR is 101 cents.
 * Undefined for what is no amount (negative ones too) or has two readings ("1,234"), for an unknown currency, for one that
 * the amount contradicts, and beyond safe integers.
 * @param currency a code or a sign in any case; absent or empty is what the amount says, else US dollars
 */
export function parseMoney(value: unknown, currency: unknown): Money | undefined {
  const signed = readMoney(value, currency);
  return signed === undefined || signed.isNegative ? undefined : signed.money;
}

/** The same of an amount that is given back: 40 and -40 are one. */
export function parseRefund(value: unknown, currency: unknown): Money | undefined {
  return readMoney(value, currency)?.money;
}

type Signed = { readonly isNegative: boolean; readonly money: Money };

function readMoney(value: unknown, said: unknown): Signed | undefined {
  const amount = readAmount(value);
  const readings = saidCurrency(said);
  if (amount === undefined || readings === undefined) return undefined;
  const written = amount.currencies.map(readCurrency);
  if (!written.every((each) => each !== undefined)) return undefined;
  const currency = agreeOn([...readings, ...written]);
  const money = currency === undefined ? undefined : moneyOf(amount.decimal, currency);
  return money && { isNegative: amount.isNegative && money.minor > 0, money };
}

/** A number of major units, rounded half up; undefined where it has no reading in that currency, or goes beyond safe integers. */
export function moneyOf(decimal: WrittenAmount['decimal'], currency: string): Money | undefined {
  const digits = minorDigits(currency);
  const read = digits === undefined ? undefined : decimal(digits);
  if (digits === undefined || read === undefined) return undefined;
  const minor = roundHalfUp(read, digits);
  return minor > Number.MAX_SAFE_INTEGER ? undefined : { currency, minor: Number(minor) };
}

/** What a sender's `currency` can mean: nothing where it is absent or empty; undefined where it is no currency. */
export function saidCurrency(said: unknown): readonly CurrencyReading[] | undefined {
  if (said === undefined || said === null) return [];
  if (typeof said !== 'string') return undefined;
  if (said.trim() === '') return [];
  const reading = readCurrency(said);
  return reading && [reading];
}

function roundHalfUp({ digits, scale }: Decimal, kept: number): bigint {
  const dropped = scale - kept;
  if (dropped <= 0) return BigInt(digits) * 10n ** BigInt(-dropped);
  const unit = 10n ** BigInt(dropped);
  return (BigInt(digits) * 2n + unit) / (2n * unit);
}

/** The amount in major units, exact: `1234.50`, `-0.05`, `500`. */
export function majorUnits({ currency, minor }: Money): string {
  const digits = minorDigits(currency) ?? 0;
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}

/** The amount as a reader of this language writes it, with all digits that ISO 4217 gives the currency. */
export function formatMoney(money: Money, locale: string): string {
  const digits = minorDigits(money.currency) ?? 0;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    // CLDR shows some currencies without the minor units that they have (IQD, HUF).
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(majorUnits(money) as `${number}`);
}

/** Minor units by currency; currencies are never added to each other. */
export type Totals = Readonly<Record<string, number>>;

/** The totals with the money added (a negative one taken away); a total of nothing is absent. */
export function addMoney(totals: Totals, { currency, minor }: Money): Totals {
  const { [currency]: before = 0, ...others } = totals;
  const sum = before + minor;
  return sum === 0 ? others : { ...others, [currency]: sum };
}
