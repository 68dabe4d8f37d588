// The mail of an issued report: its headline figures as text and as HTML that needs no picture and no style sheet.
import type { Locale } from '../../domain/config/config.ts';
import { type ComparedFunnel, summarise } from '../../domain/report/report-compare.ts';
import { type IssuedReport, isFinal } from '../../domain/report/report-revision.ts';
import { type Html, html } from '../html.ts';
import { type ReportTexts, reportTexts } from '../texts/report.ts';
import { conversionChange, enteredChange } from './report-changes.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { lookedBackTo, lossText } from './report-funnel.ts';

export type ReportMailView = {
  readonly issued: IssuedReport;
  readonly label: string;
  readonly locale: Locale;
  /** A signed link to the report, and until when it opens it, ISO 8601. */
  readonly link: { readonly url: string; readonly until: string };
};

export type ReportMail = { readonly subject: string; readonly text: string; readonly html: string };

type Figure = { readonly name: string; readonly value: string; readonly note: string };

export function reportMail({ issued, label, locale, link }: ReportMailView): ReportMail {
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, issued.timezone);
  const subject = subjectOf(issued, label, texts, formats);
  const parts: Parts = {
    lang: locale,
    title: `${label}, ${days(issued, formats)}`,
    notice:
      issued.restates === null
        ? undefined
        : texts.mail.restated(formats.number(issued.revision), formats.number(issued.restates)),
    figures: figuresOf(issued, label, texts, formats),
    loss: lossOf(issued, texts, formats),
    link: { url: link.url, text: texts.mail.open },
    notes: [
      ...(issued.entered === 0 ? [`${texts.notes.empty}.`] : []),
      against(issued, texts, formats),
      `${texts.mail.issued(formats.number(issued.revision), formats.instant(issued.asOf))} ${texts.notes.population(formats.day(issued.from), formats.day(issued.to), issued.timezone)}`,
      texts.mail.link(formats.instant(link.until)),
      texts.mail.why,
    ],
  };
  return { subject, text: asText(parts), html: asPage(parts).markup };
}

/** One line: labels may have several. */
function subjectOf(issued: IssuedReport, label: string, { mail, revisions }: ReportTexts, formats: Formats) {
  const subject = mail.subject(label, revisions.every[issued.every], days(issued, formats));
  const whole = issued.restates === null ? subject : mail.restatedSubject(subject);
  return whole.replace(/\s+/g, ' ').trim();
}

function days({ from, to }: IssuedReport, { day }: Formats): string {
  return from === to ? day(from) : `${day(from)} – ${day(to)}`;
}

function against(issued: IssuedReport, { figures, notes }: ReportTexts, { day }: Formats): string {
  const { from, to } = issued.previous;
  return `${figures.against(day(from), day(to))}${isFinal(issued) ? '.' : `: ${notes.early}`}`;
}

function figuresOf(
  report: IssuedReport,
  label: string,
  texts: ReportTexts,
  formats: Formats,
): readonly Figure[] {
  const { figures } = texts;
  const now = summarise({ report, label }, null);
  const { goal, previous } = now;
  const settled = isFinal(report);
  const { change, before } = enteredChange(now, report.daily.length, texts, formats);
  const { contacts } = now;
  return [
    {
      name: figures.entered,
      value: formats.number(now.entered),
      note: join(
        change?.text,
        before,
        contacts === null || now.entered === 0 ? undefined : figures.contacts(formats.number(contacts)),
      ),
    },
    {
      name: goal.label,
      value: formats.number(goal.leads),
      // Who entered at the last stage is in no conversion.
      note: join(
        goal.direct > 0 ? figures.direct(formats.number(goal.direct)) : undefined,
        ...compared(goal.leads, previous.goal.leads, formats.number, settled, texts, formats),
      ),
    },
    {
      name: figures.conversion,
      value: formats.percent(goal.conversion?.rate ?? null),
      note: join(conversionChange(now, texts, formats)?.text),
    },
    ...moneyOf(now, settled, texts, formats),
  ];
}

/** A sum that still grows is set beside none that has ended. */
function compared(
  now: number,
  before: number,
  say: (n: number) => string,
  settled: boolean,
  { figures, charts }: ReportTexts,
  formats: Formats,
): readonly (string | undefined)[] {
  return settled ? [formats.change(now, before), figures.before(say(before))] : [charts.notFinal];
}

