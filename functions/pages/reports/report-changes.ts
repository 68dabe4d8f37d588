// What has changed since the period before, in words that do not set young leads against ripe ones, and what will come of them.
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';
import type { ReportTexts } from '../texts/report.ts';
import type { Formats } from './report-format.ts';
import { sentence } from './sentence.ts';

type Figures = Pick<ComparedFunnel, 'entered' | 'goal' | 'previous'>;

/** `direction` is 0 where there is no change, or none that is more than chance. */
export type Change = { readonly text: string; readonly direction: number };

export type EnteredChange = {
  /** In per cent; undefined where a percentage tells nothing. */
  readonly change: Change | undefined;
  /** On so many days that are over, and on as many before; undefined where nothing is compared. */
  readonly compared: { readonly days: number; readonly entered: number; readonly before: number } | undefined;
};

/** Of the days that are over, as today's leads are not all there yet. */
export function enteredChange({ previous: { sameAge } }: Figures, formats: Formats): EnteredChange {
  if (sameAge === null) return { change: undefined, compared: undefined };
  const { days, entered, enteredBefore: before } = sameAge;
  const text = days === 0 ? undefined : formats.change(entered, before);
  return {
    change: text === undefined ? undefined : { text, direction: Math.sign(entered - before) },
    compared: { days, entered, before },
  };
}

/**
 * How many it was before, and where some days are not over how many entered in those that are; empty where nothing can be said.
 * @param days of the period
 * @param counted makes what stands for a count: of the days that are over, or of those before
 */
export function enteredText<Count>(
  { compared }: EnteredChange,
  days: number,
  { figures }: ReportTexts,
  { number }: Formats,
  counted: (text: string, of: 'over' | 'before', days: number) => Count,
): readonly (string | Count)[] {
  if (compared === undefined) return [];
  if (compared.days === 0) return [figures.noDayOver];
  const count = (n: number, of: 'over' | 'before'): Count => counted(number(n), of, compared.days);
  const before = sentence(figures.before, count(compared.before, 'before'));
  if (compared.days === days) return before;
  const over = sentence<string | Count>(
    figures.overDays,
    count(compared.entered, 'over'),
    number(compared.days),
    number(days),
  );
  return [...over, ', ', ...before];
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
