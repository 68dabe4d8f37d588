// Data quality as CSV: one row a reason, source and day.
import { COMMA, csv, type Value } from '../csv.ts';
import type { QualityReport } from './quality-report.ts';

const COLUMNS = ['reason', 'counted_by', 'key', 'client', 'form', 'field', 'date', 'n'] as const;

export function qualityCsv({ reasons }: Pick<QualityReport, 'reasons'>, dialect = COMMA): string {
  return csv(
    [
      COLUMNS,
      ...reasons.flatMap(({ reason, countedBy, sources }) =>
        sources.flatMap(({ key, client, form, field, days }) =>
          days.map(({ date, n }): readonly Value[] => [reason, countedBy, key, client, form, field, date, n]),
        ),
      ),
    ],
    dialect,
  );
}
