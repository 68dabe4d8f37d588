// When figures were read, and what was in none of them yet: what a reader must know before believing one.
import type { Report } from '../../domain/report/report.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';

export function asOfText(
  { asOf, pending }: Pick<Report, 'asOf' | 'pending'>,
  { notes }: Pick<ReportTexts, 'notes'>,
  { instant, number }: Pick<Formats, 'instant' | 'number'>,
): string {
  const waiting = pending > 0 ? notes.pending(number(pending)) : notes.nothingPending;
  return `${notes.asOf(instant(asOf))} ${waiting}`;
}
