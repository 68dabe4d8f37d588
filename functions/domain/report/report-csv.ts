// A report as CSV (RFC 4180): one row a stage, for all leads and then for each value of each breakdown.

import { COMMA, csv, type Value } from '../csv.ts';
import { bookedRows } from './booked-csv.ts';
import { costCsv } from './campaign-costs-csv.ts';
import { handOffColumns } from './hand-off-csv.ts';
import { moneyCells, moneyColumns } from './money-columns.ts';
import type { Report, Seconds, StageReport } from './report.ts';
import type { Comparison } from './report-compare.ts';
import { sequencesCsv } from './sequences-csv.ts';
import { variantsCsv } from './variants-csv.ts';
import { WAY_COLUMNS, wayRows } from './ways-csv.ts';

const COLUMNS = [
  'funnel',
  'from',
  'to',
  'breakdown',
  'value',
  'stage',
  'label',
  'entered',
  'contacts',
  'leads',
  'returning',
  'direct',
  'open',
  'lost',
  'from_previous',
  'from_entry',
  'projected_low',
  'projected_mid',
  'projected_high',
  'median_seconds',
  'p90_seconds',
  'mean_seconds',
  'median_seconds_from_previous',
  'p90_seconds_from_previous',
  'mean_seconds_from_previous',
  'orders',
  'optional',
] as const;

/** What stands for the values that are not listed. */
const REST = '(rest)';

/**
 * Figures as in the JSON: rates are fractions, an empty cell is `null`. Behind the columns above come
 * `revenue_minor_<currency>` and `revenue_<currency>`, in minor and in major units, for each currency of the report, and those of `handOffColumns`, which only the rows of all
 * leads tell, and where orders were booked the columns of `bookedRows`, whose rows come behind, and where ads cost something those of `costCsv`, and where the funnel has sequences those of
 * `sequencesCsv`, and where forms have variants those of `variantsCsv`, whose rows come last. `breakdown` and `value` are empty in the rows of all leads.
 */
export function reportCsv(report: Report, dialect = COMMA): string {
  const slices = [
    { breakdown: '', value: '', ...report },
    ...Object.entries(report.by).flatMap(([breakdown, values]) =>
      values.map((slice) => ({ breakdown, contacts: null, ...slice })),
    ),
    ...Object.entries(report.rest ?? {}).map(([breakdown, rest]) => ({
      breakdown,
      value: REST,
      contacts: null,
      ...rest,
    })),
  ];
  const currencies = currenciesOf(slices.flatMap(({ stages }) => stages.map(({ revenue }) => revenue)));
  const revenue = moneyColumns('revenue', currencies);
  const handOffs = handOffColumns(report);
  const booked = bookedRows(report, COLUMNS.length + revenue.length + handOffs.length);
  const before = [...COLUMNS, ...revenue, ...handOffs.map(({ column }) => column), ...booked.columns];
  const costs = costCsv(report, before);
  const sequences = sequencesCsv(report, [...before, ...costs.columns]);
  const variants = variantsCsv(report, [...before, ...costs.columns, ...sequences.columns]);
  const none = [...costs.none, ...sequences.none, ...variants.none];
  const rows = slices.flatMap(({ breakdown, value, entered, contacts, stages }) =>
    stages.map((stage): readonly Value[] => [
      report.funnel,
      report.from,
      report.to,
      breakdown,
      value,
      ...stageCells(stage, entered, contacts),
      ...moneyCells(stage.revenue, currencies),
      ...handOffs.map(({ figureOf }) => (breakdown === '' ? figureOf(stage.id) : null)),
      ...booked.none,
      ...none,
    ]),
  );
  const ofBooks = booked.rows.map((row) => [...row, ...none]);
  const ofCosts = costs.rows.map((row) => [...row, ...sequences.none, ...variants.none]);
  const ofSequences = sequences.rows.map((row) => [...row, ...variants.none]);
  const columns = [...before, ...costs.columns, ...sequences.columns, ...variants.columns];
  return csv([columns, ...rows, ...ofBooks, ...ofCosts, ...ofSequences, ...variants.rows], dialect);
}

function stageCells(stage: StageReport, entered: number, contacts: number | null): readonly Value[] {
  return [
    stage.id,
    stage.label,
    entered,
    contacts,
    stage.leads,
    stage.returning,
    stage.direct,
    stage.open,
    stage.lost,
    stage.fromPrevious,
    stage.fromEntry,
    ...projectedCells(stage.projected),
    ...secondsCells(stage.seconds),
    ...secondsCells(stage.secondsFromPrevious),
    stage.orders,
    String(stage.optional),
  ];
}

function projectedCells(projected: StageReport['projected']): readonly Value[] {
  return [projected?.low ?? null, projected?.mid ?? null, projected?.high ?? null];
}

function secondsCells({ median, p90, mean }: Seconds): readonly Value[] {
  return [median, p90, mean];
}

/**
 * One row a funnel, columns named as in the JSON; revenue in minor and in major units. Where ways are compared, one row a goal and way follows,
 * in columns of its own.
 */
export function comparisonCsv(
  comparison: Pick<Comparison, 'from' | 'to' | 'funnels'> & Partial<Pick<Comparison, 'ways'>>,
  dialect = COMMA,
): string {
  const { from, to, funnels, ways = [] } = comparison;
  const wayColumns = ways.length === 0 ? [] : WAY_COLUMNS;
  const currencies = currenciesOf(funnels.map(({ revenue }) => revenue));
  return csv(
    [
      [
        ...['funnel', 'label', 'kind', 'window', 'from', 'to', 'entered', 'contacts', 'goal', 'goal_leads'],
        ...['conversion', 'conversion_low', 'conversion_high'],
        ...['projected_low', 'projected_mid', 'projected_high'],
        ...['median_seconds', 'p90_seconds', 'mean_seconds', 'orders'],
        ...moneyColumns('revenue', currencies),
        ...wayColumns,
      ],
      ...funnels.map(({ funnel, label, kind, window, goal, ...figures }): readonly Value[] => [
        ...[funnel, label, kind, window, from, to, figures.entered, figures.contacts, goal.id, goal.leads],
        ...[goal.conversion?.rate ?? null, goal.conversion?.low ?? null, goal.conversion?.high ?? null],
        ...projectedCells(goal.projected),
        ...[...secondsCells(goal.seconds), figures.orders],
        ...moneyCells(figures.revenue, currencies),
        ...wayColumns.map(() => null),
      ]),
      ...wayRows(ways).map(({ funnel, cells }): readonly Value[] => [
        ...[funnel, null, null, null, from, to],
        ...Array.from({ length: BEFORE_REVENUE + 2 * currencies.length }, () => null),
        ...cells,
      ]),
    ],
    dialect,
  );
}

/** The columns of a funnel's figures between `to` and its revenue. */
const BEFORE_REVENUE = 14;

function currenciesOf(revenues: readonly Readonly<Record<string, number>>[]): readonly string[] {
  return [...new Set(revenues.flatMap((revenue) => Object.keys(revenue)))].sort();
}
