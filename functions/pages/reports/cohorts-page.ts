// The page of cohorts: how much of each had come to a stage at each age, and how long it took.
import { addDays } from '../../domain/calendar.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { CohortsReport } from '../../domain/report/cohorts.ts';
import type { Range } from '../../domain/report/report-period.ts';
import type { TimeClass } from '../../domain/report/time-classes.ts';
import type { Page } from '../../runtime/answer.ts';
import { type CohortWords, cohortsChart, cohortsHeight } from '../charts/chart-cohorts.ts';
import { HISTOGRAM_HEIGHT, type HistogramWords, histogramChart } from '../charts/chart-histogram.ts';
import { picture } from '../charts/picture.ts';
import { type Html, html } from '../html.ts';
import { type CohortTexts, cohortTexts } from '../texts/cohorts.ts';
import { reportTexts } from '../texts/report.ts';
import { type LinkFigure, linksTo, NO_LINKS } from './figure-link.ts';
import { type PartView, partPage } from './part-frame.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { sentence } from './sentence.ts';

const WIDE = 1_000;
const NARROW = 360;
/** Room for the names of cohorts. */
const NAMES = { wide: 170, narrow: 84 };

export function cohortsPage(view: PartView<CohortsReport>): Page {
  const { report, locale, reader, path } = view;
  const texts = cohortTexts(locale);
  const formats = formatsOf(locale, report.timezone);
  const goal = goalLabel(report);
  const link = reader.kind === 'owner' ? linksTo(report) : NO_LINKS;
  const ages = report.ages
    .slice(0, -1)
    .filter(({ seconds, countedSeconds }) => countedSeconds < seconds)
    .map(
      ({ seconds, countedSeconds }) => `${formats.duration(seconds)}: ${exactly(countedSeconds, formats)}`,
    );
  const end = formats.duration((windowMs(report.window) ?? 0) / 1000);
  return partPage(view, {
    title: texts.title,
    text: texts.text(goal),
    query: { every: report.every, goal: report.goal },
    choice: choiceForm(report, path, texts, locale),
    content:
      report.times.enteredBefore === 0
        ? html`<section class="card"><p>${texts.none}</p></section>`
        : html`<section class="card"><h2>${texts.triangle}: ${goal}</h2>
${triangle(report, texts, formats)}${cohortTable(report, texts, formats, link)}</section>
<section class="card"><h2>${texts.times}: ${goal}</h2>${times(report, texts, formats, link)}</section>`,
    notes: {
      title: texts.notesTitle,
      all: [...texts.notes(goal, end), ...(ages.length === 0 ? [] : [texts.counted(ages.join('; '))])],
    },
  });
}

export function goalLabel(report: CohortsReport): string {
  return report.stages[goalIndex(report)]?.label ?? report.goal;
}

function goalIndex({ stages, goal }: CohortsReport): number {
  return stages.findIndex(({ id }) => id === goal);
}

/** In whole hours where there are many, so that it is told from the age that it is within. */
function exactly(seconds: number, { duration }: Formats): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  return days === 0
    ? duration(seconds)
    : `${duration(days * 86_400)}${hours === 0 ? '' : ` ${duration(hours * 3_600)}`}`;
}

function choiceForm(
  { every, goal, stages, from, to }: CohortsReport,
  path: string,
  texts: CohortTexts,
  locale: PartView<CohortsReport>['locale'],
): Html {
  const { period } = reportTexts(locale);
  const periods = (['week', 'month'] as const).map(
    (one) =>
      html`<a href="${path}?${new URLSearchParams({ every: one, goal }).toString()}"${one === every && html` aria-current="true"`}>${texts.every} ${texts.periods[one]}</a>\n`,
  );
  return html`<div>
<form method="get" action="${path}"><input type="hidden" name="every" value="${every}"><fieldset class="range"><legend>${period.legend}</legend>
<label>${texts.goal} <select name="goal">${stages.slice(1).map(({ id, label }) => html`<option value="${id}"${id === goal && html` selected`}>${label}</option>`)}</select></label>
<label>${period.from} <input type="date" name="from" value="${from}" required></label>
<label>${period.to} <input type="date" name="to" value="${to}" required></label>
<button>${period.show}</button></fieldset></form>
<div class="chips">
${periods}</div>
</div>`;
}

function triangle(report: CohortsReport, texts: CohortTexts, formats: Formats): Html {
  const words = (name: CohortWords['name']): CohortWords => ({
    ...cohortWords(report, texts, formats),
    name,
  });
  const height = cohortsHeight(report);
  const said = texts.triangleText(
    report.cohorts
      .map(
        (one) =>
          `${cohortName(one, report, formats)}: ${texts.of(formats.number(one.advanced), formats.number(one.enteredBefore))}`,
      )
      .join('; '),
  );
  const wide = words((one) => cohortName(one, report, formats));
  const narrow = words(({ from }) => cohortName({ from, to: from }, report, formats));
  return html`<figure>
${picture('wide', { width: WIDE, height }, said, (size) => cohortsChart(report, wide, size, NAMES.wide))}
${picture('narrow', { width: NARROW, height }, said, (size) => cohortsChart(report, narrow, size, NAMES.narrow))}
<figcaption>${texts.legend}</figcaption>
</figure>`;
}

