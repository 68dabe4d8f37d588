// Cohorts as CSV: one row a cohort and age, then one a class of times.
import { COMMA, csv, type Value } from '../csv.ts';
import type { CohortsReport } from './cohorts.ts';

const COLUMNS = [
  ...['funnel', 'stage', 'every', 'from', 'to', 'entered', 'entered_before', 'advanced', 'final'],
  ...['age', 'age_seconds', 'counted_seconds', 'state', 'reached', 'share'],
  ...['time_over_seconds', 'time_up_to_seconds', 'time_leads'],
] as const;

export function cohortsCsv(report: CohortsReport, dialect = COMMA): string {
  const { funnel, goal, every, ages, cohorts, times } = report;
  const head: readonly Value[] = [funnel, goal, every];
  const rows = cohorts.flatMap(({ from, to, entered, enteredBefore, advanced, final, ages: own }) =>
    own.map(({ state, reached, share }, index): readonly Value[] => {
      const { age = '', seconds = null, countedSeconds = null } = ages[index] ?? {};
      return [
        ...[...head, from, to, entered, enteredBefore, advanced, String(final)],
        ...[age, seconds, countedSeconds, state, reached, share, null, null, null],
      ];
    }),
  );
  const ofTimes = times.classes.map(({ over, upTo, leads }): readonly Value[] => [
    ...[...head, report.from, report.to, null, times.enteredBefore, times.advanced, null],
    ...[null, null, null, null, null, null, over, upTo, leads],
  ]);
  return csv([COLUMNS, ...rows, ...ofTimes], dialect);
}
