// Local days of a time zone, by asking the clock of the zone.

const QUARTER = 900_000;
const DAY = 86_400_000;

export type Days = {
  /** The local day of an instant, as `YYYY-MM-DD`. */
  readonly of: (time: number) => string;
  /** The instant at which a local day ends. */
  readonly endOf: (day: string) => number;
};

export function daysIn(timezone: string): Days {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const clock = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, ...parts });
  const of = (time: number): string => clock.format(time);
  const ends = new Map<string, number>();
  const endOf = (day: string): number => {
    const known = ends.get(day);
    if (known !== undefined) return known;
    // No zone is further from UTC than 15 hours, and clocks change at quarters of an hour.
    let at = Date.parse(`${day}T00:00:00Z`) + DAY - 15 * 3_600_000;
    while (of(at) <= day) at += QUARTER;
    ends.set(day, at);
    return at;
  };
  return { of, endOf };
}

export function dayAfter(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
}

/** Both ends included. */
export function daysFrom(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) days.push(day);
  return days;
}
