// Paths as CSV: one row a step from stage to stage, an entry or an end.
import { COMMA, csv, type Value } from '../csv.ts';
import { pathSteps } from './path-steps.ts';
import type { PathsReport } from './paths.ts';

const COLUMNS = ['funnel', 'from', 'to', 'kind', 'from_stage', 'to_stage', 'end', 'reason', 'leads'] as const;

export function pathsCsv(report: PathsReport, dialect = COMMA): string {
  const idOf = (stage: number | undefined): Value => report.stages[stage ?? -1]?.id ?? null;
  const rows = pathSteps(report).map(({ kind, from, to, end, reason, leads }): readonly Value[] => [
    ...[report.funnel, report.from, report.to, kind],
    ...[idOf(from), idOf(to), end ?? null, reason ?? null, leads],
  ]);
  return csv([COLUMNS, ...rows], dialect);
}
