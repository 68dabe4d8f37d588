// Whether the sequences of a funnel help: who got one beside who was held out, and whether the difference can be told from chance.
import type { Locale } from '../../domain/config/config.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { Report } from '../../domain/report/report.ts';
import { GROUPS, type SequenceGroup } from '../../domain/report/sequence-figures.ts';
import type { SequenceGoal } from '../../domain/report/sequence-goals.ts';
import { type SequenceFigure, sequenceFigureName } from '../../domain/report/sequence-share.ts';
import type { SequenceReport } from '../../domain/report/sequences.ts';
import { type Html, html } from '../html.ts';
import { type SequenceReportTexts, sequenceReportTexts } from '../texts/sequence-report.ts';
import { differenceCell, unknownCell } from './any-time-cells.ts';
import type { LinkFigure } from './figure-link.ts';
import { DASH, type Formats } from './report-format.ts';
import { sentence } from './sentence.ts';

type Said = {
  readonly texts: SequenceReportTexts;
  readonly formats: Formats;
  /** What the sequence waits for. */
  readonly goal: string;
  readonly age: string;
  /** Leads to those of a count until a day; plain text where there is no such day. */
  readonly behind: (text: string, figure: SequenceFigure, to: string | null) => Html;
};

/** Nothing where the funnel has no sequence. */
export function sequenceCards(
  { sequences = [], stages }: Pick<Report, 'sequences' | 'stages'>,
  locale: Locale,
  formats: Formats,
  link: LinkFigure,
): readonly Html[] {
  const texts = sequenceReportTexts(locale);
  return sequences.map((one) => {
    const { until } = one;
    const goal =
      'event' in until ? until.event : (stages.find(({ id }) => id === until.stage)?.label ?? until.stage);
    const age = formats.duration((windowMs(one.age) ?? 0) / 1000);
    const behind: Said['behind'] = (text, figure, to) =>
      one.from === null || to === null
        ? html`${text}`
        : link(text, sequenceFigureName(figure), { from: one.from, to });
    return card(one, { texts, formats, goal, age, behind });
  });
}

function card(sequence: SequenceReport, said: Said): Html {
  const { texts, formats, age } = said;
  const { from, to } = sequence;
  const content =
    from === null
      ? html`<p>${texts.empty}</p>`
      : html`<p>${texts.text(formats.day(from), formats.day(to), age)}</p>
${table(sequence, said)}
<ul class="small">${texts.notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  return html`<section class="card sequences"><h2>${texts.title(sequence.sequence)}</h2>
${content}</section>
`;
}

function table({ sequence, groups, goals, to, comparedTo }: SequenceReport, said: Said): Html {
  const { texts, formats, goal, age, behind } = said;
  const { columns } = texts;
  const counts = (what: string, of: 'entered' | 'leads', until: string | null): Html =>
    row(
      what,
      (group) => {
        const n = formats.number(groups.find((one) => one.group === group)?.[of] ?? 0);
        return behind(n, { sequence, group, count: 'entered' }, until);
      },
      ['', ''],
    );
  const heads = [
    columns.goal,
    texts.groups.sequence,
    texts.groups.heldOut,
    columns.difference,
    columns.better,
  ];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${texts.title(sequence)}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${counts(texts.entered, 'entered', to)}${counts(texts.oldEnough(age), 'leads', comparedTo)}${goals.map(
  (one) =>
    row(goalName(one, said), (group) => value(one, group, { sequence, comparedTo }, said), [
      differenceCell(one.difference, one.currency, texts, formats),
      answer(one, said),
    ]),
)}${row(
  texts.time(goal),
  (group) => formats.duration(groups.find((one) => one.group === group)?.medianSeconds ?? null),
  [DASH, texts.noClaim],
)}</tbody>
</table></div>`;
}

function row(
  name: string,
  cell: (group: SequenceGroup) => Html | string,
  [found, said]: readonly [Html | string, Html | string],
): Html {
  return html`<tr><th scope="row">${name}</th>${GROUPS.map((group) => html`<td>${cell(group)}</td>`)}<td>${found}</td><td>${said}</td></tr>
`;
}

function goalName({ currency }: SequenceGoal, { texts, goal }: Said): string {
  return currency === undefined ? texts.conversion(goal) : texts.revenue(currency);
}

function value(
  { currency, ...goal }: SequenceGoal,
  group: SequenceGroup,
  { sequence, comparedTo }: Pick<SequenceReport, 'sequence' | 'comparedTo'>,
  { texts, formats, behind }: Said,
): Html {
  const { leads, part, value: figure } = goal[group];
  const count =
    currency === undefined ? { count: 'converted' as const } : { count: 'paid' as const, currency };
  const n = behind(formats.number(part), { sequence, group, ...count }, comparedTo);
  const of = behind(formats.number(leads), { sequence, group, count: 'entered' }, comparedTo);
  if (currency === undefined)
    return html`${formats.percent(figure)}<small>${sentence<Html | string>(texts.of, n, of)}</small>`;
  const amount = figure === null ? DASH : formats.money({ [currency]: figure }).join('');
  return html`${amount}<small>${sentence<Html | string>(texts.buyers, n, of)}</small>`;
}

function answer({ better, reason, moreLeads }: SequenceGoal, { texts, formats }: Said): Html {
  if (better !== null) return html`<strong>${texts.better[better]}</strong>`;
  return unknownCell(reason, moreLeads, texts, formats);
}
