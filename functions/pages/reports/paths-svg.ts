// Paths as one picture that stands alone.
import { pathSteps } from '../../domain/report/path-steps.ts';
import type { PathsReport } from '../../domain/report/paths.ts';
import { pathsChart } from '../charts/chart-paths.ts';
import { pathsHeight } from '../charts/path-layout.ts';
import { pathTexts } from '../texts/paths.ts';
import type { PartView } from './part-frame.ts';
import { PART_WIDTH, partSvg } from './part-svg.ts';
import { pathWords } from './paths-page.ts';
import { formatsOf } from './report-format.ts';

export function pathsSvg(view: PartView<PathsReport>): string {
  const { report, locale } = view;
  const texts = pathTexts(locale);
  const steps = pathSteps(report);
  const words = pathWords(report, texts, formatsOf(locale, report.timezone));
  const said = { title: texts.title, text: texts.pictureText(steps.map(words.step).join('; ')) };
  return partSvg(view, said, pathsChart(report, steps, words, PART_WIDTH), pathsHeight(report));
}
