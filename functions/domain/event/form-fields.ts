// The fields of a form, read from what was sent: all good, or every fault beside its field.
import type { FieldConfig, Scalar } from '../config/config.ts';
import { type Email, readEmail } from './email.ts';

/** What was sent, by name; null where it was neither text nor number nor truth value. */
export type Sent = ReadonlyMap<string, string | null>;

export type FieldError =
  | { readonly code: 'required' | 'tick' | 'email' | 'tel' | 'number' | 'option' | 'text' }
  | { readonly code: 'too-long' | 'too-great'; readonly most: number }
  | { readonly code: 'too-small'; readonly least: number };

export type FieldsReading =
  | { readonly kind: 'valid'; readonly email: Email; readonly properties: Readonly<Record<string, Scalar>> }
  | { readonly kind: 'invalid'; readonly errors: ReadonlyMap<string, FieldError> };

/**
 * Reads the declared fields; others are dropped. The e-mail stands apart and is in no property. A consent is kept
 * with the version of its wording, given or not: `newsletter: false, 'newsletter.version': '2026-01'`.
 */
export function readFields(fields: readonly FieldConfig[], sent: Sent): FieldsReading {
  const errors = new Map<string, FieldError>();
  const properties: Record<string, Scalar> = {};
  let email: Email | undefined;
  for (const field of fields) {
    const value = readField(field, sent.get(field.name) ?? (sent.has(field.name) ? null : ''));
    if (typeof value !== 'object') {
      if (value !== undefined) properties[field.name] = value;
      if (field.type === 'consent') properties[`${field.name}.version`] = field.version;
    } else if ('code' in value) errors.set(field.name, value);
    else email = value;
  }
  if (errors.size > 0 || email === undefined) return { kind: 'invalid', errors };
  return { kind: 'valid', email, properties };
}

/** undefined: left empty. */
function readField(field: FieldConfig, raw: string | null): Scalar | Email | FieldError | undefined {
  if (raw === null) return { code: 'text' };
  if (field.type === 'checkbox' || field.type === 'consent') return readTick(field.required, raw);
  const text = field.type === 'textarea' ? cleanText(raw) : cleanLine(raw);
  if (text === '') return field.required || field.type === 'email' ? { code: 'required' } : undefined;
  if ('maxLength' in field && text.length > field.maxLength)
    return { code: 'too-long', most: field.maxLength };
  switch (field.type) {
    case 'email':
      return readEmail(text) ?? { code: 'email' };
    case 'tel':
      return (text.match(/\p{Nd}/gu) ?? []).length >= 3 ? text : { code: 'tel' };
    case 'number':
      return readNumber(text, field.min, field.max);
    case 'select':
      return field.options.some(({ value }) => value === text) ? text : { code: 'option' };
    case 'text':
    case 'textarea':
    case 'hidden':
      return text;
    default:
      return field satisfies never;
  }
}

const UNTICKED = new Set(['', 'false', '0', 'off', 'no']);

export function isTicked(raw: string): boolean {
  return !UNTICKED.has(raw.trim().toLowerCase());
}

function readTick(required: boolean, raw: string): boolean | FieldError {
  const ticked = isTicked(raw);
  return required && !ticked ? { code: 'tick' } : ticked;
}

/** No digit can be read in two ways, so a long text is refused as fast as a short one. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const LONGEST_NUMBER = 400;

function readNumber(
  text: string,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
): number | FieldError {
  const number = text.length <= LONGEST_NUMBER && NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return { code: 'number' };
  if (number < min) return { code: 'too-small', least: min };
  if (number > max) return { code: 'too-great', most: max };
  return number;
}

/** Line ends as one character, as browsers count them; other control characters and halves of characters gone. */
function cleanText(raw: string): string {
  return raw
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/** One line: line ends and tabs as one blank, with the blanks around them. */
export function cleanLine(raw: string): string {
  // Not one pattern with blanks on both sides of the break: that takes the square of the length on a run of blanks.
  const parts = cleanText(raw).split(/[\n\t]/);
  if (parts.length === 1) return parts[0] ?? '';
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}
