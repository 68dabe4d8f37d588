// A mail to a lead, in the owner's words or imbuto's own: as text and as HTML, with the way to unsubscribe in both.
import type { Config, FormConfig, Locale, MailWords } from '../../domain/config/config.ts';
import type { LeadEvent } from '../../domain/event/event.ts';
import { filled, oneLine, placeholdersIn, safeValue, type Values } from '../../domain/mail/placeholders.ts';
import type { Mail } from '../../runtime/mail.ts';
import { asHtml, type Html, html } from '../html.ts';
import { textIn } from '../localized.ts';
import { leadMailTexts } from '../texts/lead-mail.ts';

export type LeadMailView = {
  readonly config: Pick<Config, 'locale' | 'mail'>;
  readonly form: Pick<FormConfig, 'id' | 'title' | 'reply' | 'delivers'>;
  readonly kind: 'confirm' | 'reply';
  /** As typed. */
  readonly to: string;
  /** The answers of the form. */
  readonly answers: NonNullable<LeadEvent['properties']>;
  /** To confirm, or to what the form delivers. */
  readonly link?: string;
  /** The link that the lead can share. */
  readonly share?: string;
  /** The address of the page that unsubscribes. */
  readonly unsubscribe: string;
};

export function composeLeadMail({ config, form, kind, answers, share, ...rest }: LeadMailView): Mail {
  const { locale } = config;
  const own = leadMailTexts(locale);
  const label = (kind === 'confirm' ? own.confirm : own.deliver).link;
  const given = { form: textIn(form.title, locale, locale), ...(share === undefined ? {} : { share }) };
  return writeLeadMail({ ...rest, locale, words: wordsOf({ config, form, kind }), answers, given, label });
}

export type LeadMailWords = Pick<LeadMailView, 'to' | 'answers' | 'link' | 'unsubscribe'> & {
  readonly locale: Locale;
  readonly words: MailWords;
  /** Placeholders that are no answers. */
  readonly given?: Readonly<Record<string, string>>;
  /** Of the link. */
  readonly label?: string;
};

/** A mail in any words. */
export function writeLeadMail(mail: LeadMailWords): Mail {
  const { locale, words, to, answers, given = {}, link, label = '', unsubscribe } = mail;
  const own = leadMailTexts(locale);
  const values: Values = new Map<string, string>([
    ...Object.entries(answers).map(([name, value]) => [name, safeValue(value)] as const),
    ...Object.entries(given),
    ['link', link ?? ''],
  ]);
  const text = textIn(words.text, locale, locale);
  const ownHtml = words.html === undefined ? undefined : textIn(words.html, locale, locale);
  const anchor = link === undefined ? undefined : html`<a href="${link}">${label}</a>`;
  const body = ownHtml === undefined ? asParagraphs(text, values, anchor) : withValues(ownHtml, values);
  const isLinked = (said: string): boolean => link === undefined || placeholdersIn(said).includes('link');
  return {
    to,
    subject: oneLine(filled(textIn(words.subject, locale, locale), values)),
    text: [
      filled(text, values),
      ...(isLinked(text) ? [] : [`${label}: ${link}`]),
      `-- \n${own.unsubscribe}: ${unsubscribe}`,
    ].join('\n\n'),
    html: html`<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body style="${STYLE}">
${body}
${!isLinked(ownHtml ?? text) && html`<p>${anchor}</p>\n`}<p style="${SMALL}"><a href="${unsubscribe}" style="color:inherit">${own.unsubscribe}</a></p>
</body></html>
`.markup,
    headers: [
      { name: 'List-Unsubscribe', value: `<${unsubscribe}>` },
      // RFC 8058: the mail program posts by itself.
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
  };
}

const STYLE =
  'max-width:34rem;margin:0 auto;padding:16px;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere';
const SMALL = 'margin-top:32px;font-size:13px;color:#5b6478';

function wordsOf({ config, form, kind }: Pick<LeadMailView, 'config' | 'form' | 'kind'>): MailWords {
  const own = leadMailTexts(config.locale);
  if (kind === 'confirm') return config.mail?.confirm ?? own.confirm;
  return form.reply ?? own.deliver;
}

/** Lines apart by an empty one are a paragraph each. */
function asParagraphs(text: string, values: Values, anchor: Html | undefined): Html {
  const paragraphs = text.split(/\n\s*\n/).map((one) => {
    const lines = one.split('\n').map((line) => {
      const parts = line.split('{link}').map((part) => html`${filled(part, values)}`);
      return parts.flatMap((part, n) => (n === 0 || anchor === undefined ? [part] : [anchor, part]));
    });
    return html`<p>${lines.map((line, n) => html`${n > 0 && html`<br>`}${line}`)}</p>\n`;
  });
  return html`${paragraphs}`;
}

/** The owner's own markup; what is put in is text. */
function withValues(markup: string, values: Values): Html {
  return asHtml(filled(markup, values, (value) => html`${value}`.markup));
}
