// Ways as rows of the comparison's CSV: one a goal and way.
import type { Value } from '../csv.ts';
import type { WaysReport } from './ways.ts';

export const WAY_COLUMNS = [
  ...['way', 'way_goal', 'way_currency', 'way_within', 'way_leads', 'way_part', 'way_value'],
  ...[
    'way_difference',
    'way_difference_low',
    'way_difference_high',
    'way_better',
    'way_reason',
    'way_more_leads',
  ],
] as const;

/** Figures as in the JSON; the difference is that of marketing less straight, in both rows. */
export function wayRows(
  ways: readonly WaysReport[],
): readonly { readonly funnel: string; readonly cells: readonly Value[] }[] {
  return ways.flatMap(({ funnel, goals }) =>
    goals.flatMap((goal) =>
      (['marketing', 'straight'] as const).map((way) => ({
        funnel,
        cells: [
          ...[way, goal.goal, goal.currency ?? null, goal.age],
          ...[goal[way].leads, goal[way].part, goal[way].value],
          ...[goal.difference?.by ?? null, goal.difference?.low ?? null, goal.difference?.high ?? null],
          ...[goal.better, goal.reason, goal.moreLeads],
        ],
      })),
    ),
  );
}
