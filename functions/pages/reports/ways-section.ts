// The compare page's answer: who is in both funnels, the leads by the way they came, and which way serves which goal better.
import type { Locale } from '../../domain/config/config.ts';
import { windowMs } from '../../domain/config/duration.ts';
import type { Comparison } from '../../domain/report/report-compare.ts';
import type { WayLeads, WayName } from '../../domain/report/way-figures.ts';
import { WAY_COUNTS, type WayCount, type WayFigure, wayFigureName } from '../../domain/report/way-share.ts';
import type { GoalReport, GroupReport, WaysReport } from '../../domain/report/ways.ts';
import { type Html, html } from '../html.ts';
import { type WayTexts, wayTexts } from '../texts/ways.ts';
import type { LinkFigure } from './figure-link.ts';
import { DASH, type Formats } from './report-format.ts';
import { sentence } from './sentence.ts';

type Pen = {
  readonly texts: WayTexts;
  readonly formats: Formats;
  /** Leads to those behind a figure of the receiving funnel. */
  readonly link: LinkFigure;
};

/** @param linkOf by the id of a funnel */
export function waysSections(
  { ways, funnels }: Pick<Comparison, 'ways' | 'funnels'>,
  locale: Locale,
  formats: Formats,
  linkOf: (funnel: string) => LinkFigure,
): readonly Html[] {
  const texts = wayTexts(locale);
  const label = (id: string): string => funnels.find(({ funnel }) => funnel === id)?.label ?? id;
  const goals = ways.reduce((sum, one) => sum + one.goals.length, 0);
  return ways.map((one) => {
    const pen: Pen = { texts, formats, link: linkOf(one.funnel) };
    const [marketing, sales] = [one.givers.map(label).join(' + '), label(one.funnel)];
    return html`<section class="card ways"><h2>${texts.title}</h2>
<p>${sharedSentence(one, [marketing, sales], texts, formats, (n, name) => linked(n, name, pen))} ${texts.method(marketing, sales)}</p>
${goalTable(one, pen)}
<ul class="small">${texts.notes(formats.number(goals)).map((note) => html`<li>${note}</li>`)}</ul>
${groupTable(one, pen)}</section>`;
  });
}

/**
 * How many people, customers and how much revenue the funnels share.
 * @param figure how a count is written
 */
export function sharedSentence<Part>(
  { both, either }: WaysReport,
  [marketing, sales]: readonly [string, string],
  texts: WayTexts,
  { money }: Formats,
  figure: (n: number, name: WayFigure) => Part,
): readonly (string | Part)[] {
  const revenue = Object.entries(either.revenue).map(([code, minor]) =>
    texts.sharedRevenue(
      money({ [code]: both.revenue[code] ?? 0 }).join(''),
      money({ [code]: minor }).join(''),
    ),
  );
  const counts = (count: 'leads' | 'customers'): readonly [Part, Part] => [
    figure(both[count], { of: 'both', count }),
    figure(either[count], { of: 'either', count }),
  ];
  return [
    ...sentence<string | Part>(texts.shared, marketing, sales, ...counts('leads')),
    '; ',
    ...sentence<string | Part>(texts.sharedCustomers, ...counts('customers')),
    ...revenue.flatMap((said) => ['; ', said]),
    '.',
  ];
}

function linked(n: number, name: WayFigure, { formats, link }: Pen, to?: string): Html {
  return link(formats.number(n), wayFigureName(name), to === undefined ? {} : { to });
}

function goalTable({ goals, horizon }: WaysReport, pen: Pen): Html {
  const { texts, formats } = pen;
  const { columns } = texts;
  return scrolled(
    columns.goal,
    html`<thead><tr><th scope="col">${columns.goal}</th><th scope="col">${texts.ways.marketing}</th><th scope="col">${texts.ways.straight}</th><th scope="col">${columns.difference}</th><th scope="col">${columns.better}</th></tr></thead>
<tbody>${goals.map(
      (goal) =>
        html`<tr><th scope="row">${goalName(goal, texts, formats)}</th><td>${value(goal, 'marketing', horizon, pen)}</td><td>${value(goal, 'straight', horizon, pen)}</td><td>${difference(goal, texts, formats)}</td><td>${answer(goal, texts, formats)}</td></tr>\n`,
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

/** Which leads the part of a goal are. */
const COUNT_OF: Readonly<Record<GoalReport['goal'], WayCount>> = {
  soon: 'customers',
  end: 'customers',
  revenue: 'customers',
  repeat: 'repeat',
  referrals: 'referrals',
};

function value(goal: GoalReport, way: WayName, horizon: string, pen: Pen): Html | string {
  const { age, currency, to } = goal;
  if (to === null) return DASH;
  const { texts, formats } = pen;
  const { leads, part, value: worth } = goal[way];
  const ageMs = age === horizon ? undefined : windowMs(age);
  const counts = [
    linked(part, { of: way, count: COUNT_OF[goal.goal], ageMs }, pen, to),
    linked(leads, { of: way, count: 'leads' }, pen, to),
  ];
  if (currency === undefined)
    return html`${formats.percent(worth)}<small>${sentence(texts.of, ...counts)}</small>`;
  const amount = worth === null ? DASH : formats.money({ [currency]: worth }).join('');
  return html`${amount}<small>${sentence(texts.customers, ...counts)}</small>`;
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

function groupTable({ ways, groups }: WaysReport, pen: Pen): Html {
  const { texts } = pen;
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
      row(html`<strong>${texts.ways[one.way]}</strong>`, one.way, one, pen),
      ...of(one.way).map((group) => row(texts.groups[group.group], group.group, group, pen)),
    ])}</tbody>`,
  );
}

function row(name: Html | string, of: WayLeads, figures: GroupReport, pen: Pen): Html {
  const amounts = pen.formats.money(figures.revenue);
  return html`<tr><th scope="row">${name}</th>${WAY_COUNTS.map(
    (count) => html`<td>${linked(figures[count], { of, count }, pen)}</td>`,
  )}<td>${amounts.length === 0 ? DASH : amounts.map((amount) => html`<div>${amount}</div>`)}</td></tr>\n`;
}

function scrolled(label: string, table: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>${table}</table></div>`;
}
