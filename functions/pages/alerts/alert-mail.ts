// The mail that tells that an incident has begun, or that it is over.
import type { ToldIncident } from '../../domain/alerts/told-incident.ts';
import type { Config } from '../../domain/config/config.ts';
import type { Mail } from '../../runtime/mail.ts';
import { html } from '../html.ts';
import { formatsOf } from '../reports/report-format.ts';
import { alertTexts } from '../texts/alerts.ts';
import { endWords, figureName, sinceWords } from './incident-words.ts';

/** Colours are the reader's own, in light and in dark. */
const STYLE =
  'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;line-height:1.5';

export function alertMail(
  { alert, value, incident, phase }: ToldIncident,
  config: Config,
  url: string,
): Omit<Mail, 'to'> {
  const { locale, timezone } = config;
  const texts = alertTexts(locale);
  const formats = formatsOf(locale, timezone);
  const title = `${figureName(alert, value, config, formats)}: ${texts.side[incident.side]}`;
  const sums = phase === 'began' ? incident.atStart : incident.sums;
  const paragraphs = [
    sinceWords(incident, sums, locale, formats),
    ...(phase === 'ended' ? [endWords(incident, locale, formats)] : []),
  ];
  const whole = phase === 'began' ? title : `${title} (${texts.over})`;
  return {
    subject: whole.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200),
    text: `${[whole, ...paragraphs, `${texts.open}:\n${url}`, texts.why].join('\n\n')}\n`,
    html: html`<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${whole}</title></head>
<body style="${STYLE}">
<h1 style="font-size:20px;line-height:1.3">${whole}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}<p><a href="${url}">${texts.open}</a></p>
<p style="font-size:13px">${texts.why}</p>
</body>
</html>
`.markup,
  };
}
