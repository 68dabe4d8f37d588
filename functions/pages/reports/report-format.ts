// Figures as a reader of a language writes them: counts, shares, days, times, money and changes.
import type { Locale } from '../../domain/config/config.ts';
import { formatMoney } from '../../domain/money.ts';

export type Formats = {
  readonly number: (n: number) => string;
  /** A fraction as a percentage; a dash for null. */
  readonly percent: (fraction: number | null) => string;
  /** A local day, `YYYY-MM-DD`, in full. */
  readonly day: (day: string) => string;
  readonly shortDay: (day: string) => string;
  /** An instant in the configured time zone. */
  readonly instant: (iso: string) => string;
  /** Seconds in its two largest units; a dash for null. */
  readonly duration: (seconds: number | null) => string;
  /** Minor units by currency; a dash for none. */
  readonly money: (revenue: Readonly<Record<string, number>>) => readonly string[];
  /** The change of a count in per cent, signed; undefined where a percentage tells nothing. */
  readonly change: (now: number, before: number) => string | undefined;
  /** The change of a share in percentage points, signed, as a bare number. */
  readonly points: (now: number, before: number) => string;
};

export const DASH = '–';
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
type Unit = (typeof UNITS)[number][0];

export function formatsOf(locale: Locale, timezone: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const small = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDays = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: timezone,
  });
  const units = new Map(
    UNITS.map(([name]) => [
      name,
      new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }),
    ]),
  );
  const unit = (value: number, name: Unit): string => units.get(name)?.format(value) ?? '';
  return {
    number: (n) => number.format(n),
    percent: (fraction) => (fraction === null ? DASH : small.format(fraction)),
    day: (day) => days.format(Date.parse(`${day}T00:00:00Z`)),
    shortDay: (day) => shortDays.format(Date.parse(`${day}T00:00:00Z`)),
    instant: (iso) => instants.format(Date.parse(iso)),
    duration: (seconds) => (seconds === null ? DASH : formatDuration(seconds, unit)),
    money: (revenue) =>
      Object.entries(revenue).map(([currency, minor]) =>
        formatMoney({ currency, minor: Math.round(minor) }, locale),
      ),
    change: (now, before) => (isTelling(now, before) ? change.format(now / before - 1) : undefined),
    points: (now, before) => points.format((now - before) * 100),
  };
}

/** Less than half a per cent reads as none, and more than tenfold is a start from next to nothing. */
function isTelling(now: number, before: number): boolean {
  return before > 0 && now <= 10 * before && Math.abs(now - before) >= before / 200;
}

function formatDuration(seconds: number, unit: (value: number, name: Unit) => string): string {
  const whole = rounded(Math.round(seconds));
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [name, size] = UNITS[at] ?? ['second', 1];
  const [smallerName, smallerSize] = UNITS[at + 1] ?? [];
  if (at < 0 || smallerName === undefined || whole >= FEW * size) return unit(Math.round(whole / size), name);
  const large = Math.floor(whole / size);
  const rest = Math.floor((whole % size) / smallerSize);
  return rest === 0 ? unit(large, name) : `${unit(large, name)} ${unit(rest, smallerName)}`;
}

/** From so many of a unit on, the next smaller one is noise. */
const FEW = 10;

/** To whole units where there are many: 23.9 hours become a day, not 24 hours. */
function rounded(seconds: number): number {
  const [, size] = UNITS.find(([, each]) => seconds >= FEW * each) ?? ['second', 1];
  return Math.round(seconds / size) * size;
}
