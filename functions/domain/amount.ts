// Amounts as programs and people write them: `1234.5`, `1.234,50`, `€ 49,90`, `1 234.50 USD`.

/** `digits` times ten to the power of minus `scale`. */
export type Decimal = { readonly digits: string; readonly scale: number };

export type WrittenAmount = {
  readonly isNegative: boolean;
  /** What is written for the currency, before and after the number. */
  readonly currencies: readonly string[];
  /** @param minorDigits of the currency. Undefined where the number has no reading, or two. */
  readonly decimal: (minorDigits: number) => Decimal | undefined;
};

/** Exponents of three digits hold every number, and keep a hostile string from asking for a gigabyte of zeros. */
const PLAIN = /^([+-]?)(?=\.?\d)(\d{0,400})(?:\.(\d{0,400}))?(?:e([+-]?\d{1,3}))?$/i;

/** Nobody writes more. */
const LONGEST = 80;
/** A sign, a currency, a number with its separators, `,-` for no cents, a currency. */
const WRITTEN =
  /^([+-]?) ?(?:([\p{L}\p{Sc}]{1,4}\.?) ?)?([+-]?) ?([.,]?\d(?:[\d., ']*\d)?\.?)(?:[.,]--?)?(?: ?([\p{L}\p{Sc}]{1,4}\.?))?$/u;

/** Undefined for what is no amount. */
export function readAmount(value: unknown): WrittenAmount | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  const plain = PLAIN.exec(text);
  if (plain !== null) {
    const [, sign, whole = '', fraction = '', exponent] = plain;
    const decimal = { digits: whole + fraction, scale: fraction.length - Number(exponent ?? 0) };
    // As a number it has one reading; as a text `1.234` may be one thousand and some.
    const isNumber = typeof value === 'number' || exponent !== undefined || fraction.length !== 3;
    return {
      isNegative: sign === '-',
      currencies: [],
      decimal: isNumber ? () => decimal : (minorDigits) => readNumber(`${whole}.${fraction}`, minorDigits),
    };
  }
  return text.length > LONGEST ? undefined : readWritten(text);
}

function readWritten(text: string): WrittenAmount | undefined {
  const usual = text
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\u2019\u02bc]/g, "'")
    .replace(/[\u2212\u2013\u2014]/g, '-');
  const match = WRITTEN.exec(usual);
  if (match === null) return undefined;
  const [, outer = '', before, inner = '', number = '', after] = match;
  if (outer !== '' && inner !== '') return undefined;
  return {
    isNegative: outer === '-' || inner === '-',
    currencies: [before, after].filter((each) => each !== undefined),
    decimal: (minorDigits) => readNumber(number, minorDigits),
  };
}

/** Groups of thousands; in India of hundreds above the first thousand. */
const GROUPS = {
  ' ': /^\d{1,3}(?: \d{3})+$/,
  "'": /^\d{1,3}(?:'\d{3})+$/,
  '.': /^\d{1,3}(?:\.\d{3})+$/,
  ',': /^(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})$/,
} as const;

function readNumber(number: string, minorDigits: number): Decimal | undefined {
  const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  if (last < 0) return readWhole(number, '');
  const mark = number.charAt(last);
  const [whole, fraction] = [number.slice(0, last), number.slice(last + 1)];
  if (!/^\d*$/.test(fraction)) return undefined;
  if (whole.includes(mark)) return readWhole(number, '');
  const isThousands = /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3;
  if (!isThousands) return readWhole(whole, fraction);
  // Two readings, but where the currency has three digits after the point, or none.
  if (mark === '.' && minorDigits === 3) return readWhole(whole, fraction);
  return mark === ',' && minorDigits === 0 ? readWhole(number, '') : undefined;
}

function readWhole(whole: string, fraction: string): Decimal | undefined {
  const isGrouped = Object.values(GROUPS).some((groups) => groups.test(whole));
  if (!isGrouped && !/^\d*$/.test(whole)) return undefined;
  return { digits: whole.replace(/\D/g, '') + fraction, scale: fraction.length };
}
