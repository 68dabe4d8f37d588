// DynamoDB's numbers: decimals of up to 38 significant digits, kept as text in one form.
import { validationError } from './dynamodb-error.ts';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
const DIGITS = 38;
const LARGEST = 125;
const SMALLEST = -130;

/** `digits` times ten to the `exponent`; digits end in no zero. */
type Decimal = { readonly digits: bigint; readonly exponent: number };

/** The one form of a number: no plus, no exponent, no zero that says nothing. @throws ValidationException */
export function decimal(text: string): string {
  return isSmall(text) ? text : format(parse(text));
}

/** In its one form, and exact as a double, as is the sum of two. Most numbers are, and this is asked of all. */
function isSmall(text: string): boolean {
  const first = text.charCodeAt(0) === MINUS ? 1 : 0;
  const { length } = text;
  if (length === first || length > first + 15) return false;
  if (text.charCodeAt(first) === ZERO) return text === '0';
  for (let at = first; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < ZERO || unit > ZERO + 9) return false;
  }
  return true;
}

const MINUS = 0x2d;
const ZERO = 0x30;

/** Below, at or above zero, of numbers in their one form. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  if (isSmall(a) && isSmall(b)) return Number(a) - Number(b);
  const [x, y] = aligned(parse(a), parse(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** @throws ValidationException where the sum has more digits than DynamoDB keeps */
export function addDecimals(a: string, b: string): string {
  if (isSmall(a) && isSmall(b)) return String(Number(a) + Number(b));
  const [x, y, exponent] = aligned(parse(a), parse(b));
  return format(checked(x + y, exponent));
}

function parse(text: string): Decimal {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole + fraction === '') {
    throw validationError(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const digits = BigInt(whole + fraction);
  return checked(sign === '-' ? -digits : digits, Number(power) - fraction.length);
}

function checked(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const text = String(digits < 0n ? -digits : digits);
  const significant = text.replace(/0+$/, '');
  const zeros = text.length - significant.length;
  const magnitude = text.length - 1 + exponent;
  if (magnitude > LARGEST) {
    throw validationError(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (magnitude < SMALLEST) {
    throw validationError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  if (significant.length > DIGITS) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  const kept = BigInt(significant);
  return { digits: digits < 0n ? -kept : kept, exponent: exponent + zeros };
}

function format({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (exponent >= 0) return sign + text + '0'.repeat(digits === 0n ? 0 : exponent);
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.digits * 10n ** BigInt(a.exponent - exponent),
    b.digits * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}
