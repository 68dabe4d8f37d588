// What sales answered to hand-offs, and what became of those accepted by how soon they were.
import type { Locale } from '../../domain/config/config.ts';
import { SPEEDS_MS } from '../../domain/hand-off/speeds.ts';
import { type AnswerFigure, answerFigureName } from '../../domain/report/answer-share.ts';
import type { FigureName } from '../../domain/report/figure-share.ts';
import type { HandOffReport, ReceivedReport, Report } from '../../domain/report/report.ts';
import { type Html, html } from '../html.ts';
import { type HandOffTexts, handOffTexts } from '../texts/hand-off.ts';
import { type LinkFigure, NO_LINKS } from './figure-link.ts';
import type { Formats } from './report-format.ts';
import { sentence } from './sentence.ts';

export type HandOffView = {
  readonly report: Pick<Report, 'funnel' | 'handOff' | 'receives' | 'stages'>;
  /** The label of a funnel by its id. */
  readonly labelOf: (funnel: string) => string;
  readonly locale: Locale;
  /** Absent: leads may not be looked at from here. */
  readonly link?: LinkFigure;
};

type WithoutFunnel<Figure> = Figure extends unknown ? Omit<Figure, 'of'> : never;

/** One card for each hand-off of which there are leads. */
export function handOffCards(view: HandOffView, formats: Formats): readonly Html[] {
  const { report, labelOf, locale } = view;
  const texts = handOffTexts(locale);
  const { handOff, receives = [] } = report;
  const given = handOff === null ? [] : [{ one: handOff, title: texts.report.given(labelOf(handOff.to)) }];
  const received = receives.map((one) => ({ one, title: texts.report.received(labelOf(one.from)) }));
  return [...given, ...received].flatMap(({ one, title }) =>
    one.leads > 0 ? [card(one, title, view, texts, formats)] : [],
  );
}

function card(
  one: HandOffReport | ReceivedReport,
  title: string,
  { report, link }: HandOffView,
  { report: texts, reasons, list }: HandOffTexts,
  formats: Formats,
): Html {
  const { number, percent, duration } = formats;
  const { leads, accepted, acceptedShare, returned, waiting, secondsToAccept } = one;
  const giver = 'from' in one ? one.from : report.funnel;
  const toLeads = link ?? NO_LINKS;
  const linked = (n: number, answer: WithoutFunnel<AnswerFigure>): Html =>
    toLeads(number(n), answerFigureName({ ...answer, of: 'from' in one ? one.from : '' }));
  const why = one.reasons.map(
    ({ reason, leads: n }, index) =>
      html`${index > 0 && ', '}${reasons[reason]}: ${linked(n, { kind: 'returnedFor', reason })}`,
  );
  const of = 'from' in one ? (`.${one.from}` as const) : '';
  const handed = 'from' in one ? (`received.${one.from}` as const) : 'handOff';
  const figure = (n: number, name: 'accepted' | 'returned' | 'waiting' | typeof handed): Html =>
    toLeads(number(n), (name === handed ? handed : `${name}${of}`) as FigureName);
  const facts: readonly (Html | string)[] = [
    html`${sentence<Html | string>(texts.answered, figure(accepted, 'accepted'), figure(leads, handed), percent(acceptedShare))}`,
    ...(secondsToAccept.median === null
      ? []
      : [texts.time(duration(secondsToAccept.median), duration(secondsToAccept.p90))]),
    ...(returned > 0
      ? [
          html`${sentence<Html | string>(texts.returned, figure(returned, 'returned'))} <small class="reasons">${why}.</small>`,
        ]
      : []),
    ...(waiting > 0
      ? [
          link !== undefined
            ? html`${sentence<Html | string>(texts.waiting, figure(waiting, 'waiting'))} <a href="/leads?funnel=${giver}&amp;handOff=waiting">${list.title}</a>`
            : texts.waiting(number(waiting)),
        ]
      : []),
  ];
  return html`<section class="card hand-off"><h2>${title}</h2>
<ul class="wins">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${one.speeds.length > 0 && speedTable(one, title, report.stages, texts, formats, linked)}</section>
`;
}

/** @param linked leads to those behind a figure of this hand-off */
function speedTable(
  { speeds }: Pick<HandOffReport, 'speeds'>,
  title: string,
  stages: Report['stages'],
  texts: HandOffTexts['report'],
  { percent, duration }: Formats,
  linked: (n: number, figure: WithoutFunnel<AnswerFigure>) => Html,
): Html {
  const labelOf = (stage: string): string => stages.find(({ id }) => id === stage)?.label ?? stage;
  return html`<p>${texts.speedText}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="speeds">
<thead><tr><th scope="col">${texts.speed}</th><th scope="col">${texts.leads}</th>${(speeds[0]?.stages ?? []).map(({ id }) => html`<th scope="col">${labelOf(id)}</th>`)}</tr></thead>
<tbody>
${speeds.map(({ within, leads, stages: reached }) => {
  const speed = within === null ? SPEEDS_MS.length : SPEEDS_MS.indexOf(within * 1000);
  const cells = reached.map(({ id, share, leads: came, before }) => {
    const stage = stages.findIndex((one) => one.id === id);
    const after = linked(came, { kind: 'reachedAfter', speed, stage });
    const already = sentence<Html | string>(
      texts.before,
      linked(before, { kind: 'reachedBefore', speed, stage }),
    );
    return html`<td>${percent(share)} <small>${after}${before > 0 && html`, ${already}`}</small></td>`;
  });
  return html`<tr><th scope="row">${within === null ? texts.later : texts.within(duration(within))}</th><td>${linked(leads, { kind: 'speed', speed })}</td>${cells}</tr>
`;
})}</tbody>
</table></div>`;
}
