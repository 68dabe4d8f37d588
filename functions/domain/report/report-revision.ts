// A revision: a report of a closed period as it was issued, never changed afterwards.
import type { ReportPeriod } from '../config/config.ts';
import type { Report } from './report.ts';

export type IssuedReport = Report & {
  readonly every: ReportPeriod;
  /** The revision whose figures this one corrects; null for the first. */
  readonly restates: number | null;
};

/** What stands in the list of issued reports. */
export type RevisionEntry = {
  readonly every: ReportPeriod;
  /** Local days of entry, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly revision: number;
  readonly restates: number | null;
  readonly definition: string;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  readonly entered: number;
  /** True when no event on time can still change the report: it is looked at more seldom. */
  readonly final: boolean;
};

/** What says when and in which words a report was made, not what was counted. */
const CIRCUMSTANCES: ReadonlySet<string> = new Set([
  'asOf',
  'pending',
  'setAside',
  'revision',
  'recount',
  'partial',
  'erased',
  'final',
  'open',
  'lost',
  'projected',
  'sameAge',
  'difference',
  'label',
  'every',
  'restates',
]);

/**
 * The figures of a report as one text: two reports that count the same give the same. Whether somebody who has not gone
 * on is open or lost depends on the hour, and so does what is projected or compared at the same age: all of that follows from other figures.
 */
export function figuresText(report: Report): string {
  return JSON.stringify(report, (key, value) => (CIRCUMSTANCES.has(key) ? undefined : value));
}

/** True when no event on time can still change the report. */
export function isFinal(report: Report): boolean {
  return report.daily.every(({ final }) => final);
}
