// The mails that tell of a submission, of a hand-off, or of many at once.
import type { Config, Locale } from '../domain/config/config.ts';
import { readEmail } from '../domain/event/email.ts';
import type { Message } from '../domain/tell/message.ts';
import type { ToldLead } from '../domain/tell/payload.ts';
import type { Mail } from '../runtime/mail.ts';
import { html } from './html.ts';
import { textIn } from './localized.ts';

type Texts = {
  readonly submitted: string;
  /** Of a form that was sent again with other fields. */
  readonly corrected: string;
  readonly handedOver: (to: string) => string;
  readonly open: string;
  readonly unknown: string;
  readonly more: (n: number, hour: string) => string;
  readonly digest: string;
};

const TEXTS: Readonly<Record<Locale, Texts>> = {
  en: {
    submitted: 'New submission',
    corrected: 'Corrected submission',
    handedOver: (to) => `Handed over to ${to}`,
    open: 'Open the lead (you must be logged in)',
    unknown: 'a visitor',
    more: (n, hour) => `${n} more in the hour from ${hour}`,
    digest:
      'They came faster than they are mailed one by one. The number is that of the hour so far. All are among the leads:',
  },
  it: {
    submitted: 'Nuovo invio',
    corrected: 'Invio corretto',
    handedOver: (to) => `Passato a ${to}`,
    open: 'Apri il contatto (serve l’accesso)',
    unknown: 'un visitatore',
    more: (n, hour) => `Altri ${n} nell’ora dalle ${hour}`,
    digest:
      'Sono arrivati più in fretta di quanto si invii una mail per ciascuno. Il numero è quello dell’ora fin qui. Sono tutti tra i contatti:',
  },
  ru: {
    submitted: 'Новая заявка',
    corrected: 'Исправленная заявка',
    handedOver: (to) => `Передано: ${to}`,
    open: 'Открыть лид (нужен вход)',
    unknown: 'посетитель',
    more: (n, hour) => `Ещё ${n} за час с ${hour}`,
    digest:
      'Они пришли быстрее, чем отправляются письма по одному. Число — за весь этот час на данный момент. Все они среди лидов:',
  },
};

type Composed = Omit<Mail, 'to'>;

export function noticeMail({
  message,
  lead,
  config,
}: {
  readonly message: Message;
  readonly lead: ToldLead;
  readonly config: Config;
}): Composed {
  const texts = TEXTS[config.locale];
  const { kind, event, funnel, to = '' } = message;
  const isForm = kind === 'form';
  const of = nameOf(config, isForm ? event.name : `>${funnel}`);
  const submitted = message.isCorrection ? texts.corrected : texts.submitted;
  const what = isForm ? submitted : texts.handedOver(nameOf(config, `>${to}`));
  const form = config.forms.find(({ id }) => id === event.name);
  const labelOf = (name: string): string => {
    const label = form?.fields.find((field) => field.name === name)?.label;
    return label === undefined ? name : textIn(label, config.locale, config.locale);
  };
  const fields = isForm
    ? Object.entries(event.properties ?? {}).map(([name, value]) => [labelOf(name), String(value)] as const)
    : [];
  const replyTo = lead.email === null ? undefined : replyAddress(lead.email);
  return {
    subject: oneLine(`${of}: ${what}, ${lead.email ?? texts.unknown}`),
    ...(replyTo === undefined ? {} : { replyTo }),
    text: [
      `${what}: ${of}`,
      '',
      lead.email ?? texts.unknown,
      '',
      ...fields.map(([name, value]) => `${name}: ${value}`),
      '',
      `${texts.open}: ${lead.url}`,
    ].join('\n'),
    html: html`<!doctype html><meta charset="utf-8"><h1 style="font-size:18px">${of}: ${what}</h1><p>${lead.email ?? texts.unknown}</p><table>${fields.map(
      ([name, value]) =>
        html`<tr><th style="text-align:left;vertical-align:top;padding:2px 12px 2px 0">${name}</th><td style="white-space:pre-wrap">${value}</td></tr>`,
    )}</table><p><a href="${lead.url}">${texts.open}</a></p>`.markup,
  };
}

export function digestMail({
  count,
  of,
  hour,
  config,
  url,
}: {
  /** Of the hour so far. */
  readonly count: number;
  /** In UTC: `2026-03-02T09`. */
  readonly hour: string;
  /** A form's id, or a funnel's behind `>`. */
  readonly of: string;
  readonly config: Config;
  readonly url: string;
}): Composed {
  const texts = TEXTS[config.locale];
  const title = `${nameOf(config, of)}: ${texts.more(count, `${hour.replace('T', ' ')}:00 UTC`)}`;
  return {
    subject: oneLine(title),
    text: `${title}\n\n${texts.digest} ${url}`,
    html: html`<!doctype html><meta charset="utf-8"><h1 style="font-size:18px">${title}</h1><p>${texts.digest} <a href="${url}">${url}</a></p>`
      .markup,
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
