// The figures of a period, by looking at every attempt for each of them.
import type { FunnelConfig } from '../../functions/domain/config/config.ts';
import type { PeriodReport, StageReport } from '../../functions/domain/report/report.ts';
import { answeredOf } from './answered.ts';
import type { CountedAttempt, CountedLead } from './counted-lead.ts';
import { compare } from './exported-leads.ts';
import { type Days, dayAfter, daysFrom } from './local-days.ts';
import { secondsOf } from './times.ts';

export type Recounted = {
  readonly funnel: FunnelConfig;
  /** All funnels of the configuration. */
  readonly funnels: readonly FunnelConfig[];
  readonly leads: readonly CountedLead[];
  readonly days: Days;
  /** ms since the epoch. */
  readonly now: number;
};

type Stage = Omit<StageReport, 'label' | 'projected'>;
type Slice = { readonly value: string; readonly entered: number; readonly stages: readonly Stage[] };
export type Period = Omit<PeriodReport, 'stages' | 'by'> & {
  readonly stages: readonly Stage[];
  readonly by: Readonly<Record<string, readonly Slice[]>>;
};

export function periodOf(all: Recounted, from: string, to: string): Period {
  const { funnel, funnels, leads } = all;
  const isIn = (day: string | undefined): boolean => day !== undefined && day >= from && day <= to;
  const attempts = leads.flatMap((lead) => lead.attempts.filter(({ day }) => isIn(day)));
  const last = funnel.stages.length - 1;
  const reasons = [...new Set(funnel.lostOn?.map(({ event }) => event) ?? [])];
  const givers = funnels.filter(({ handOff }) => handOff?.to === funnel.id).map(({ id }) => id);
  const handed = attempts.flatMap(({ handedAfter }) => handedAfter ?? []);
  return {
    from,
    to,
    entered: attempts.length,
    contacts: attempts.filter(({ isContact }) => isContact).length,
    late: {
      leads: leads.filter(({ lateOn }) => isIn(lateOn)).length,
      revenue: totalsOf(leads.flatMap(({ late }) => late.filter(({ day }) => isIn(day)))),
    },
    stages: stagesOf(all, attempts, true),
    lostOn: reasons.map((reason) => ({
      reason,
      leads: attempts.filter((one) => one.lostOn === reason && one.stages[last]?.isCounted !== true).length,
    })),
    handOff:
      funnel.handOff === undefined
        ? null
        : {
            to: funnel.handOff.to,
            leads: handed.length,
            seconds: secondsOf(handed, true),
            ...answeredOf(
              funnel,
              attempts.flatMap((attempt) =>
                attempt.handed === undefined ? [] : [{ attempt, handed: attempt.handed }],
              ),
              funnel.stages.findIndex(({ id }) => id === funnel.handOff?.at),
            ),
          },
    ...(givers.length === 0
      ? {}
      : {
          receives: givers.sort().map((giver) => {
            const own = attempts.flatMap((attempt) =>
              attempt.received.flatMap(({ from, after, handed }) =>
                from === giver ? [{ attempt, after, handed }] : [],
              ),
            );
            const times = own.map(({ after }) => after);
            return {
              from: giver,
              leads: times.length,
              seconds: secondsOf(times, false),
              ...answeredOf(funnel, own, 0),
            };
          }),
        }),
    by: Object.fromEntries(
      funnel.by.map((by) => {
        const values = [...new Set(attempts.map((one) => one.values[by] ?? ''))];
        const slices = values.map((value): Slice => {
          const own = attempts.filter((one) => one.values[by] === value);
          return { value, entered: own.length, stages: stagesOf(all, own, false) };
        });
        return [by, slices.sort((a, b) => b.entered - a.entered || compare(a.value, b.value))];
      }),
    ),
  };
}

/** @param hasMean false for the values of breakdowns */
function stagesOf(
  { funnel, days, now }: Recounted,
  attempts: readonly CountedAttempt[],
  hasMean: boolean,
): readonly Stage[] {
  return funnel.stages.map(({ id, optional = false }, k): Stage => {
    const previous = funnel.stages.findLastIndex((stage, at) => at < k && stage.optional !== true);
    const isIn = ({ stages }: CountedAttempt, stage: number): boolean => stages[stage]?.isCounted === true;
    const inThis = attempts.filter((one) => isIn(one, k));
    const inPrevious = attempts.filter((one) => isIn(one, previous));
    const inBoth = inThis.filter((one) => isIn(one, previous));
    const notHere = optional ? [] : inPrevious.filter((one) => !isIn(one, k));
    const open = notHere.filter(
      ({ day, lostOn }) => lostOn === undefined && now <= days.endOf(day) + funnel.windowMs,
    );
    const enteredBefore = attempts.filter(({ enteredAt }) => enteredAt < k);
    const advanced = enteredBefore.filter((one) => isIn(one, k));
    const orders = (among: readonly CountedAttempt[]) =>
      among.flatMap((one) => one.orders.filter(({ stage }) => stage === k));
    const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
    return {
      id,
      optional,
      leads: inThis.length,
      returning: inThis.filter(({ stages }) => stages[k]?.isReturning).length,
      direct: attempts.filter(({ enteredAt }) => k > 0 && enteredAt === k).length,
      open: open.length,
      lost: notHere.length - open.length,
      fromPrevious: k === 0 ? null : rate(inBoth.length, inPrevious.length),
      fromEntry: rate(advanced.length, enteredBefore.length),
      enteredBefore: enteredBefore.length,
      advanced: advanced.length,
      seconds: secondsOf(
        inThis.flatMap(({ time, stages }) => {
          const { filledAt, isEntry } = stages[k] ?? { isEntry: true };
          return k === 0 || filledAt === undefined || isEntry ? [] : [filledAt - time];
        }),
        hasMean,
      ),
      secondsFromPrevious: secondsOf(
        inThis.flatMap(({ stages }) => {
          const [at, before] = [stages[k]?.filledAt, stages[previous]?.filledAt];
          return at === undefined || before === undefined || before > at ? [] : [at - before];
        }),
        hasMean,
      ),
      orders: orders(attempts).length,
      revenue: totalsOf(orders(attempts)),
      directRevenue: totalsOf(orders(attempts.filter(({ enteredAt }) => enteredAt > 0 && enteredAt >= k))),
    };
  });
}

/** Minor units by currency; a currency whose sum is nought is left out. */
export function totalsOf(
  all: readonly { readonly currency?: string; readonly minor: number }[],
): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { currency, minor } of all)
    if (currency !== undefined) totals[currency] = (totals[currency] ?? 0) + minor;
  return Object.fromEntries(Object.entries(totals).filter(([, minor]) => minor !== 0));
}

/** The period of equal length before. */
export function periodBefore(from: string, to: string): { readonly from: string; readonly to: string } {
  return { from: dayAfter(from, -daysFrom(from, to).length), to: dayAfter(from, -1) };
}
