// What it cost to win them: the cost of ads beside the leads, customers and revenue of the campaigns that they were for.
import { type AdCost, NONE } from '../ad-cost/ad-cost.ts';
import type { FunnelConfig } from '../config/config.ts';
import { readOrder } from '../event/order.ts';
import { compareText } from '../lead/identity.ts';
import type { Totals } from '../money.ts';
import type { Report, StageReport } from './report.ts';
import { addUp } from './report-compare.ts';

/** Amounts are minor units of the row's currency. */
export type CostRow = {
  readonly currency: string;
  /** Of the visitors' `utm_campaign`; null in the row of all. */
  readonly campaign: string | null;
  /** To which the cost was paid; several are parted by commas. */
  readonly source: string;
  readonly cost: number;
  /**
   * Attempts whose entry has this campaign; in the row of all those of the funnel, however they came. Null, as all that
   * follows from it, where the campaign is not among the values of the breakdown that this answer lists.
   */
  readonly entered: number | null;
  readonly costPerLead: number | null;
  /** Of these, new customers: who was one before is not won again. */
  readonly customers: number | null;
  readonly costPerCustomer: number | null;
  readonly revenue: number | null;
  /** Revenue over cost. */
  readonly roas: number | null;
};

/**
 * The stage whose leads are customers: the first that an order fills by its name, else the last.
 * @returns its index
 */
export function customerStage({ stages }: Pick<FunnelConfig, 'stages'>): number {
  const first = stages.findIndex(({ on }) =>
    on.some((trigger) => 'event' in trigger && isPurchase(trigger.event)),
  );
  return first < 0 ? stages.length - 1 : first;
}

function isPurchase(name: string): boolean {
  const order = readOrder({ name, properties: {}, messageId: name });
  return order !== undefined && order.refund !== true && order.update !== true;
}

type Won = { readonly entered: number; readonly customers: number; readonly revenue: Totals };

/**
 * For each currency the row of all, then, where the report has the breakdown by campaign, those of the campaigns,
 * the dearest first.
 * @param costs of the report's days
 */
export function costRows(
  { entered, stages, by, rest }: Pick<Report, 'entered' | 'stages' | 'by' | 'rest'>,
  costs: readonly AdCost[],
  customer: number,
): readonly CostRow[] {
  const of = (own: { readonly entered: number; readonly stages: readonly StageReport[] }): Won => {
    const { leads = 0, returning = 0 } = own.stages[customer] ?? {};
    const revenue = addUp(own.stages.map((stage) => stage.revenue));
    return { entered: own.entered, customers: leads - returning, revenue };
  };
  const all = rowsOf(null, costs, of({ entered, stages }));
  if (by.campaign === undefined) return all;
  const slices = new Map(by.campaign.map((slice) => [slice.value, of(slice)]));
  const campaigns = Map.groupBy(costs, ({ as, campaign }) => as ?? campaign);
  const rows = [...campaigns].flatMap(([campaign, own]) =>
    rowsOf(campaign, own, slices.get(campaign) ?? (rest?.campaign === undefined ? NONE_WON : undefined)),
  );
  return [
    ...all,
    ...rows.sort(
      (a, b) =>
        compareText(a.currency, b.currency) ||
        b.cost - a.cost ||
        compareText(a.campaign ?? '', b.campaign ?? ''),
    ),
  ];
}

const NONE_WON: Won = { entered: 0, customers: 0, revenue: {} };

/** One for each currency. What would have to add or divide amounts of several currencies is null. */
function rowsOf(campaign: string | null, costs: readonly AdCost[], won: Won | undefined): readonly CostRow[] {
  const { entered, customers, revenue } = won ?? {};
  const byCurrency = Map.groupBy(costs, ({ currency }) => currency);
  const isOne = byCurrency.size === 1;
  return [...byCurrency]
    .sort(([a], [b]) => compareText(a, b))
    .map(([currency, own]): CostRow => {
      const cost = own.reduce((sum, { minor }) => sum + minor, 0);
      const brought = revenue === undefined ? null : (revenue[currency] ?? 0);
      const isSameMoney = isOne && Object.keys(revenue ?? {}).every((code) => code === currency);
      return {
        currency,
        campaign,
        source: [...new Set(own.map(({ source }) => source))].sort().join(', ') || NONE,
        cost,
        entered: entered ?? null,
        costPerLead: isOne ? shareOf(cost, entered) : null,
        customers: customers ?? null,
        costPerCustomer: isOne ? shareOf(cost, customers) : null,
        revenue: brought,
        roas: isSameMoney && cost > 0 && brought !== null ? brought / cost : null,
      };
    });
}

/** To the minor unit, half up. */
function shareOf(cost: number, parts = 0): number | null {
  return parts > 0 ? Math.round(cost / parts) : null;
}
