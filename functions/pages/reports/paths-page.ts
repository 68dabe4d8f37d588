// The page of paths: where leads went from each stage, and where their way ended.
import { type PathStep, pathSteps } from '../../domain/report/path-steps.ts';
import type { PathsReport } from '../../domain/report/paths.ts';
import type { Page } from '../../runtime/answer.ts';
import { type PathWords, pathsChart } from '../charts/chart-paths.ts';
import { pathsHeight } from '../charts/path-layout.ts';
import { picture } from '../charts/picture.ts';
import { type Html, html } from '../html.ts';
import { type PathTexts, pathTexts } from '../texts/paths.ts';
import { reportTexts } from '../texts/report.ts';
import { type LinkFigure, linksTo, NO_LINKS } from './figure-link.ts';
import { type PartView, partPage } from './part-frame.ts';
import { type Formats, formatsOf } from './report-format.ts';
import { rangeForm } from './report-range.ts';

const WIDE = 1_000;
const NARROW = 360;

export function pathsPage(view: PartView<PathsReport>): Page {
  const { report, locale, reader, path, today } = view;
  const texts = pathTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const steps = pathSteps(report);
  const { notes } = reportTexts(locale);
  const link = reader.kind === 'owner' ? linksTo(report) : NO_LINKS;
  const words = pathWords(report, texts, formats);
  const said = texts.pictureText(steps.map(words.step).join('; '));
  const height = pathsHeight(report);
  return partPage(view, {
    title: texts.title,
    text: texts.text,
    query: {},
    choice: rangeForm(locale, path, report, today),
    content:
      report.entered === 0
        ? html`<section class="card"><h2>${notes.empty}</h2><p>${notes.emptyText}</p></section>`
        : html`<section class="card"><h2>${texts.picture}</h2>
<figure>
${picture('wide', { width: WIDE, height }, said, ({ width }) => pathsChart(report, steps, words, width))}
${picture('narrow', { width: NARROW, height }, said, ({ width }) => pathsChart(report, steps, words, width))}
<figcaption>${texts.legend}</figcaption>
</figure>
${stepTable(report, steps, texts, formats, link)}</section>`,
    notes: {
      title: texts.notesTitle,
      all: [...texts.notes, ...(report.order === 'reached' ? [texts.impliedNote] : [])],
    },
  });
}

export function pathWords({ stages }: PathsReport, texts: PathTexts, formats: Formats): PathWords {
  const label = labelIn(stages);
  const { number } = formats;
  return {
    stage: (k, letters) => `${cut(label(k), letters)} · ${number(stages[k]?.happened ?? 0)}`,
    stageTitle: (k) => {
      const { happened = 0, leads = 0, returning = 0 } = stages[k] ?? {};
      const more = [
        ...(returning > 0 ? [texts.returning(number(returning))] : []),
        ...(leads > happened ? [texts.implied(number(leads - happened))] : []),
      ];
      return [`${label(k)}: ${number(happened)}`, ...more].join('; ');
    },
    step: (step) => {
      if (step.kind === 'entry') return texts.flow(texts.entered, label(step.to), number(step.leads));
      return texts.flow(
        label(step.from),
        step.kind === 'end' ? endText(step, texts) : label(step.to),
        number(step.leads),
      );
    },
    short: (step, letters) =>
      `${cut(step.kind === 'entry' ? texts.entered : endText(step, texts), letters)}: ${number(step.leads)}`,
  };
}

function labelIn(stages: PathsReport['stages']): (stage: number | undefined) => string {
  return (stage) => stages[stage ?? -1]?.label ?? '';
}

/** The tooltip and the table have it whole. */
function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

function endText({ end = 'ended', reason }: PathStep, texts: PathTexts): string {
  return reason === undefined ? texts.ends[end] : texts.lostOn(reason);
}

function stepTable(
  { stages }: PathsReport,
  steps: readonly PathStep[],
  texts: PathTexts,
  formats: Formats,
  link: LinkFigure,
): Html {
  const label = labelIn(stages);
  const rows = steps.map(
    (step) =>
      html`<tr><th scope="row">${step.kind === 'entry' ? texts.entered : label(step.from)}</th><td>${step.kind === 'end' ? endText(step, texts) : label(step.to)}</td><td>${texts.kinds[step.kind]}</td><td>${link(formats.number(step.leads), figureOf(step))}</td></tr>\n`,
  );
  return html`<details class="each-day paths-table"><summary>${texts.table}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${texts.table}"><table>
<thead><tr>${[texts.from, texts.to, texts.kind, texts.leads].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>`;
}

/** By which the list of leads finds those behind a step. */
function figureOf({ kind, from = 0, to = 0, end, reason }: PathStep): Parameters<LinkFigure>[1] {
  if (kind === 'entry') return `began.${to}`;
  if (kind !== 'end') return `went.${from}.${to}`;
  return reason === undefined
    ? `${end === 'won' ? 'won' : end === 'open' ? 'stays' : 'left'}.${from}`
    : `lostAt.${from}.${reason}`;
}
