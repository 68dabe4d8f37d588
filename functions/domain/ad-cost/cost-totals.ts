// What a file of ad costs brings: its days, campaigns and sums by month, to be compared with the network's own page.
import type { AdCost } from './ad-cost.ts';

export type CostTotals = {
  /** Of the file, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly campaigns: number;
  /** Minor units. */
  readonly totals: readonly {
    /** `YYYY-MM`. */
    readonly month: string;
    readonly source: string;
    readonly currency: string;
    readonly cost: number;
  }[];
};

export function costTotals(costs: readonly AdCost[]): CostTotals {
  const days = costs.map(({ day }) => day).sort();
  const sums = new Map<string, CostTotals['totals'][number]>();
  for (const { day, source, currency, minor } of costs) {
    const month = day.slice(0, 'YYYY-MM'.length);
    const key = `${month} ${source} ${currency}`;
    sums.set(key, { month, source, currency, cost: (sums.get(key)?.cost ?? 0) + minor });
  }
  return {
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    campaigns: new Set(costs.map(({ source, campaign }) => `${source} ${campaign}`)).size,
    totals: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total),
  };
}
