// How far a lead came in each funnel: every attempt with its stages.
import type { Answered, ProfileAttempt, ProfileFunnel } from '../../domain/profile/profile.ts';
import { type Html, html } from '../html.ts';
import { handOffTexts } from '../texts/hand-off.ts';
import { reportTexts } from '../texts/report.ts';
import type { LeadPen } from './lead-page.ts';
import { touchTags } from './lead-touch.ts';

const ATTEMPTS_SHOWN = 10;

export function funnelCards(funnels: readonly ProfileFunnel[], pen: LeadPen): Html {
  const labels = new Map(funnels.map(({ funnel, label }) => [funnel, label]));
  return html`${funnels.map((funnel) => funnelCard(funnel, labels, pen))}`;
}

function funnelCard(
  { label, kind, attempts, earlier, late }: ProfileFunnel,
  labels: ReadonlyMap<string, string>,
  pen: LeadPen,
): Html {
  const { texts, formats, locale } = pen;
  const { funnels } = texts;
  const shown = attempts.slice(0, ATTEMPTS_SHOWN).map((attempt) => attemptRow(attempt, labels, pen));
  const left = earlier + attempts.length - shown.length;
  return html`<section class="card"><span class="kind">${reportTexts(locale).kinds[kind]}</span><h2>${label}</h2>
${shown.length === 0 ? html`<p class="small">${funnels.none}</p>` : shown}
${left > 0 && html`<p class="small">${funnels.earlier(formats.number(left))}</p>`}
${late > 0 && html`<p class="small">${funnels.late(formats.number(late))}</p>`}</section>
`;
}

function attemptRow(attempt: ProfileAttempt, labels: ReadonlyMap<string, string>, pen: LeadPen): Html {
  const { texts, formats } = pen;
  const { funnels } = texts;
  const { outcome, enteredAt, endsAt, stages, revenue, touch, handedOver, received } = attempt;
  const nameOf = (id: string): string => labels.get(id) ?? id;
  const money = formats.money(revenue);
  return html`<div class="attempt"><p><span class="badge ${outcome}">${funnels.outcomes[outcome]}</span>
<span>${funnels.entered(formats.instant(enteredAt))}${outcome === 'open' && html` <span class="small">(${funnels.until(formats.instant(endsAt))})</span>`}</span>
${money.length > 0 && html`<span>${funnels.revenue}: <strong>${money.join(', ')}</strong></span>`}</p>
<ol class="steps">${stages.map((stage) => step(stage, pen))}</ol>
${received.map((one) => html`<p class="small">${funnels.received(nameOf(one.from), formats.instant(one.at))}. ${answerOf(one, pen)}.</p>`)}
${handedOver !== undefined && html`<p class="small">${funnels.handedOver(nameOf(handedOver.to), formats.instant(handedOver.at))}. ${answerOf(handedOver, pen)}.</p>`}
${touchTags(touch, pen)}</div>
`;
}

function answerOf(answered: Answered, { formats, locale }: LeadPen): string {
  const { lead, reasons } = handOffTexts(locale);
  switch (answered.answer) {
    case 'waiting':
      return lead.waiting;
    case 'accepted':
      return lead.accepted(formats.instant(answered.answeredAt));
    case 'returned': {
      const { answeredAt, reason, note } = answered;
      const why = note === undefined ? reasons[reason] : `${reasons[reason]} (${note})`;
      return lead.returned(formats.instant(answeredAt), why);
    }
    default:
      return answered satisfies never;
  }
}

function step({ label, counted, returning, at }: ProfileAttempt['stages'][number], pen: LeadPen): Html {
  const { funnels } = pen.texts;
  const state = counted ? (at === undefined ? 'done implied' : 'done') : 'open';
  const note = counted
    ? at === undefined
      ? funnels.implied
      : pen.formats.instant(at)
    : at === undefined
      ? funnels.notReached
      : pen.formats.instant(at);
  return html`<li class="${state}"><b>${label}</b><small>${note}${returning && ` (${funnels.returning})`}</small></li>`;
}
