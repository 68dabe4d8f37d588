// The figures of a report as the documented queries give them, in the shape of its JSON.
import type { Report } from '../../functions/domain/report/report.ts';
import type { Queries, Row } from './documented-queries.ts';

const number = (value: unknown): number => Number(value);
const orNull = (value: unknown): number | null => (value === null ? null : Number(value));
const NO_TIMES = { median: null, p90: null, mean: null };

/** What of a report is compared: all but what is worked out by statistics. */
export function comparable(report: Report, own: Report | Report['previous'] = report): object {
  const { from, to, entered, contacts, late, lostOn, handOff } = own;
  const stages = own.stages.map(withoutStatistics);
  const by = Object.fromEntries(
    Object.entries(own.by).map(([field, values]) => [
      field,
      values?.map((each) => ({ ...each, stages: each.stages.map(withoutStatistics) })),
    ]),
  );
  const receives = own.receives ?? [];
  return { from, to, entered, contacts, late, stages, lostOn: sorted(lostOn), handOff, receives, by };
}

function withoutStatistics({ label, optional, projected, ...stage }: Report['stages'][number]): object {
  return stage;
}

function sorted(lostOn: Report['lostOn']): readonly object[] {
  return lostOn.filter(({ leads }) => leads > 0).toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
}

/** The same of the period that was chosen. @param by the funnel's breakdowns */
export async function figuresOf(
  queries: Queries,
  { from, to, handOff, receives, by }: Pick<Report, 'from' | 'to' | 'handOff' | 'receives' | 'by'>,
): Promise<object> {
  const [came] = await queries.ask('How many came');
  const stages = await queries.ask('How far they came');
  const times = await queries.ask('How long it took');
  const money = await queries.ask('What it brought');
  const lost = await queries.ask('Why attempts ended as lost');
  const handOffs = await queries.ask('Hand-offs');

  const of = (breakdown: string | null, value: string | null) => (row: Row) =>
    row.breakdown === breakdown && row.value === value;
  const secondsOf = (isOwn: (row: Row) => boolean, metric: string, rest: Row): object => {
    const found = times.filter(
      (row) =>
        isOwn(row) && row.metric === metric && Object.keys(rest).every((key) => row[key] === rest[key]),
    );
    if (found.length > 1) throw new Error(`several times of ${metric}`);
    const [one] = found;
    return one === undefined
      ? NO_TIMES
      : { median: orNull(one.median), p90: orNull(one.p90), mean: orNull(one.mean) };
  };
  const revenueOf = (isOwn: (row: Row) => boolean, metric: string, stage: string | null): object =>
    Object.fromEntries(
      money
        .filter((row) => isOwn(row) && row.metric === metric && row.stage === stage)
        .map(({ currency, minor }) => [currency, number(minor)]),
    );
  const stagesOf = (breakdown: string | null, value: string | null): readonly object[] => {
    const isOwn = of(breakdown, value);
    return stages.filter(isOwn).map((row) => {
      const stage = String(row.stage);
      return {
        id: stage,
        leads: number(row.leads),
        returning: number(row.came_back),
        direct: number(row.direct),
        open: number(row.open),
        lost: number(row.lost),
        fromPrevious: orNull(row.from_previous),
        fromEntry: orNull(row.from_entry),
        enteredBefore: number(row.entered_before),
        advanced: number(row.advanced),
        seconds: secondsOf(isOwn, 'time_from_entry', { stage }),
        secondsFromPrevious: secondsOf(isOwn, 'time_from_previous', { stage }),
        orders: number(row.orders),
        revenue: revenueOf(isOwn, 'revenue', stage),
        directRevenue: revenueOf(isOwn, 'direct_revenue', stage),
      };
    });
  };
  const all = of(null, null);
  const answersTo = (source: string, behind: readonly string[]): object => {
    const own = handOffs.filter((row) => row.source === source);
    const sum = (what: string, more: Row = {}): number =>
      own
        .filter((row) => row.what === what && Object.keys(more).every((key) => row[key] === more[key]))
        .reduce((total, { leads }) => total + number(leads), 0);
    const leads = sum('handed_over');
    const [accepted, returned] = [sum('accepted'), sum('returned')];
    const classes = own.filter(({ what }) => what === 'accepted_within');
    return {
      leads,
      accepted,
      returned,
      waiting: leads - accepted - returned,
      acceptedShare: leads > 0 ? accepted / leads : null,
      seconds:
        source === '' ? secondsOf(all, 'time_to_hand_off', {}) : secondsOf(all, 'received', { name: source }),
      secondsToAccept: secondsOf(all, 'accepted', { detail: source }),
      reasons: own
        .filter(({ what }) => what === 'returned')
        .map((row) => ({ reason: row.reason, leads: number(row.leads) })),
      speeds: classes.map((row) => ({
        within: orNull(row.seconds),
        leads: number(row.leads),
        stages: behind.map((stage) => {
          const reached = sum('reached_after_accepted', { stage, class: row.class as number });
          const before = sum('reached_before_accepted', { stage, class: row.class as number });
          const others = number(row.leads) - before;
          return { id: stage, leads: reached, before, share: others > 0 ? reached / others : null };
        }),
      })),
    };
  };
  const behindOf = (report: Report['handOff'] | NonNullable<Report['receives']>[number]) =>
    report?.speeds[0]?.stages.map(({ id }) => id) ?? [];
  const slices = new Map<string, Map<string, number>>();
  for (const { breakdown, value, entered } of stages) {
    if (breakdown === null) continue;
    const values = slices.get(String(breakdown)) ?? new Map<string, number>();
    slices.set(String(breakdown), values.set(String(value), number(entered)));
  }
  return {
    from,
    to,
    entered: number(came?.entered),
    contacts: number(came?.contacts),
    late: { leads: number(came?.late_leads), revenue: revenueOf(all, 'late_revenue', null) },
    stages: stagesOf(null, null),
    lostOn: sorted(lost.map(({ reason, leads }) => ({ reason: String(reason), leads: number(leads) }))),
    handOff: handOff === null ? null : { to: handOff.to, ...answersTo('', behindOf(handOff)) },
    receives: (receives ?? []).map((each) => ({ from: each.from, ...answersTo(each.from, behindOf(each)) })),
    by: Object.fromEntries(
      Object.keys(by).map((field) => [
        field,
        [...(slices.get(field) ?? [])].map(([value, entered]) => ({
          value,
          entered,
          stages: stagesOf(field, value),
        })),
      ]),
    ),
  };
}

