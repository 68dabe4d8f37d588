// Which variant of each form of a funnel is better, and whether the difference can be told from chance.
import type { Locale } from '../../domain/config/config.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { Report } from '../../domain/report/report.ts';
import type { VariantFigure, VariantGoal } from '../../domain/report/variant-goals.ts';
import type { VariantsReport } from '../../domain/report/variants.ts';
import { type Html, html } from '../html.ts';
import { type VariantReportTexts, variantReportTexts } from '../texts/variant-report.ts';
import { differenceCell, unknownCell } from './any-time-cells.ts';
import type { LinkFigure } from './figure-link.ts';
import { DASH, type Formats } from './report-format.ts';

type Said = { readonly texts: VariantReportTexts; readonly formats: Formats; readonly link: LinkFigure };

/** Nothing where no form of the funnel has variants. */
export function variantCards(
  { variants = [] }: Pick<Report, 'variants'>,
  locale: Locale,
  formats: Formats,
  link: LinkFigure,
): readonly Html[] {
  return variants.map((one) => card(one, { texts: variantReportTexts(locale), formats, link }));
}

function card(report: VariantsReport, said: Said): Html {
  const { texts, formats } = said;
  const { form, from, to } = report;
  const content =
    from === null
      ? html`<p>${texts.empty}</p>`
      : html`<p>${texts.text(formats.day(from), formats.day(to))}</p>
${table(report, from, said)}
<ul class="small">${texts.notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  return html`<section class="card variants"><h2>${texts.title(form)}</h2>
${content}</section>
`;
}

function table({ form, to, soFar, goals }: VariantsReport, from: string, said: Said): Html {
  const { texts, formats, link } = said;
  const [variant, value, difference, better] = texts.columns;
  const heads = [variant, value, difference(soFar[0]?.variant ?? ''), better];
  const rows = soFar.map(({ variant: name, shown, leads, customers }) => {
    const behind = (n: number, figure: 'submitted' | 'bought') =>
      link(formats.number(n), `${figure}.${form}.${name}`, { from, to });
    const { submission, purchase } = texts.parts;
    const came = html`${submission}: ${behind(leads, 'submitted')}, ${purchase}: ${behind(customers, 'bought')}`;
    return row(name, html`${texts.showings(formats.number(shown))}<small>${came}</small>`, '', '');
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${texts.title(form)}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${group(texts.soFar, '')}${rows}${goals.map((goal) => goalRows(goal, { form, from }, said))}</tbody>
</table></div>`;
}

function goalRows(goal: VariantGoal, of: { readonly form: string; readonly from: string }, said: Said): Html {
  const { texts, formats } = said;
  const age = formats.duration((windowMs(goal.within) ?? 0) / 1000);
  const rows = goal.variants.map((figure, at) =>
    at === 0
      ? row(figure.variant, value(goal, figure, of, said), '', '')
      : row(
          figure.variant,
          value(goal, figure, of, said),
          differenceCell(figure.difference, goal.currency, texts, formats),
          answer(figure, said),
        ),
  );
  return html`${group(texts.goals[goal.goal](goal.currency ?? ''), texts.within(age))}${rows}`;
}

function group(name: string, more: string): Html {
  return html`<tr><th scope="colgroup" colspan="4">${name}${more !== '' && html`<small>${more}</small>`}</th></tr>
`;
}

function row(name: string, ...cells: readonly (Html | string)[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;
}

const FIGURES = { submission: 'submitted', purchase: 'bought', revenue: 'paid' } as const;

function value(
  { goal, currency, to }: VariantGoal,
  { variant, shown, part, value: figure }: VariantFigure,
  { form, from }: { readonly form: string; readonly from: string },
  { texts, formats, link }: Said,
): Html {
  const n = formats.number(part);
  const days = { from, to: to ?? from };
  const name = `${FIGURES[goal]}.${form}.${variant}` as const;
  const leads = link(n, currency === undefined ? name : `${name}.${currency}`, days);
  const behind = html`<small>${texts.parts[goal]}: ${leads} ${texts.ofShown(formats.number(shown))}</small>`;
  if (currency === undefined) return html`${formats.percent(figure)}${behind}`;
  return html`${figure === null ? DASH : formats.money({ [currency]: figure }).join('')}${behind}`;
}

function answer({ variant, better, reason, moreShown }: VariantFigure, { texts, formats }: Said): Html {
  if (better !== null) return html`<strong>${better === variant ? texts.better : texts.worse}</strong>`;
  return unknownCell(reason, moreShown, texts, formats);
}
