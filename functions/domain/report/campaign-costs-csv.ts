// What it cost to win them, in a report's CSV: rows of their own, behind all others.
import type { Value } from '../csv.ts';
import { majorUnits } from '../money.ts';
import type { CostRow } from './campaign-costs.ts';
import type { Report } from './report.ts';

const AMOUNTS = ['cost', 'cost_per_lead', 'cost_per_customer', 'cost_revenue'] as const;
const COLUMNS = [
  'cost_currency',
  'cost_source',
  'cost_customers',
  ...AMOUNTS.flatMap((amount) => [`${amount}_minor`, amount]),
  'roas',
];

export type CostCsv = {
  /** None where there is no cost. */
  readonly columns: readonly string[];
  /** As many empty cells as there are columns. */
  readonly none: readonly Value[];
  /** `breakdown` is `cost`, `value` the campaign, empty in the rows of all; who entered stands in `entered`. */
  readonly rows: readonly (readonly Value[])[];
};

/** @param columns that stand before those of costs */
export function costCsv(
  { funnel, from, to, costs = [] }: Pick<Report, 'funnel' | 'from' | 'to' | 'costs'>,
  columns: readonly string[],
): CostCsv {
  if (costs.length === 0) return { columns: [], none: [], rows: [] };
  return {
    columns: COLUMNS,
    none: COLUMNS.map(() => null),
    rows: costs.map((row) => {
      const named: ReadonlyMap<string, Value> = new Map<string, Value>([
        ['funnel', funnel],
        ['from', from],
        ['to', to],
        ['breakdown', 'cost'],
        ['value', row.campaign],
        ['entered', row.entered],
      ]);
      return [...columns.map((column) => named.get(column) ?? null), ...cellsOf(row)];
    }),
  };
}

function cellsOf(row: CostRow): readonly Value[] {
  const { currency, source, customers, cost, costPerLead, costPerCustomer, revenue, roas } = row;
  const amounts = [cost, costPerLead, costPerCustomer, revenue].flatMap((minor): readonly Value[] =>
    minor === null ? [null, null] : [minor, Number(majorUnits({ currency, minor }))],
  );
  return [currency, source, customers, ...amounts, roas];
}