/** `daily`, `booked` and `quality`, which are of the report's own days alone. */
export async function daysOf(queries: Queries): Promise<Pick<Report, 'daily' | 'booked' | 'quality'>> {
  const daily = await queries.ask('Day by day');
  const books = await queries.ask("The shop's books");
  const quality = await queries.ask('What was not counted as it was meant');
  const days = [...new Set(daily.map(({ day }) => String(day)))];
  const perCurrency = (day: string, of: (row: Row) => unknown): Record<string, number> =>
    Object.fromEntries(
      books
        .filter((row) => row.day === day && row.currency !== null && number(of(row) ?? 0) !== 0)
        .map((row) => [String(row.currency), number(of(row))]),
    );
  return {
    daily: days.map((date) => {
      const own = daily.filter(({ day }) => day === date);
      return {
        date,
        entered: number(own.find(({ stage }) => stage === null)?.n),
        stages: own.filter(({ stage }) => stage !== null).map(({ n }) => number(n)),
        final: own[0]?.final === true,
      };
    }),
    booked: days.map((date) => ({
      date,
      orders: number(books.find((row) => row.day === date && row.currency === null)?.orders ?? 0),
      gross: perCurrency(date, ({ gross }) => gross),
      refunds: perCurrency(date, ({ refunds }) => refunds),
      net: perCurrency(date, ({ net }) => net),
    })),
    quality: Object.fromEntries(quality.map(({ reason, n }) => [reason, number(n)])),
  };
}
