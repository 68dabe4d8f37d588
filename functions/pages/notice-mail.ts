// The mails that tell of a submission, of a hand-off, or of many at once.
import type { Config, Locale } from '../domain/config/config.ts';
import { readEmail } from '../domain/event/email.ts';
import type { KnownOfLead } from '../domain/hand-off/known.ts';
import type { Message } from '../domain/tell/message.ts';
import type { ToldLead } from '../domain/tell/payload.ts';
import type { Mail } from '../runtime/mail.ts';
import { type Html, html } from './html.ts';
import { textIn } from './localized.ts';
import { formatsOf } from './reports/report-format.ts';
import { handOffTexts } from './texts/hand-off.ts';

type Texts = {
  readonly submitted: string;
  /** Of a form that was sent again with other fields. */
  readonly corrected: string;
  readonly handedOver: (to: string) => string;
  readonly open: string;
  readonly unknown: string;
  readonly more: (n: number, hour: string) => string;
  readonly digest: string;
  readonly newByForm: string;
  readonly waiting: string;
  readonly all: string;
};

const TEXTS: Readonly<Record<Locale, Texts>> = {
  en: {
    submitted: 'New submission',
    corrected: 'Corrected submission',
    handedOver: (to) => `Handed over to ${to}`,
    open: 'Open the lead (you must be logged in)',
    unknown: 'a visitor',
    more: (n, hour) => `${n} more in the hour from ${hour}`,
    digest: 'They came faster than they are mailed one by one. The number is that of the hour so far.',
    newByForm: 'New contacts of that day by this form',
    waiting: 'Who waits for sales',
    all: 'All leads, those among them that were known before',
  },
  it: {
    submitted: 'Nuovo invio',
    corrected: 'Invio corretto',
    handedOver: (to) => `Passato a ${to}`,
    open: 'Apri il contatto (serve l’accesso)',
    unknown: 'un visitatore',
    more: (n, hour) => `Altri ${n} nell’ora dalle ${hour}`,
    digest:
      'Sono arrivati più in fretta di quanto si invii una mail per ciascuno. Il numero è quello dell’ora fin qui.',
    newByForm: 'Nuovi contatti di quel giorno da questo modulo',
    waiting: 'Chi attende le vendite',
    all: 'Tutti i contatti, anche quelli già noti',
  },
  ru: {
    submitted: 'Новая заявка',
    corrected: 'Исправленная заявка',
    handedOver: (to) => `Передано: ${to}`,
    open: 'Открыть лид (нужен вход)',
    unknown: 'посетитель',
    more: (n, hour) => `Ещё ${n} за час с ${hour}`,
    digest:
      'Они пришли быстрее, чем отправляются письма по одному. Число — за весь этот час на данный момент.',
    newByForm: 'Новые лиды этого дня из этой формы',
    waiting: 'Кто ждёт отдела продаж',
    all: 'Все лиды, и те, что были известны раньше',
  },
};

type Composed = Omit<Mail, 'to'>;

/** What is known of a lead that is handed over, and where sales answers. */
export type HandOffNotice = KnownOfLead & {
  readonly answer?: {
    readonly url: string;
    /** ms since the epoch. */
    readonly until: number;
  };
};

type Row = readonly [name: string, value: string];

export function noticeMail({
  message,
  lead,
  config,
  handOff,
}: {
  readonly message: Message;
  readonly lead: ToldLead;
  readonly config: Config;
  readonly handOff?: HandOffNotice;
}): Composed {
  const texts = TEXTS[config.locale];
  const { kind, event, funnel, to = '' } = message;
  const isForm = kind === 'form';
  const of = nameOf(config, isForm ? event.name : `>${funnel}`);
  const submitted = message.isCorrection ? texts.corrected : texts.submitted;
  const what = isForm ? submitted : texts.handedOver(nameOf(config, `>${to}`));
  const sections: readonly Section[] = isForm
    ? [{ rows: fieldRows(config, event.name, event.properties ?? {}) }]
    : knownSections(config, handOff);
  const link = answerWords(config, handOff);
  const replyTo = lead.email === null ? undefined : replyAddress(lead.email);
  return {
    subject: oneLine(`${of}: ${what}, ${lead.email ?? texts.unknown}`),
    ...(replyTo === undefined ? {} : { replyTo }),
    text: [
      `${what}: ${of}`,
      '',
      lead.email ?? texts.unknown,
      '',
      ...sections.flatMap(({ title, rows }) => [
        ...(title === undefined ? [] : [title]),
        ...rows.map(([name, value]) => `${name}: ${value}`),
        '',
      ]),
      ...(link === undefined ? [] : [`${link.words}: ${link.url}`, link.until, '']),
      `${texts.open}: ${lead.url}`,
    ].join('\n'),
    html: html`<!doctype html><meta charset="utf-8"><h1 style="font-size:18px">${of}: ${what}</h1><p>${lead.email ?? texts.unknown}</p>${sections.map(({ title, rows }) => html`${title !== undefined && html`<h2 style="font-size:15px">${title}</h2>`}${table(rows)}`)}${
      link !== undefined &&
      html`<p><a href="${link.url}"><strong>${link.words}</strong></a><br>${link.until}</p>`
    }<p><a href="${lead.url}">${texts.open}</a></p>`.markup,
  };
}

