// Local calendar days of an IANA time zone, as `YYYY-MM-DD`, and the instants at which they begin.

const DAY_MS = 86_400_000;
/** Every zone's offset changes on a quarter of an hour, UTC. */
const QUARTER_MS = 900_000;
/** Offsets and days that are kept at hand of each zone. */
const REMEMBERED = 10_000;

/** What has been worked out of a time zone. */
type Zone = {
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
  readonly days: Map<number, string>;
};

/** Shared by all calendars of a zone: a format alone takes longer to make than a lead takes to be counted. */
const zones = new Map<string, Zone>();

export class Calendar {
  readonly timezone: string;
  readonly #zone: Zone;

  /** @throws RangeError for a time zone that does not exist */
  constructor(timezone: string) {
    this.timezone = timezone;
    this.#zone = zoneOf(timezone);
  }

  /** The local day of an instant in ms since the epoch. */
  dayOf(ms: number): string {
    const local = ms + this.#offsetAt(ms);
    const number = Math.floor(local / DAY_MS);
    const { days } = this.#zone;
    let day = days.get(number);
    if (day === undefined) {
      day = isoDay(local);
      if (days.size > REMEMBERED) days.clear();
      days.set(number, day);
    }
    return day;
  }

  /** What clocks show at an instant, in ms as if it were UTC. */
  localOf(ms: number): number {
    return ms + this.#offsetAt(ms);
  }

  /**
   * The first instant at which clocks show a local time, in ms since the epoch; for a time that clocks skip, the
   * instant so long after the skip.
   * @param local as if it were UTC
   */
  instantOf(local: number): number {
    const candidates = [local - this.#offsetAt(local - DAY_MS), local - this.#offsetAt(local + DAY_MS)];
    const exact = candidates.filter((at) => at + this.#offsetAt(at) === local);
    return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
  }

  /** The first instant of a local day, in ms since the epoch. A day whose midnight is skipped begins at the skip. */
  startOf(day: string): number {
    const local = msOf(day);
    const [before, after] = [this.#offsetAt(local - DAY_MS), this.#offsetAt(local + DAY_MS)];
    if (before === after && this.#offsetAt(local - before) === before) return local - before;
    const candidates = [local - before, local - after];
    const exact = candidates.filter((at) => at + this.#offsetAt(at) === local);
    if (exact.length > 0) return Math.min(...exact);
    let at = Math.min(...candidates);
    while (this.dayOf(at) < day) at += QUARTER_MS;
    return at;
  }

  #offsetAt(ms: number): number {
    const quarter = Math.floor(ms / QUARTER_MS);
    const { offsets } = this.#zone;
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = this.#readOffset(quarter * QUARTER_MS);
      if (offsets.size > REMEMBERED) offsets.clear();
      offsets.set(quarter, offset);
    }
    return offset;
  }

  #readOffset(ms: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#zone.format.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
  }
}

function zoneOf(timezone: string): Zone {
  const known = zones.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone: Zone = { format, offsets: new Map(), days: new Map() };
  zones.set(timezone, zone);
  return zone;
}

/** Reports ask for the same days again and again: the days by their numbers since the epoch, and when they begin in UTC. */
const isoDays = new Map<number, string>();
const beginnings = new Map<string, number>();

function isoDay(ms: number): string {
  const number = Math.floor(ms / DAY_MS);
  let day = isoDays.get(number);
  if (day === undefined) {
    day = new Date(ms).toISOString().slice(0, 10);
    if (isoDays.size > REMEMBERED) {
      isoDays.clear();
      beginnings.clear();
    }
    isoDays.set(number, day);
    beginnings.set(day, number * DAY_MS);
  }
  return day;
}

/** The beginning of a day in UTC. */
function msOf(day: string): number {
  return beginnings.get(day) ?? Date.parse(`${day}T00:00:00Z`);
}

/** `day` plus `n` days, `n` of either sign. */
export function addDays(day: string, n: number): string {
  return isoDay(msOf(day) + n * DAY_MS);
}

/** Days from `from` to `to`, both inclusive. */
export function daysBetween(from: string, to: string): readonly string[] {
  const days: string[] = [];
  if (from > to) return days;
  for (let ms = msOf(from), last = msOf(to); ms <= last; ms += DAY_MS) days.push(isoDay(ms));
  return days;
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** The first day of the week (from Monday) or month that a day is in. */
export function firstDayOf(period: 'week' | 'month', day: string): string {
  return period === 'week' ? addDays(day, -((weekdayOf(day) + 6) % 7)) : `${day.slice(0, 7)}-01`;
}

/** The closed week (Monday to Sunday), month or day that ended last before `day`, both ends inclusive. */
export function lastClosed(
  period: 'day' | 'week' | 'month',
  day: string,
): { readonly from: string; readonly to: string } {
  if (period === 'day') return { from: addDays(day, -1), to: addDays(day, -1) };
  if (period === 'week') {
    const monday = firstDayOf('week', day);
    return { from: addDays(monday, -7), to: addDays(monday, -1) };
  }
  const to = addDays(firstDayOf('month', day), -1);
  return { from: firstDayOf('month', to), to };
}
