// Cohorts as one picture that stands alone: the triangle, and below it how long it took.
import type { CohortsReport } from '../../domain/report/cohorts.ts';
import { cohortsChart, cohortsHeight } from '../charts/chart-cohorts.ts';
import { HISTOGRAM_HEIGHT, histogramChart } from '../charts/chart-histogram.ts';
import { html } from '../html.ts';
import { cohortTexts } from '../texts/cohorts.ts';
import { cohortWords, goalLabel, timeWords } from './cohorts-page.ts';
import type { PartView } from './part-frame.ts';
import { PART_WIDTH, partSvg } from './part-svg.ts';
import { formatsOf } from './report-format.ts';

const NAMES = 170;
/** Between the two: the legend of one, and the title of the other. */
const BETWEEN = 72;

export function cohortsSvg(view: PartView<CohortsReport>): string {
  const { report, locale } = view;
  const texts = cohortTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const { classes } = report.times;
  const triangle = cohortsHeight(report);
  const words = cohortWords(report, texts, formats);
  const size = (height: number) => ({ width: PART_WIDTH, height });
  const drawn = html`${cohortsChart(report, words, size(triangle), NAMES)}
<text y="${triangle + 22}" font-size="12" fill="var(--soft)">${texts.legend}</text>
${
  classes.length > 0 &&
  html`<text y="${triangle + BETWEEN - 10}" font-size="15" font-weight="600" fill="var(--ink)">${texts.times}</text>
<g transform="translate(0 ${triangle + BETWEEN})">${histogramChart(classes, timeWords(texts, formats), size(HISTOGRAM_HEIGHT))}</g>`
}`;
  const title = `${texts.title}, ${goalLabel(report)}`;
  const height = triangle + BETWEEN + (classes.length > 0 ? HISTOGRAM_HEIGHT : 0);
  return partSvg(view, { title, text: texts.text(goalLabel(report)) }, drawn, height);
}