/** Its days or, where the same days of two years are shown, its first day with the year. */
function cohortName({ from, to }: Range, report: CohortsReport, { shortDay, day }: Formats): string {
  if (addDays(report.from, 365) <= report.to) return day(from);
  return from === to ? shortDay(from) : `${shortDay(from)} – ${shortDay(to)}`;
}

export function cohortWords(report: CohortsReport, texts: CohortTexts, formats: Formats): CohortWords {
  return {
    name: (cohort) => cohortName(cohort, report, formats),
    age: formats.duration,
    share: (share) => formats.percent(share),
    cell: (cohort, index) => {
      const { state, reached, share } = cohort.ages[index] ?? { state: 'ahead', reached: null, share: null };
      const of = texts.of(formats.number(reached ?? 0), formats.number(cohort.enteredBefore));
      const age = texts.within(formats.duration(report.ages[index]?.seconds ?? null));
      const said = `${cohortName(cohort, report, formats)}, ${age}: ${of} (${formats.percent(share)})`;
      return state === 'over' ? said : `${said}, ${texts.states[state]}`;
    },
  };
}

function cohortTable(report: CohortsReport, texts: CohortTexts, formats: Formats, link: LinkFigure): Html {
  const { ages, cohorts } = report;
  const k = goalIndex(report);
  const heads = [texts.cohort, texts.entered, texts.enteredBefore, texts.advanced];
  const rows = cohorts.map((one) => {
    const { from, to, entered, enteredBefore, advanced, final } = one;
    const at = { from, to };
    return html`<tr><th scope="row">${cohortName(one, report, formats)}${!final && html`<small>${texts.canChange}</small>`}</th><td>${link(formats.number(entered), 'entered', at)}</td><td>${link(formats.number(enteredBefore), `enteredBefore.${k}`, at)}</td><td>${link(formats.number(advanced), `advanced.${k}`, at)}</td>${one.ages.map(
      ({ state, reached, share }) =>
        html`<td>${
          state === 'ahead'
            ? html`${DASH}<small>${texts.states.ahead}</small>`
            : html`<span class="age">${formats.percent(share)}${share !== null && ` · ${formats.number(reached ?? 0)}`}</span>${state === 'open' && html`<small>${texts.states.open}</small>`}`
        }</td>`,
    )}</tr>\n`;
  });
  return html`<details class="each-day"><summary>${texts.table}</summary>
<div class="scroll days-table" tabindex="0" role="region" aria-label="${texts.table}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}${ages.map(({ seconds }) => html`<th scope="col">${texts.within(formats.duration(seconds))}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>`;
}

function times(report: CohortsReport, texts: CohortTexts, formats: Formats, link: LinkFigure): Html {
  const { enteredBefore, advanced, unfinished, classes } = report.times;
  const k = goalIndex(report);
  const said = sentence<Html>(
    texts.timesText,
    link(formats.number(advanced), `advanced.${k}`),
    link(formats.number(enteredBefore), `enteredBefore.${k}`),
  );
  const more = unfinished > 0 && html` ${texts.unfinished(formats.number(unfinished))}`;
  if (classes.length === 0) return html`<p>${texts.noTimes}${more}</p>`;
  const words = timeWords(texts, formats);
  const text = classes.map((one) => words.bar(one)).join('; ');
  const rows = classes.map(
    (one) =>
      html`<tr><th scope="row">${tookText(one, texts, formats)}</th><td>${formats.number(one.leads)}</td><td>${formats.percent(one.leads / advanced)}</td></tr>\n`,
  );
  return html`<p>${said}${more}</p>
<figure>
${picture('wide', { width: WIDE, height: HISTOGRAM_HEIGHT }, text, (size) => histogramChart(classes, words, size))}
${picture('narrow', { width: NARROW, height: HISTOGRAM_HEIGHT }, text, (size) => histogramChart(classes, words, size))}
<figcaption>${texts.took}</figcaption>
</figure>
<details class="each-day times-table"><summary>${texts.took}</summary>
<table><thead><tr><th scope="col">${texts.took}</th><th scope="col">${texts.leads}</th><th scope="col">%</th></tr></thead>
<tbody>
${rows}</tbody></table></details>`;
}

export function timeWords(texts: CohortTexts, formats: Formats): HistogramWords {
  return {
    number: formats.number,
    duration: formats.duration,
    bar: (one) => `${tookText(one, texts, formats)}: ${formats.number(one.leads)}`,
  };
}

function tookText({ over, upTo }: TimeClass, texts: CohortTexts, { duration }: Formats): string {
  return over === 0 ? texts.tookUpTo(duration(upTo)) : texts.tookFrom(duration(over), duration(upTo));
}
