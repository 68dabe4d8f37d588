// Money: integer minor units of one ISO 4217 currency, read from decimals without a slip and written back.

export type Money = { readonly currency: string; readonly minor: number };

/**
 * The active codes by the digits after the point: ISO 4217 list one, with amendments up to 179 (May 2025) and Bulgaria's
 * euro (2026). Metals, bond units and `XXX` have no minor unit and are left out. The codes in the last line of "2" were
 * withdrawn since 2021: orders from before may still be sent.
 */
const CODES_BY_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    ANG BGN CUC HRK SLL ZWL`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** Segment: "If this isn't set, Segment assumes the revenue to be in US dollars" (Spec: Track, `currency`). */
const ASSUMED_CURRENCY = 'USD';

/** The digits after the point of an ISO 4217 code, undefined for what is none. */
export function minorDigits(currency: string): number | undefined {
  return DIGITS.get(currency);
}

/**
 * Decimal major units (12.5, "12.50") as money, rounded half up on the decimal digits as they are written: a number
 * stands for the shortest decimal that names it, so that 1.005 EUR is 101 cents.
 * Undefined for what is no amount (negative ones too), for an unknown currency and beyond safe integers.
 * @param currency any case; absent or empty is US dollars
 */
export function parseMoney(value: unknown, currency: unknown): Money | undefined {
  const code = readCurrency(currency);
  const digits = code === undefined ? undefined : DIGITS.get(code);
  const decimal = readDecimal(value);
  if (code === undefined || digits === undefined || decimal === undefined) return undefined;
  const minor = roundHalfUp(decimal, digits);
  return minor <= Number.MAX_SAFE_INTEGER ? { currency: code, minor: Number(minor) } : undefined;
}

function readCurrency(currency: unknown): string | undefined {
  if (currency === undefined || currency === null) return ASSUMED_CURRENCY;
  return typeof currency === 'string' ? currency.trim().toUpperCase() || ASSUMED_CURRENCY : undefined;
}

/** An amount is `digits` times ten to the power of minus `scale`. */
type Decimal = { readonly digits: string; readonly scale: number };

/** Exponents of three digits hold every number, and keep a hostile string from asking for a gigabyte of zeros. */
const DECIMAL = /^\+?(?=\.?\d)(\d{0,400})(?:\.(\d{0,400}))?(?:e([+-]?\d{1,3}))?$/i;

function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = DECIMAL.exec(String(value).trim());
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return { digits: whole + fraction, scale: fraction.length - Number(exponent) };
}

function roundHalfUp({ digits, scale }: Decimal, kept: number): bigint {
  const dropped = scale - kept;
  if (dropped <= 0) return BigInt(digits) * 10n ** BigInt(-dropped);
  const unit = 10n ** BigInt(dropped);
  return (BigInt(digits) * 2n + unit) / (2n * unit);
}

/** The amount in major units, exact: `1234.50`, `-0.05`, `500`. */
export function majorUnits({ currency, minor }: Money): string {
  const digits = DIGITS.get(currency) ?? 0;
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}

/** The amount as a reader of this language writes it, with all digits that ISO 4217 gives the currency. */
export function formatMoney(money: Money, locale: string): string {
  const digits = DIGITS.get(money.currency) ?? 0;
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
