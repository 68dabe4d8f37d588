// EventBridge Scheduler's expressions, as patterns that croner reads or as plain intervals.

export type ScheduleExpression =
  | { readonly kind: 'every'; readonly ms: number }
  /** Seven fields: second, minute, hour, day of month, month, day of week, year. Weekdays are 1 to 7, from Sunday. */
  | { readonly kind: 'cron'; readonly pattern: string }
  /** Local time, as in `2026-01-31T09:00:00`. */
  | { readonly kind: 'once'; readonly at: string };

export class UnknownSchedule extends Error {
  override readonly name = 'UnknownSchedule';
}

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** @throws UnknownSchedule naming the expression. */
export function parseScheduleExpression(expression: string): ScheduleExpression {
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value && unit) return { kind: 'every', ms: Number(value) * UNITS[unit as keyof typeof UNITS] };
  const [, at] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (at) return { kind: 'once', at };
  const [, fields] = /^cron\((.+)\)$/.exec(expression) ?? [];
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] = fields?.trim().split(/\s+/) ?? [];
  if (minute && hour && dayOfMonth && month && dayOfWeek && year && rest.length === 0) {
    const pattern = [
      '0',
      steps(minute, 59),
      steps(hour, 23),
      steps(dayOfMonth, 31),
      steps(month, 12),
      steps(dayOfWeek, 7),
      steps(year, 2199),
    ];
    return { kind: 'cron', pattern: pattern.join(' ') };
  }
  throw new UnknownSchedule(`The schedule "${expression}" is neither rate(...), cron(...) nor at(...).`);
}

/** `?` is any; `5/10` is every tenth from the fifth on, which croner writes as a range. */
function steps(field: string, last: number): string {
  return field
    .split(',')
    .map((part) => (part === '?' ? '*' : part.replace(/^(\d+)\//, `$1-${last}/`)))
    .join(',');
}
