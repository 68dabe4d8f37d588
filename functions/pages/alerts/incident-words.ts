// A watched figure and its incidents in words: the same in mails and on pages.
import type { AlertConfig } from '../../domain/alerts/alert-config.ts';
import type { Incident, Sums } from '../../domain/alerts/watch.ts';
import type { Config } from '../../domain/config/config.ts';
import type { Formats } from '../reports/report-format.ts';
import { funnelLabel, stageLabels } from '../reports/report-labels.ts';
import { alertTexts } from '../texts/alerts.ts';
import { fieldName, reportTexts } from '../texts/report.ts';

const DAY_SECONDS = 86_400;

/** @param value of a source; elsewhere empty */
export function figureName(
  alert: AlertConfig,
  value: string,
  { funnels, locale }: Pick<Config, 'funnels' | 'locale'>,
  { duration }: Formats,
): string {
  const texts = alertTexts(locale);
  const funnel = funnels.find(({ id }) => id === alert.funnel);
  const label = funnel === undefined ? alert.funnel : funnelLabel(funnel, locale);
  const what = (): string => {
    if (alert.watch === 'volume') return texts.volume;
    if (alert.watch === 'conversion') {
      const at = funnel?.stages.findIndex(({ id }) => id === alert.stage) ?? -1;
      const stage = funnel === undefined ? undefined : stageLabels(funnel, locale)[at];
      return texts.conversion(stage ?? alert.stage, duration(alert.withinDays * DAY_SECONDS));
    }
    const report = reportTexts(locale);
    return texts.source(fieldName(report, alert.by), value === '(none)' ? report.none : value);
  };
  return `${label}: ${what()}`;
}

/** What was found, and what the past expected of the same. */
export function foundWords(
  { count, of, expected }: Sums,
  locale: Config['locale'],
  { number, percent }: Formats,
): readonly [found: string, expected: string] {
  const texts = alertTexts(locale);
  if (of === undefined) return [number(count), number(rounded(expected))];
  const share = (n: number): number | null => (of > 0 ? n / of : null);
  return [texts.share(percent(share(count)), number(count), number(of)), percent(share(expected))];
}

export function sinceWords(
  { since }: Incident,
  sums: Sums,
  locale: Config['locale'],
  formats: Formats,
): string {
  const [found, expected] = foundWords(sums, locale, formats);
  return alertTexts(locale).since(formats.day(since), found, expected);
}

export function endWords({ ended }: Incident, locale: Config['locale'], formats: Formats): string {
  const texts = alertTexts(locale);
  return ended === undefined ? '' : `${texts.ended(formats.day(ended.day))} ${texts.endings[ended.why]}`;
}

function rounded(expected: number): number {
  return expected < 10 ? Math.round(expected * 10) / 10 : Math.round(expected);
}