type Section = { readonly title?: string; readonly rows: readonly Row[] };

function table(rows: readonly Row[]): Html {
  return html`<table>${rows.map(
    ([name, value]) =>
      html`<tr><th style="text-align:left;vertical-align:top;padding:2px 12px 2px 0">${name}</th><td style="white-space:pre-wrap">${value}</td></tr>`,
  )}</table>`;
}

function fieldRows(
  { forms, locale }: Config,
  id: string,
  fields: NonNullable<Message['event']['properties']>,
): readonly Row[] {
  const form = forms.find((one) => one.id === id);
  return Object.entries(fields).map(([name, value]): Row => {
    const label = form?.fields.find((field) => field.name === name)?.label;
    return [label === undefined ? name : textIn(label, locale, locale), String(value)];
  });
}

function knownSections(config: Config, handOff: HandOffNotice | undefined): readonly Section[] {
  if (handOff === undefined) return [];
  const { mail } = handOffTexts(config.locale);
  const { instant } = formatsOf(config.locale, config.timezone);
  const { channel, source, medium, campaign, landingPage } = handOff.touch ?? {};
  const came = [channel, source, medium, campaign, landingPage].flatMap((part) => part ?? []);
  return [
    ...(came.length === 0 ? [] : [{ rows: [[mail.came, came.join(', ')] as const] }]),
    ...handOff.answers.map(({ form, time, fields }) => ({
      title: mail.sent(nameOf(config, form), instant(new Date(time).toISOString())),
      rows: fieldRows(config, form, fields),
    })),
  ];
}

function answerWords(
  { locale, timezone }: Config,
  handOff: HandOffNotice | undefined,
): { readonly words: string; readonly url: string; readonly until: string } | undefined {
  if (handOff?.answer === undefined) return undefined;
  const { url, until } = handOff.answer;
  const { mail } = handOffTexts(locale);
  const time = formatsOf(locale, timezone).instant(new Date(until).toISOString());
  return { words: mail.answer, url, until: mail.until(time) };
}

export function digestMail({
  count,
  of,
  hour,
  config,
  url,
  narrowed,
}: {
  /** Of the hour so far. */
  readonly count: number;
  /** In UTC: `2026-03-02T09`. */
  readonly hour: string;
  /** A form's id, or a funnel's behind `>`. */
  readonly of: string;
  readonly config: Config;
  /** Of the list of leads, and of the part of it that this is about. */
  readonly url: string;
  readonly narrowed: string;
}): Composed {
  const texts = TEXTS[config.locale];
  const links = [
    [of.startsWith('>') ? texts.waiting : texts.newByForm, narrowed],
    [texts.all, url],
  ] as const;
  const title = `${nameOf(config, of)}: ${texts.more(count, `${hour.replace('T', ' ')}:00 UTC`)}`;
  return {
    subject: oneLine(title),
    text: [title, '', texts.digest, '', ...links.map(([words, link]) => `${words}: ${link}`)].join('\n'),
    html: html`<!doctype html><meta charset="utf-8"><h1 style="font-size:18px">${title}</h1><p>${texts.digest}</p>${links.map(
      ([words, link]) => html`<p><a href="${link}">${words}</a></p>`,
    )}`.markup,
  };
}

function nameOf({ forms, funnels, locale }: Config, of: string): string {
  const form = forms.find(({ id }) => id === of)?.title;
  const funnel = funnels.find(({ id }) => `>${id}` === of)?.label;
  const label = form ?? funnel;
  return label === undefined ? of.replace(/^>/, '') : textIn(label, locale, locale);
}

/** A header is one line: nothing that a visitor typed can begin another. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
}

/** A plain address, or none: what could be read as two addresses or as a name is left out. */
function replyAddress(typed: string): string | undefined {
  const key = readEmail(typed)?.key;
  return key !== undefined && /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+$/.test(key) ? key : undefined;
}
