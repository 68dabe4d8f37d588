// The page of one lead: all that is kept of a person, the newest first.
import type { FormConfig, Locale } from '../../domain/config/config.ts';
import type { ShownMail, ShownStop } from '../../domain/mail/shown-mail.ts';
import type { ShownMember } from '../../domain/nurture/shown.ts';
import type { HeldQuarantined, HeldWaiting } from '../../domain/profile/held.ts';
import type { Answers, Profile, TimelineEntry } from '../../domain/profile/profile.ts';
import type { Page } from '../../runtime/answer.ts';
import type { Owner } from '../../runtime/owner-access.ts';
import { formatText } from '../format-query.ts';
import { type Html, html } from '../html.ts';
import { DASH, type Formats, formatsOf } from '../reports/report-format.ts';
import { ownerPage } from '../reports/report-frame.ts';
import { heldTexts } from '../texts/held.ts';
import { type LeadTexts, leadTexts } from '../texts/lead.ts';
import { reportTexts } from '../texts/report.ts';
import { breakable } from './breakable.ts';
import { answersCard, consentsCard } from './lead-answers.ts';
import { idsCard, ordersCard } from './lead-facts.ts';
import { funnelCards } from './lead-funnels.ts';
import { quarantinedCard, waitingCard } from './lead-held.ts';
import { mailsCard } from './lead-mails.ts';
import { sequencesCard } from './lead-sequences.ts';
import { LEAD_SHEET } from './lead-style.ts';
import { timelineCard } from './lead-timeline.ts';
import { mark } from './search-page.ts';

/** The lists that have further pages, by the parameter that says where these begin. */
export const PARTS = ['older', 'forms', 'quarantined', 'waiting'] as const;
type Part = (typeof PARTS)[number];

type Kept<One> = { readonly entries: readonly One[]; readonly at: string; readonly hasMore: boolean };

export type LeadView = {
  readonly profile: Profile;
  readonly slice: { readonly entries: readonly TimelineEntry[]; readonly older: number };
  readonly answers: { readonly entries: readonly Answers[]; readonly older: number };
  readonly quarantined: Kept<HeldQuarantined>;
  readonly waiting: Kept<HeldWaiting>;
  /** Of a page that shows older entries of one list alone: which. */
  readonly part: Part | undefined;
  readonly forms: readonly FormConfig[];
  /** Whether anybody is told of leads. */
  readonly canReplay?: boolean;
  /** The sequences that it is in or was; absent: none. */
  readonly sequences?: readonly ShownMember[];
  /** Newest first. */
  readonly mails: readonly ShownMail[];
  readonly noMail: readonly ShownStop[];
  /** The link that it can give to others; absent: there is none. */
  readonly share?: string | undefined;
  readonly locale: Locale;
  readonly owner: Owner;
};

/** What every part of the page writes with. */
export type LeadPen = {
  readonly locale: Locale;
  readonly texts: LeadTexts;
  readonly fields: Readonly<Record<string, string>>;
  readonly formats: Formats;
  readonly timezone: string;
  readonly forms: readonly FormConfig[];
};

export function leadPage(view: LeadView): Page {
  const { profile, forms, locale, owner, part } = view;
  const texts = leadTexts(locale);
  const { timezone } = profile;
  const formats = formatsOf(locale, timezone);
  const pen: LeadPen = { locale, texts, fields: reportTexts(locale).fields, formats, timezone, forms };
  const path = `/leads/${profile.id}`;
  const isLead = profile.ids.length > 0;
  const { noLead } = heldTexts(locale);
  const kind = isLead ? texts.kind : noLead.kind;
  const name = profile.email ?? profile.ids[0]?.key ?? (isLead ? texts.unnamed : noLead.who);
  return ownerPage({
    locale,
    // No name: titles go to the history of a browser, and to those who look at its tabs.
    title: kind,
    reader: owner,
    current: 'leads',
    sheet: LEAD_SHEET,
    content: html`<div class="head"><div><span class="kind">${kind}</span><h1>${breakable(name)}</h1>
<p class="lead">${isLead ? seen(profile, pen) : noLead.text} ${texts.timezone(timezone)}</p></div>
<p class="buttons"><a href="/leads">${texts.search.title}</a></p></div>
${
  part === undefined
    ? (isLead ? whole : held)(view, path, pen)
    : html`${olderOf(view, part, path, pen)}
<p><a href="${path}">${heldTexts(locale).back}</a></p>`
}`,
  });
}

