// What has changed since the period before, in words that do not set young leads against ripe ones, and what will come of them.
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';

type Figures = Pick<ComparedFunnel, 'entered' | 'goal' | 'previous'>;

/** `direction` is 0 where there is no change, or none that is more than chance. */
export type Change = { readonly text: string; readonly direction: number };

export type EnteredChange = {
  /** In per cent; undefined where a percentage tells nothing. */
  readonly change: Change | undefined;
  /** How many it was before, and where some days are not over how many entered in those that are; undefined where nothing can be said. */
  readonly before: string | undefined;
};

/**
 * Of the days that are over, as today's leads are not all there yet.
 * @param days of the period
 */
export function enteredChange(
  { previous: { sameAge } }: Figures,
  days: number,
  { figures }: ReportTexts,
  formats: Formats,
): EnteredChange {
  if (sameAge === null) return { change: undefined, before: undefined };
  if (sameAge.days === 0) return { change: undefined, before: figures.noDayOver };
  const { entered, enteredBefore } = sameAge;
  const text = formats.change(entered, enteredBefore);
  const before = figures.before(formats.number(enteredBefore));
  const { number } = formats;
  const over = figures.overDays(number(entered), number(sameAge.days), number(days));
  return {
    change: text === undefined ? undefined : { text, direction: Math.sign(entered - enteredBefore) },
    before: sameAge.days < days ? `${over}, ${before}` : before,
  };
}

/** At the same age, with its interval; undefined where one of the two periods has no lead to compare. */
export function conversionChange(
  { previous: { sameAge } }: Figures,
  { figures }: ReportTexts,
  formats: Formats,
): Change | undefined {
  const difference = sameAge?.difference ?? null;
  if (difference === null) return undefined;
  const [by, low, high] = [difference.by, difference.low, difference.high].map((share) =>
    formats.points(share, 0),
  );
  if (by === undefined || low === undefined || high === undefined) return undefined;
  return difference.clear
    ? { text: figures.sameAge(by, low, high), direction: Math.sign(difference.by) }
    : { text: figures.unclear(low, high), direction: 0 };
}

/** Undefined where all windows have ended, and where nobody can come so far. */
export function projectedText(
  { goal }: Pick<Figures, 'goal'>,
  { figures }: ReportTexts,
  { percent }: Formats,
): string | undefined {
  if (goal.conversion === null) return undefined;
  if (goal.projected === null) return figures.tooLittleKnown;
  const { low, mid, high } = goal.projected;
  return low === high ? undefined : figures.projected(percent(mid), percent(low), percent(high));
}
