// The fields of a form, read from what was sent: all good, or every fault beside its field.
import type { FieldConfig, Locale, Scalar } from '../config/config.ts';
import { type Email, readEmail } from './email.ts';
import { inAnyCase, lastText, type Sent, type SentValue } from './sent.ts';
import { isGiven, isTicked } from './ticked.ts';
import { readDate } from './written-date.ts';
import { readNumber } from './written-number.ts';
import { readWebAddress } from './written-web-address.ts';

export type FieldError =
  | {
      readonly code:
        | 'required'
        | 'tick'
        | 'choose'
        | 'email'
        | 'tel'
        | 'number'
        | 'date'
        | 'url'
        | 'option'
        | 'text';
    }
  | { readonly code: 'too-long' | 'too-great'; readonly most: number }
  | { readonly code: 'too-small'; readonly least: number };

export type FieldsReading =
  | { readonly kind: 'valid'; readonly email: Email; readonly properties: Readonly<Record<string, Scalar>> }
  | { readonly kind: 'invalid'; readonly errors: ReadonlyMap<string, FieldError> };

/** Between the answers of a field that takes several: no answer holds a line end. */
const BETWEEN_ANSWERS = '\n';

/**
 * Reads the declared fields; others are dropped. The e-mail stands apart and is in no property. A consent is kept
 * with the version of its wording, given or not: `newsletter: false, 'newsletter.version': '2026-01'`. Several answers
 * are one text, an answer a line, in the order of the options.
 * @param language in which numbers and dates are written
 */
export function readFields(
  fields: readonly FieldConfig[],
  sent: Sent,
  language: Locale = 'en',
): FieldsReading {
  const errors = new Map<string, FieldError>();
  const properties: Record<string, Scalar> = {};
  let email: Email | undefined;
  for (const field of fields) {
    const value = readField(field, valuesOf(field, sent), language);
    if (typeof value !== 'object') {
      if (value !== undefined) properties[field.name] = value;
      if (field.type === 'consent') properties[`${field.name}.version`] = field.version;
    } else if ('code' in value) errors.set(field.name, value);
    else email = value;
  }
  if (errors.size > 0 || email === undefined) return { kind: 'invalid', errors };
  return { kind: 'valid', email, properties };
}

/**
 * The same of a form that was answered in the past, when it may have asked for something else: only the e-mail is
 * required, and an answer that cannot be read is left out and named. A consent has the version of its wording that was
 * sent beside it, or none.
 */
export function readPastFields(
  fields: readonly FieldConfig[],
  sent: Sent,
  language: Locale = 'en',
): FieldsReading & { readonly leftOut: readonly string[] } {
  const errors = new Map<string, FieldError>();
  const leftOut: string[] = [];
  const properties: Record<string, Scalar> = {};
  let email: Email | undefined;
  for (const field of fields) {
    const values = valuesOf(field, sent);
    if (values.length === 0 && field.type !== 'email') continue;
    const value = readField(field, values, language);
    if (typeof value !== 'object') {
      if (value !== undefined) properties[field.name] = value;
      const version = lastText(sent, `${field.name}.version`);
      if (field.type === 'consent' && version) properties[`${field.name}.version`] = cleanLine(version);
    } else if (!('code' in value)) email = value;
    else if (field.type === 'email') errors.set(field.name, value);
    else if (values.some(isFilled)) leftOut.push(field.name);
  }
  if (email === undefined) return { kind: 'invalid', errors, leftOut };
  return { kind: 'valid', email, properties, leftOut };
}

/**
 * What came under the field's name or, where that is empty, under the first of its aliases that is not; where all are, under
 * one of these in other letter case: `Email`, `MESSAGE`.
 */
export function valuesOf({ name, aliases = [] }: FieldConfig, sent: Sent): readonly SentValue[] {
  const names = [name, ...aliases];
  for (const read of [(each: string) => sent.get(each), (each: string) => inAnyCase(sent, each)]) {
    const found = names.map(read).find((values) => values?.some(isFilled));
    if (found !== undefined) return found;
  }
  return [];
}

