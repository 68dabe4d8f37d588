// Every figure of a report, out of exported leads and the configuration alone.
import type { Config } from '../../functions/domain/config/config.ts';
import { countLead } from './counted-lead.ts';
import { type ExportedLead, leadOf } from './exported-leads.ts';
import { daysFrom, daysIn } from './local-days.ts';
import { ordersIn } from './one-order.ts';
import { type Period, periodBefore, periodOf, type Recounted, totalsOf } from './period.ts';
import { projectionsOf } from './projection.ts';
import { sameAgeOf } from './same-age.ts';

/** What a report says of the moment at which it was made. */
export type Moment = {
  readonly from: string;
  readonly to: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly pending: number;
};

/** The leads of an instance as one funnel counts them. */
export function countAll(
  leads: readonly ExportedLead[],
  { funnels, timezone }: Pick<Config, 'funnels' | 'timezone'>,
  id: string,
): Omit<Recounted, 'now'> {
  const funnel = funnels.find((one) => one.id === id);
  if (funnel === undefined) throw new Error(`there is no funnel "${id}" in the configuration`);
  const days = daysIn(timezone);
  const orders = ordersIn(leads);
  return {
    funnel,
    funnels,
    days,
    leads: leads.map((lead) => countLead(leadOf(lead, orders), funnel, funnels, days)),
  };
}

const WEEKS_TWO = 14 * 86_400_000;

/** Of the period before nothing is said by breakdown, nor of times from the stage before. */
function ofTotals(period: Period): Period {
  const none = { median: null, p90: null, mean: null };
  const stages = period.stages.map((stage) => ({ ...stage, secondsFromPrevious: none }));
  return { ...period, stages, by: {} };
}

export function recount(counted: Omit<Recounted, 'now'>, { from, to, asOf, pending }: Moment) {
  const all = { ...counted, now: Date.parse(asOf) };
  const { funnel, leads, days, now } = all;
  const before = periodBefore(from, to);
  const period = periodOf(all, from, to);
  const projected = projectionsOf(all, from, to);
  const attempts = leads.flatMap((lead) => lead.attempts);
  const flagged = leads.flatMap(({ quality }) => quality.filter(({ day }) => day >= from && day <= to));
  const booked = leads.flatMap((lead) => lead.booked);
  const isSettled = (day: string): boolean =>
    now > days.endOf(day) + 2 * funnel.windowMs + (pending > 0 ? WEEKS_TWO : 0);
  return {
    funnel: funnel.id,
    kind: funnel.kind,
    order: funnel.order,
    ...period,
    stages: period.stages.map((stage, k) => ({ ...stage, projected: projected[k] ?? null })),
    previous: { ...ofTotals(periodOf(all, before.from, before.to)), ...sameAgeOf(all, from, to) },
    daily: daysFrom(from, to).map((date) => {
      const own = attempts.filter(({ day }) => day === date);
      return {
        date,
        entered: own.length,
        stages: funnel.stages.map((_, k) => own.filter(({ stages }) => stages[k]?.isCounted).length),
        final: isSettled(date),
      };
    }),
    booked: daysFrom(from, to).map((date) => {
      const own = booked.filter(({ day }) => day === date);
      const refunds = own.map((one) => ({ ...one, minor: one.back }));
      const net = own.map((one) => ({ ...one, minor: one.minor - one.back }));
      return {
        date,
        orders: own.length,
        gross: totalsOf(own),
        refunds: totalsOf(refunds),
        net: totalsOf(net),
      };
    }),
    quality: Object.fromEntries(
      [...new Set(flagged.map(({ reason }) => reason))].map((reason) => [
        reason,
        flagged.filter((one) => one.reason === reason).length,
      ]),
    ),
  };
}
