// Cohorts by looking at every attempt for each cell.
import type { CohortsReport } from '../../functions/domain/report/cohorts.ts';
import { dayAfter, daysFrom } from './local-days.ts';
import type { Recounted } from './period.ts';
import { ageAt, stepAt } from './same-age.ts';
import { bucketOf } from './times.ts';

const DAY = 86_400_000;

type Cohorts = Pick<CohortsReport, 'cohorts' | 'times'> & {
  readonly ages: readonly Pick<CohortsReport['ages'][number], 'seconds'>[];
};

/** What a page says of itself, and the bounds of its classes of times: who is in them is counted here. */
export function cohortsOf(all: Recounted, page: CohortsReport): Cohorts {
  const { from, to, every, goal, pending } = page;
  const { funnel, leads, days, now } = all;
  const k = funnel.stages.findIndex(({ id }) => id === goal);
  const attempts = leads.flatMap((lead) => lead.attempts);
  const unit = every === 'week' ? 7 * DAY : 30 * DAY;
  const ages: number[] = [];
  for (let age = unit; age < funnel.windowMs && ages.length < 26; age += unit) ages.push(age);
  ages.push(funnel.windowMs);
  const groups = new Map<string, string[]>();
  for (const day of daysFrom(from, to)) {
    const date = new Date(`${day}T12:00:00Z`);
    const weekday = (date.getUTCDay() + 6) % 7;
    const name = every === 'month' ? day.slice(0, 7) : String(Date.parse(day) / DAY - weekday);
    groups.set(name, [...(groups.get(name) ?? []), day]);
  }
  const isThere = (one: (typeof attempts)[number]): boolean => stepAt(one, k) !== undefined;
  const cohorts = [...groups.values()].map((own) => {
    const [first, last] = [own[0] ?? '', own.at(-1) ?? ''];
    const entered = attempts.filter(({ day }) => own.includes(day));
    const before = entered.filter(({ enteredAt }) => enteredAt < k);
    const isSettled = now > days.endOf(last) + 2 * funnel.windowMs + (pending > 0 ? 14 * DAY : 0);
    return {
      ...{ from: first, to: last, entered: entered.length, enteredBefore: before.length },
      ...{ advanced: before.filter(isThere).length, final: isSettled },
      ages: ages.map((age, index) => {
        const youngest = now - days.endOf(last);
        const oldest = now - days.endOf(dayAfter(first, -1));
        if (oldest <= (ages[index - 1] ?? 0)) return { state: 'ahead' as const, reached: null, share: null };
        const step = age === funnel.windowMs ? bucketOf(age) : bucketOf(age) - 1;
        const reached = before.filter((one) => (stepAt(one, k) ?? Number.POSITIVE_INFINITY) <= step).length;
        const share = before.length === 0 ? null : reached / before.length;
        return { state: youngest >= age ? ('over' as const) : ('open' as const), reached, share };
      }),
    };
  });
  const columns = ages.filter((_, index) => cohorts.some((one) => one.ages[index]?.state !== 'ahead')).length;
  const within = attempts.filter(({ day, enteredAt }) => day >= from && day <= to && enteredAt < k);
  return {
    ages: ages.slice(0, columns).map((age) => ({ seconds: age / 1000 })),
    cohorts: cohorts.map((one) => ({ ...one, ages: one.ages.slice(0, columns) })),
    times: {
      ...{ enteredBefore: within.length, advanced: within.filter(isThere).length },
      unfinished: within.filter((one) => !isThere(one) && now <= days.endOf(one.day) + funnel.windowMs)
        .length,
      classes: page.times.classes.map(({ over, upTo }) => ({
        ...{ over, upTo },
        leads: within.filter((one) => {
          const seconds = (ageAt(one, k) ?? Number.NaN) / 1000;
          return (seconds > over || over === 0) && seconds <= upTo;
        }).length,
      })),
    },
  };
}
