// Variants of forms in a report's CSV: one row a goal and variant, behind all others.
import type { Value } from '../csv.ts';
import type { Report } from './report.ts';

const COLUMNS = [
  ...['variant_form', 'variant', 'variant_goal', 'variant_currency', 'variant_within'],
  ...['variant_shown', 'variant_part', 'variant_value'],
  ...['variant_difference', 'variant_difference_low', 'variant_difference_high'],
  ...['variant_better', 'variant_reason', 'variant_more_shown'],
];

export type VariantsCsv = {
  /** None where no form of the funnel has variants. */
  readonly columns: readonly string[];
  /** As many empty cells as there are columns. */
  readonly none: readonly Value[];
  readonly rows: readonly (readonly Value[])[];
};

/**
 * Figures as in the JSON. `from` and `to` are the first and last day of the showings that are compared.
 * @param columns that stand before those of variants
 */
export function variantsCsv(
  { funnel, variants = [] }: Pick<Report, 'funnel' | 'variants'>,
  columns: readonly string[],
): VariantsCsv {
  if (variants.length === 0) return { columns: [], none: [], rows: [] };
  const rows = variants.flatMap(({ form, from, goals }) =>
    goals.flatMap(({ goal, currency = null, within, to, variants: figures }) =>
      figures.map((figure): readonly Value[] => {
        const { variant: value, shown, part, difference, better, reason, moreShown } = figure;
        const named: Readonly<Record<string, Value>> = { funnel, from, to, breakdown: 'variant', value };
        return [
          ...columns.map((column) => named[column] ?? null),
          ...[form, value, goal, currency, within, shown, part, figure.value],
          ...[difference?.by ?? null, difference?.low ?? null, difference?.high ?? null],
          ...[better, reason, moreShown],
        ];
      }),
    ),
  );
  return { columns: COLUMNS, none: COLUMNS.map(() => null), rows };
}
