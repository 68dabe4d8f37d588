// Everything a lead did, by day, the newest first.
import { Calendar } from '../../domain/calendar.ts';
import type { EventOrder } from '../../domain/event/order.ts';
import type { TimelineEntry } from '../../domain/profile/profile.ts';
import { type Html, html } from '../html.ts';
import { qualityTexts } from '../texts/quality.ts';
import { answer, formName } from './lead-answers.ts';
import { money } from './lead-facts.ts';
import type { LeadPen, LeadView } from './lead-page.ts';
import { touchTags } from './lead-touch.ts';

export function timelineCard({ entries, older }: LeadView['slice'], path: string, pen: LeadPen): Html {
  const { timeline } = pen.texts;
  const calendar = new Calendar(pen.timezone);
  const times = new Intl.DateTimeFormat(pen.locale, { timeStyle: 'short', timeZone: pen.timezone });
  const days = Map.groupBy(entries, ({ at }) => calendar.dayOf(Date.parse(at)));
  return html`<section class="card days"><h2>${timeline.title}</h2>
${entries.length === 0 && html`<p class="small">${timeline.empty}</p>`}
${[...days].map(
  ([day, those]) => html`<h3>${pen.formats.day(day)}</h3>
<ol class="timeline">
${those.map((entry) => row(entry, times, pen))}</ol>
`,
)}
<p class="buttons">${older > 0 && html`<a class="button quiet" href="${path}?older=${older}">${timeline.older} (${pen.formats.number(older)})</a>`}</p></section>`;
}

function row(entry: TimelineEntry, times: Intl.DateTimeFormat, pen: LeadPen): Html {
  const { texts } = pen;
  const sort = sortOf(entry);
  const { title, notes } = saidOf(entry, pen);
  return html`<li class="${sort}"><div class="line"><span><span class="what">${texts.timeline.kinds[sort]}</span> <strong>${title}</strong></span>
<time datetime="${entry.at}">${times.format(Date.parse(entry.at))}</time></div>
${notes.length > 0 && html`<p class="small">${notes.join(', ')}</p>`}
${touchTags(entry.touch, pen)}
${entry.kind !== 'touch' && properties(entry.properties ?? {}, pen)}
${entry.kind !== 'touch' && entry.firstProperties !== undefined && corrected(entry.received, entry.firstProperties, pen)}</li>
`;
}

function sortOf(entry: TimelineEntry): keyof LeadPen['texts']['timeline']['kinds'] {
  if (entry.kind === 'touch') return 'touch';
  if (entry.order?.refund === true) return 'refund';
  if (entry.order?.update === true) return 'update';
  if (entry.order !== undefined) return 'order';
  return entry.kind === 'identify' && entry.name === 'alias' ? 'alias' : entry.kind;
}

function saidOf(
  entry: TimelineEntry,
  pen: LeadPen,
): { readonly title: string; readonly notes: readonly string[] } {
  if (entry.kind === 'touch') return { title: '', notes: [] };
  const { kind, name, trusted, order, variant, flags } = entry;
  const { timeline } = pen.texts;
  const { reasons } = qualityTexts(pen.locale);
  const title = kind === 'form' ? formName(name, pen) : kind === 'identify' ? '' : name;
  return {
    title,
    notes: [
      ...(order === undefined ? [] : [order.id, worth(order, pen)]),
      ...(variant === undefined ? [] : [`${pen.fields.variant}: ${variant}`]),
      ...(trusted ? [timeline.trusted] : []),
      ...(flags?.reasons ?? []).map((reason) => reasons[reason].title),
    ],
  };
}

function worth({ value, amount, unread, refund }: EventOrder, pen: LeadPen): string {
  const { orders } = pen.texts;
  if (value !== undefined) return money(value, pen);
  if (unread !== undefined) return orders.unread;
  return amount ?? (refund === true ? orders.wholeOrder : orders.unvalued);
}

/** What was said before the properties that are shown. */
function corrected(at: string, first: Values, pen: LeadPen): Html {
  const { texts, formats } = pen;
  return html`<p class="small">${texts.answers.corrected(formats.instant(at))}</p>
${properties(first, pen, texts.answers.first)}`;
}

type Values = Readonly<Record<string, string | number | boolean>>;

function properties(values: Values, pen: LeadPen, title?: string): Html | undefined {
  const all = Object.entries(values);
  if (all.length === 0) return undefined;
  return html`<details><summary>${title ?? pen.texts.timeline.details(pen.formats.number(all.length))}</summary>
<dl class="fields">${all.map(([name, value]) => html`<dt>${name}</dt><dd>${answer(value, pen)}</dd>`)}</dl></details>`;
}
