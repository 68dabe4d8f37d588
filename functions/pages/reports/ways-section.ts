// The compare page's answer: who is in both funnels, the leads by the way they came, and which way serves which goal better.
import type { Locale } from '../../domain/config/config.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { Comparison } from '../../domain/report/report-compare.ts';
import type { WayName } from '../../domain/report/way-figures.ts';
import type { GoalReport, GroupReport, WaysReport } from '../../domain/report/ways.ts';
import { type Html, html } from '../html.ts';
import { type WayTexts, wayTexts } from '../texts/ways.ts';
import { DASH, type Formats } from './report-format.ts';

export function waysSections(
  { ways, funnels }: Pick<Comparison, 'ways' | 'funnels'>,
  locale: Locale,
  formats: Formats,
): readonly Html[] {
  const texts = wayTexts(locale);
  const label = (id: string): string => funnels.find(({ funnel }) => funnel === id)?.label ?? id;
  const goals = ways.reduce((sum, one) => sum + one.goals.length, 0);
  return ways.map((one) => {
    const [marketing, sales] = [one.givers.map(label).join(' + '), label(one.funnel)];
    return html`<section class="card ways"><h2>${texts.title}</h2>
<p>${sharedSentence(one, marketing, sales, texts, formats)} ${texts.method(marketing, sales)}</p>
${goalTable(one, texts, formats)}
<ul class="small">${texts.notes(formats.number(goals)).map((note) => html`<li>${note}</li>`)}</ul>
${groupTable(one, texts, formats)}</section>`;
  });
}

/** How many people, customers and how much revenue the funnels share. */
export function sharedSentence(
  { both, either }: WaysReport,
  marketing: string,
  sales: string,
  texts: WayTexts,
  { number, money }: Formats,
): string {
  const revenue = Object.entries(either.revenue).flatMap(([code, minor]) =>
    texts.sharedRevenue(
      money({ [code]: both.revenue[code] ?? 0 }).join(''),
      money({ [code]: minor }).join(''),
    ),
  );
  const said = [
    texts.shared(marketing, sales, number(both.leads), number(either.leads)),
    texts.sharedCustomers(number(both.customers), number(either.customers)),
    ...revenue,
  ];
  return `${said.join('; ')}.`;
}

function goalTable({ goals }: WaysReport, texts: WayTexts, formats: Formats): Html {
  const { columns } = texts;
  return scrolled(
    columns.goal,
    html`<thead><tr><th scope="col">${columns.goal}</th><th scope="col">${texts.ways.marketing}</th><th scope="col">${texts.ways.straight}</th><th scope="col">${columns.difference}</th><th scope="col">${columns.better}</th></tr></thead>
<tbody>${goals.map(
      (goal) =>
        html`<tr><th scope="row">${goalName(goal, texts, formats)}</th><td>${value(goal, 'marketing', texts, formats)}</td><td>${value(goal, 'straight', texts, formats)}</td><td>${difference(goal, texts, formats)}</td><td>${answer(goal, texts, formats)}</td></tr>\n`,
    )}</tbody>`,
  );
}

/** The goal in words, with its age. */
export function goalName(goal: GoalReport, texts: WayTexts, formats: Formats): string {
  return texts.goals[goal.goal](ageOf(goal, formats));
}

function ageOf({ age }: GoalReport, { duration }: Formats): string {
  return duration((windowMs(age) ?? 0) / 1000);
}

function value(goal: GoalReport, way: WayName, texts: WayTexts, formats: Formats): Html {
  const { leads, part, value: figure } = goal[way];
  const [n, of] = [formats.number(part), formats.number(leads)];
  if (goal.currency === undefined) return html`${formats.percent(figure)}<small>${texts.of(n, of)}</small>`;
  const amount = figure === null ? DASH : formats.money({ [goal.currency]: figure }).join('');
  return html`${amount}<small>${texts.customers(n, of)}</small>`;
}

function difference(
  { difference: found, currency }: GoalReport,
  texts: WayTexts,
  formats: Formats,
): Html | string {
  if (found === null) return DASH;
  const said = (n: number): string =>
    currency === undefined ? formats.points(n, 0) : formats.money({ [currency]: n }).join('');
  const by = currency === undefined ? texts.points(said(found.by)) : said(found.by);
  return html`${by}<small>${texts.interval(said(found.low), said(found.high))}</small>`;
}

function answer({ better, reason, moreLeads }: GoalReport, texts: WayTexts, formats: Formats): Html {
  if (better !== null) return html`<strong>${texts.ways[better]}</strong>`;
  const why = reason === null ? '' : texts.reasons[reason];
  const more = moreLeads === null ? '' : texts.more(formats.number(moreLeads));
  return html`${texts.unknown}<small>${[why, more].filter((text) => text !== '').join(' ')}</small>`;
}

function groupTable({ ways, groups }: WaysReport, texts: WayTexts, formats: Formats): Html {
  const { columns } = texts;
  const heads = [
    columns.group,
    columns.leads,
    columns.customers,
    columns.repeat,
    columns.referrals,
    columns.revenue,
  ];
  const of = (way: WayName) =>
    groups.filter(
      ({ group }) => (group === 'onlySales' || group === 'straightThenMarketing') === (way === 'straight'),
    );
  return scrolled(
    columns.group,
    html`<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${ways.map((one) => [
      row(html`<strong>${texts.ways[one.way]}</strong>`, one, formats),
      ...of(one.way).map((group) => row(texts.groups[group.group], group, formats)),
    ])}</tbody>`,
  );
}

function row(
  name: Html | string,
  { leads, customers, repeat, referrals, revenue }: GroupReport,
  formats: Formats,
): Html {
  const amounts = formats.money(revenue);
  return html`<tr><th scope="row">${name}</th>${[leads, customers, repeat, referrals].map(
    (n) => html`<td>${formats.number(n)}</td>`,
  )}<td>${amounts.length === 0 ? DASH : amounts.map((amount) => html`<div>${amount}</div>`)}</td></tr>\n`;
}

function scrolled(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>${table}</table></div>`;
}
