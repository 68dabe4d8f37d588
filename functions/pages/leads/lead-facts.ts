// What a lead bought, and by what it is known.
import type { Money } from '../../domain/money.ts';
import type { ProfileId, ProfileOrder } from '../../domain/profile/profile.ts';
import { type Html, html } from '../html.ts';
import { more } from './lead-answers.ts';
import type { LeadPen } from './lead-page.ts';

const ORDERS_SHOWN = 50;

export function ordersCard(orders: readonly ProfileOrder[], pen: LeadPen): Html {
  const { title, none } = pen.texts.orders;
  const rows = orders.slice(0, ORDERS_SHOWN).map((order) => orderRow(order, pen));
  return html`<section class="card"><h2>${title}</h2>
${rows.length === 0 ? html`<p class="small">${none}</p>` : html`<ul class="rows">${rows}</ul>`}
${more(orders.length - rows.length, pen)}</section>`;
}

function orderRow({ id, at, name, value, left, refunds }: ProfileOrder, pen: LeadPen): Html {
  const { formats, texts } = pen;
  const { unvalued, refunded, wholeOrder } = texts.orders;
  const isLess = value !== null && left !== null && left.minor < value.minor;
  return html`<li><div class="line"><strong>${id}</strong><span class="money">${
    value === null
      ? unvalued
      : isLess
        ? html`<del class="refunded">${money(value, pen)}</del> ${money(left, pen)}`
        : money(value, pen)
  }</span></div>
<p class="small">${name}, ${formats.instant(at)}</p>
${refunds.map(
  (refund) =>
    html`<p class="small">${refunded(refund.value === null ? wholeOrder : money(refund.value, pen), formats.instant(refund.at))}</p>`,
)}</li>\n`;
}

export function money({ currency, minor }: Money, { formats }: LeadPen): string {
  return formats.money({ [currency]: minor }).join('');
}

export function idsCard(ids: readonly ProfileId[], { texts, formats }: LeadPen): Html {
  const { title, text, kinds, typed, since } = texts.ids;
  const rows = ids.map((id) => {
    const notes = [
      ...(id.typed === undefined ? [] : [typed(id.typed)]),
      ...(id.belongsTo === undefined ? [] : [since(formats.instant(id.belongsTo.said))]),
    ];
    return html`<li><strong>${id.key}</strong><p class="small">${[kinds[id.kind], ...notes].join(', ')}</p></li>\n`;
  });
  return html`<section class="card"><h2>${title}</h2><p class="small">${text}</p><ul class="rows">${rows}</ul></section>`;
}