/** One a currency of either period; they are never added up. */
function moneyOf(
  { revenue, previous }: ComparedFunnel,
  settled: boolean,
  texts: ReportTexts,
  formats: Formats,
): readonly Figure[] {
  const { figures } = texts;
  const currencies = [...new Set([...Object.keys(revenue), ...Object.keys(previous.revenue)])].sort();
  if (currencies.length === 0) return [{ name: figures.revenue, value: DASH, note: '' }];
  return currencies.map((currency) => {
    const money = (minor: number): string => formats.money({ [currency]: minor }).join();
    const [amount, before] = [revenue[currency] ?? 0, previous.revenue[currency] ?? 0];
    return {
      name: `${figures.revenue}, ${currency}`,
      value: money(amount),
      note: join(...compared(amount, before, money, settled, texts, formats)),
    };
  });
}

function lossOf(issued: IssuedReport, texts: ReportTexts, formats: Formats): Parts['loss'] {
  const loss = lossText(issued, texts, formats);
  if (loss === undefined || !isFinal(issued)) return loss;
  const lost = issued.previous.stages[loss.stage]?.lost ?? 0;
  const of = issued.previous.stages[lookedBackTo(issued.previous.stages, loss.stage)]?.leads ?? 0;
  const before = texts.figures.before(formats.percent(of > 0 ? lost / of : null));
  return { where: loss.where, howMany: `${loss.howMany} (${before})` };
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ');
}

type Parts = {
  readonly lang: string;
  readonly title: string;
  readonly notice: string | undefined;
  readonly figures: readonly Figure[];
  readonly loss: { readonly where: string; readonly howMany: string } | undefined;
  readonly link: { readonly url: string; readonly text: string };
  readonly notes: readonly string[];
};

function asText({ title, notice, figures, loss, link, notes }: Parts): string {
  const lines = figures.map(({ name, value, note }) => `${name}: ${value}${note && ` · ${note}`}`);
  const blocks = [
    title,
    ...(notice === undefined ? [] : [notice]),
    lines.join('\n'),
    ...(loss === undefined ? [] : [`${loss.where} ${loss.howMany}`]),
    `${link.text}:\n${link.url}`,
    ...notes,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const STYLE = {
  body: `margin:0;padding:24px 12px;background:#f4f5f7;color:#1b1f24;${FONT}`,
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9dde3;border-radius:8px',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  notice:
    'margin:0 0 16px;padding:12px;background:#fff6e0;border:1px solid #e6c35c;border-radius:6px;line-height:1.4',
  table: 'width:100%;border-collapse:collapse;margin:0 0 16px',
  name: 'padding:8px 8px 8px 0;border-bottom:1px solid #e6e9ed;text-align:left;font-weight:normal;color:#4a5360',
  value: 'padding:8px;border-bottom:1px solid #e6e9ed;text-align:right;font-size:18px;font-weight:bold',
  note: 'padding:8px 0 8px 8px;border-bottom:1px solid #e6e9ed;text-align:right;font-size:13px;color:#4a5360',
  text: 'margin:0 0 16px;line-height:1.5',
  link: 'display:inline-block;padding:10px 18px;background:#1f4fbf;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:bold',
  small: 'margin:0 0 8px;font-size:13px;line-height:1.5;color:#4a5360',
} as const;

function asPage({ lang, title, notice, figures, loss, link, notes }: Parts): Html {
  const rows = figures.map(
    ({ name, value, note }) =>
      html`<tr><th scope="row" style="${STYLE.name}">${name}</th><td style="${STYLE.value}">${value}</td><td style="${STYLE.note}">${note}</td></tr>\n`,
  );
  return html`<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="${STYLE.body}">
<div style="${STYLE.card}">
<h1 style="${STYLE.title}">${title}</h1>
${notice !== undefined && html`<p style="${STYLE.notice}">${notice}</p>`}
<table style="${STYLE.table}">
${rows}</table>
${loss !== undefined && html`<p style="${STYLE.text}"><strong>${loss.where}</strong> ${loss.howMany}</p>`}
<p style="${STYLE.text}"><a href="${link.url}" style="${STYLE.link}">${link.text}</a></p>
${notes.map((note) => html`<p style="${STYLE.small}">${note}</p>\n`)}</div>
</body>
</html>
`;
}
