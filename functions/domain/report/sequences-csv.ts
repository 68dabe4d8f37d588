// Sequences in a report's CSV: one row a goal and group, behind all others.
import type { Value } from '../csv.ts';
import type { Report } from './report.ts';
import { GROUPS } from './sequence-figures.ts';

const COLUMNS = [
  ...['sequence', 'sequence_group', 'sequence_goal', 'sequence_currency', 'sequence_within'],
  ...['sequence_entered', 'sequence_leads', 'sequence_part', 'sequence_value', 'sequence_median_seconds'],
  ...['sequence_difference', 'sequence_difference_low', 'sequence_difference_high'],
  ...['sequence_better', 'sequence_reason', 'sequence_more_leads'],
];

export type SequencesCsv = {
  /** None where the funnel has no sequence. */
  readonly columns: readonly string[];
  /** As many empty cells as there are columns. */
  readonly none: readonly Value[];
  readonly rows: readonly (readonly Value[])[];
};

/**
 * Figures as in the JSON; the difference is the same in both rows of a goal, and the time is of conversion. `from` is the first day on
 * which a lead entered the sequence.
 * @param columns that stand before those of sequences
 */
export function sequencesCsv(
  { funnel, to, sequences = [] }: Pick<Report, 'funnel' | 'to' | 'sequences'>,
  columns: readonly string[],
): SequencesCsv {
  if (sequences.length === 0) return { columns: [], none: [], rows: [] };
  const rows = sequences.flatMap(({ sequence, from, age, groups, goals }) =>
    goals.flatMap((goal) =>
      GROUPS.map((group): readonly Value[] => {
        const own = groups.find((one) => one.group === group);
        const named: Readonly<Record<string, Value>> = {
          funnel,
          from,
          to,
          breakdown: 'sequence',
          value: sequence,
        };
        return [
          ...columns.map((column) => named[column] ?? null),
          ...[sequence, group, goal.goal, goal.currency ?? null, age],
          ...[own?.entered ?? null, goal[group].leads, goal[group].part, goal[group].value],
          goal.goal === 'conversion' ? (own?.medianSeconds ?? null) : null,
          ...[goal.difference?.by ?? null, goal.difference?.low ?? null, goal.difference?.high ?? null],
          ...[goal.better, goal.reason, goal.moreLeads],
        ];
      }),
    ),
  );
  return { columns: COLUMNS, none: COLUMNS.map(() => null), rows };
}