function whole(view: LeadView, path: string, pen: LeadPen): Html {
  const { profile, slice, answers, quarantined, waiting, owner, canReplay = false, sequences = [] } = view;
  const { mails, noMail } = view;
  return html`${tiles(profile, pen)}
${funnelCards(profile.funnels, pen)}
<div class="split">
<aside>
${consentsCard(profile.consents, pen)}
${sequences.length > 0 && sequencesCard(sequences, pen)}
${(mails.length > 0 || noMail.length > 0) && mailsCard(mails, noMail, pen)}
${view.share !== undefined && shareCard(view.share, pen)}
${ordersCard(profile.orders, pen)}
${idsCard(profile.ids, pen)}
${takeCard(path, pen)}
${canReplay && replayCard(path, owner, pen)}
${eraseCard(path, pen)}
</aside>
<div>
${waiting.entries.length > 0 && olderOf(view, 'waiting', path, pen)}
${quarantined.entries.length > 0 && olderOf(view, 'quarantined', path, pen)}
${answersCard(answers, path, pen)}
${timelineCard(slice, path, pen)}
</div>
</div>`;
}

/** Of a person who is no lead. */
function held(view: LeadView, path: string, pen: LeadPen): Html {
  const { quarantined, waiting, mails, noMail } = view;
  const { noLead } = heldTexts(pen.locale);
  return html`<div class="split">
<aside>
${(mails.length > 0 || noMail.length > 0) && mailsCard(mails, noMail, pen, noLead.mails)}
<section class="card take"><h2>${pen.texts.take.title}</h2>
<p class="buttons"><a class="button quiet" href="${path}?format=json">JSON</a></p></section>
${eraseCard(path, pen, noLead.erase)}
</aside>
<div>
${waiting.entries.length > 0 && olderOf(view, 'waiting', path, pen)}
${quarantined.entries.length > 0 && olderOf(view, 'quarantined', path, pen)}
</div>
</div>`;
}

/** One list, from where the page begins. */
function olderOf(view: LeadView, part: Part, path: string, pen: LeadPen): Html {
  const { slice, answers, quarantined, waiting } = view;
  const next = ({ at, hasMore }: Kept<unknown>): string | undefined =>
    hasMore ? `${path}?${part}=${at}` : undefined;
  switch (part) {
    case 'older':
      return timelineCard(slice, path, pen);
    case 'forms':
      return answersCard(answers, path, pen);
    case 'quarantined':
      return quarantinedCard(quarantined.entries, next(quarantined), pen);
    case 'waiting':
      return waitingCard(waiting.entries, next(waiting), pen);
    default:
      return part satisfies never;
  }
}

function seen({ firstSeen, lastSeen }: Profile, { texts, formats }: LeadPen): string {
  return firstSeen === null || lastSeen === null
    ? ''
    : texts.seen(formats.instant(firstSeen), formats.instant(lastSeen));
}

function tiles({ orders, timeline, answers }: Profile, { texts, formats }: LeadPen): Html {
  const revenue: Record<string, number> = {};
  for (const { left } of orders)
    if (left !== null) revenue[left.currency] = (revenue[left.currency] ?? 0) + left.minor;
  const money = formats.money(revenue);
  const events = timeline.filter(({ kind }) => kind !== 'touch').length;
  const tile = (label: string, values: readonly string[]): Html =>
    html`<div class="tile"><dt>${label}</dt>${values.map((value) => html`<dd class="big">${value}</dd>`)}</div>`;
  const { number } = formats;
  return html`<dl class="tiles">${tile(texts.tiles.revenue, money.length === 0 ? [DASH] : money)}
${tile(texts.tiles.orders, [number(orders.length)])}
${tile(texts.tiles.forms, [number(answers.length)])}
${tile(texts.tiles.entries, [number(events)])}</dl>`;
}

function takeCard(path: string, { texts: { take }, locale }: LeadPen): Html {
  return html`<section class="card take"><h2>${take.title}</h2><p class="small">${take.text}</p>
<p class="buttons"><a class="button quiet" href="${path}?format=json">JSON</a><a class="button quiet" href="${path}?${formatText('csv', locale)}">CSV</a></p></section>`;
}

function shareCard(link: string, { texts: { share } }: LeadPen): Html {
  return html`<section class="card"><h2>${share.title}</h2><p class="small">${share.text}</p>
<p><code class="link">${link}</code></p></section>`;
}

function replayCard(path: string, owner: Owner, { texts: { replay } }: LeadPen): Html {
  return html`<section class="card"><h2>${replay.title}</h2><p class="small">${replay.text}</p>
<form method="post" action="${path}/replay">${mark(owner)}<p><button class="quiet">${replay.submit}</button></p></form></section>`;
}

function eraseCard(path: string, { texts: { erase } }: LeadPen, title = erase.title): Html {
  return html`<section class="card erase danger"><h2>${title}</h2><p class="small">${erase.text}</p>
<p><a class="button quiet" href="${path}/erase">${title}…</a></p></section>`;
}