function isFilled(value: SentValue): boolean {
  return value === null || String(value).trim() !== '';
}

/** undefined: left empty. */
function readField(
  field: FieldConfig,
  values: readonly SentValue[],
  language: Locale,
): Scalar | Email | FieldError | undefined {
  if (values.includes(null)) return { code: 'text' };
  const filled = values.filter(isFilled).map((value) => (typeof value === 'number' ? value : String(value)));
  switch (field.type) {
    case 'checkbox':
      return readTick(field.required, filled.map(String).some(isTicked));
    case 'consent':
      return readTick(
        field.required,
        filled.some((value) => isGiven(String(value), field.value)),
      );
    case 'checkboxes':
      return readAnswers(field, filled.map(String));
    case 'select':
      return field.multiple ? readAnswers(field, filled.map(String)) : readOne(field, filled, language);
    default:
      return readOne(field, filled, language);
  }
}

type One = Exclude<FieldConfig, { readonly type: 'checkbox' | 'consent' | 'checkboxes' }>;

/** Of several values a text keeps all, each once, as lines or with commas between; anything else the last. */
function readOne(
  field: One,
  filled: readonly (string | number)[],
  language: Locale,
): Scalar | Email | FieldError | undefined {
  const last = filled.at(-1) ?? '';
  if (field.type === 'number' && typeof last === 'number') return withinBounds(field, last);
  const text = textOf(field.type, filled.map(String));
  if (text === '') return field.required || field.type === 'email' ? { code: 'required' } : undefined;
  if ('maxLength' in field && text.length > field.maxLength)
    return { code: 'too-long', most: field.maxLength };
  switch (field.type) {
    case 'email':
      return readEmail(text) ?? { code: 'email' };
    case 'tel':
      return (text.match(/\p{Nd}/gu) ?? []).length >= 3 ? text : { code: 'tel' };
    case 'number':
      return withinBounds(field, readNumber(text, language));
    case 'date':
      return readDate(text, language) ?? { code: 'date' };
    case 'url':
      return readWebAddress(text) ?? { code: 'url' };
    case 'select':
    case 'radio':
      return field.options.some(({ value }) => value === text) ? text : { code: 'option' };
    case 'text':
    case 'textarea':
    case 'hidden':
      return text;
    default:
      return field satisfies never;
  }
}

function textOf(type: One['type'], filled: readonly string[]): string {
  if (type === 'textarea') return [...new Set(filled.map(cleanText))].join('\n').trim();
  const lines = filled.map(cleanLine);
  return type === 'text' ? [...new Set(lines)].join(', ') : (lines.at(-1) ?? '');
}

type Several = Extract<FieldConfig, { readonly type: 'checkboxes' | 'select' }>;

function readAnswers(
  { options, required }: Several,
  filled: readonly string[],
): string | FieldError | undefined {
  const chosen = new Set(filled.map(cleanLine).filter((answer) => answer !== ''));
  const known = options.map(({ value }) => value).filter((value) => chosen.has(value));
  if (known.length < chosen.size) return { code: 'option' };
  if (known.length === 0) return required ? { code: 'choose' } : undefined;
  return known.join(BETWEEN_ANSWERS);
}

function readTick(required: boolean, ticked: boolean): boolean | FieldError {
  return required && !ticked ? { code: 'tick' } : ticked;
}

type Bounds = { readonly min?: number; readonly max?: number };

function withinBounds({ min, max }: Bounds, number: number | undefined): number | FieldError {
  if (number === undefined || !Number.isFinite(number)) return { code: 'number' };
  if (min !== undefined && number < min) return { code: 'too-small', least: min };
  if (max !== undefined && number > max) return { code: 'too-great', most: max };
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
