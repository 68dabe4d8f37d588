// A moment as programs write it: a number since 1970, ISO 8601, RFC 2822 as mails and HTTP have it, or as languages print a date.

/** Longer texts are no times, whatever they hold. */
const LONGEST = 100;
/**
 * In seconds this is the year 5138, in milliseconds 1973: a number below it is one of seconds. A thousand times that parts
 * milliseconds from microseconds, and once more these from nanoseconds.
 */
const LEAST_MS = 1e11;
const LEAST_MICROSECONDS = LEAST_MS * 1000;
const LEAST_NANOSECONDS = LEAST_MICROSECONDS * 1000;
/** Shorter numbers are none: 20260102 is a date, 0 is no value. */
const LEAST = 1e8;

/**
 * Ms since the epoch; undefined for what is no time. A time without a zone is UTC, wherever this runs. A day that is
 * not in the calendar is none.
 */
export function readInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return readNumber(value);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  if (/^-?\d{1,19}(?:\.\d{1,9})?$/.test(text)) return readNumber(Number(text));
  return readIso(text) ?? readBasicIso(text) ?? readRfc2822(text) ?? readPrinted(text) ?? readOfNet(text);
}

/** Whether a moment is what programs and databases have for no time: in the year 1, in 1900, on the first day of 1970. */
export function isEmptyDate(instant: number): boolean {
  return instant < 86_400_000;
}

function readNumber(value: number): number | undefined {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size < LEAST) return undefined;
  if (size < LEAST_MS) return Math.round(value * 1000);
  if (size < LEAST_MICROSECONDS) return Math.round(value);
  return Math.floor(value / (size < LEAST_NANOSECONDS ? 1000 : 1_000_000));
}

/**
 * With a blank for the `T` as databases and many languages write it (RFC 3339, 5.6, allows that), with slashes, and with a
 * zone's name behind its offset as Java and Go write it: `[Europe/Rome]`, `CET`.
 */
const ISO =
  /^(\d{4})([-/])(\d\d?)\2(\d\d?)(?:(?:T|\s{1,2})(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?(\[[\w/+-]{1,40}\]|\s[A-Z]{3,4})?$/i;

function readIso(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, , month, day, hour, minute, second, fraction, offset, name] = match;
  // Of a name alone some are known.
  const zone = offset ?? name?.trim();
  if (offset === undefined && zone !== undefined && !isZone(zone)) return undefined;
  return instantOf({ year, month: Number(month), day, hour, minute, second, fraction, zone });
}

/** ISO 8601 without its separators: `20261101T100000Z`. */
const BASIC_ISO = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

function readBasicIso(text: string): number | undefined {
  const match = BASIC_ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  return instantOf({ year, month: Number(month), day, hour, minute, second, fraction, zone });
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `Sun, 01 Nov 2026 10:00:00 +0100`: the day of the week may be missing, and is not looked at. */
const RFC_2822 =
  /^(?:[a-z]{3},?\s)?\s?(\d{1,2})\s([a-z]{3})\s(\d{4})\s(\d\d):(\d\d)(?::(\d\d))?(?:\s(Z|UTC?|GMT|[ECMP][SD]T|[+-]\d{4}))?(?:\s\([^()]*\))?$/i;

function readRfc2822(text: string): number | undefined {
  const match = RFC_2822.exec(text);
  if (match === null) return undefined;
  const [, day, month = '', year, hour, minute, second, zone] = match;
  const at = MONTHS.indexOf(month.toLowerCase());
  return at < 0 ? undefined : instantOf({ year, month: at + 1, day, hour, minute, second, zone });
}

/**
 * As languages print a date without a format: JavaScript's `Sun Nov 01 2026 10:00:00 GMT+0100 (CET)`, C's and Python's
 * `Sun Nov  1 10:00:00 2026`, Java's and Ruby's `Sun Nov 01 10:00:00 CET 2026`.
 */
const PRINTED =
  /^[a-z]{3},?\s([a-z]{3})\s{1,2}(\d{1,2})\s(?:(\d{4})\s)?(\d\d):(\d\d):(\d\d)(?:\s(?:(?:GMT|UTC)?([+-]\d{4})|([A-Z]{1,4})))?(?:\s(\d{4}))?(?:\s\([^()]*\))?$/i;

function readPrinted(text: string): number | undefined {
  const match = PRINTED.exec(text);
  if (match === null) return undefined;
  const [, month = '', day, before, hour, minute, second, offset, name, after] = match;
  const at = MONTHS.indexOf(month.toLowerCase());
  const isOnce = (before === undefined) !== (after === undefined);
  const zone = offset ?? name;
  if (at < 0 || !isOnce || (name !== undefined && !isZone(name))) return undefined;
  return instantOf({ year: before ?? after, month: at + 1, day, hour, minute, second, zone });
}

/** .NET's `/Date(1793527200000+0100)/`, whose offset says nothing of the moment. */
function readOfNet(text: string): number | undefined {
  const digits = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/.exec(text)?.[1];
  return digits === undefined ? undefined : readNumber(Number(digits));
}

type Parts = {
  readonly year: string | undefined;
  /** January is 1. */
  readonly month: number;
  readonly day: string | undefined;
  readonly hour?: string | undefined;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  readonly fraction?: string | undefined;
  readonly zone?: string | undefined;
};

function instantOf(parts: Parts): number | undefined {
  const { month } = parts;
  const [year = 0, day = 0] = [parts.year, parts.day].map(Number);
  const [hour = 0, minute = 0, second = 0] = [parts.hour, parts.minute, parts.second].map((part) =>
    Number(part ?? 0),
  );
  const offset = offsetOf(parts.zone);
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if (offset === undefined || (hour > 23 && !isMidnight) || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ms = Number((parts.fraction ?? '').slice(0, 3).padEnd(3, '0'));
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
}

/** The zones that RFC 2822, 4.3, still knows by name, and those of Europe, in hours. */
const HOURS: Readonly<Record<string, number>> = {
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

function isZone(name: string): boolean {
  return /^(?:Z|UTC?|GMT)$/i.test(name) || HOURS[name.toUpperCase()] !== undefined;
}

/** Minutes east of UTC. */
function offsetOf(zone = 'Z'): number | undefined {
  const named = HOURS[zone.toUpperCase()];
  if (named !== undefined) return named * 60;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const [, sign, hours, minutes = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
