// The mail of the reports of a period: of each funnel its headline figures, what has changed, where leads are lost, and its channels.
import type { Locale } from '../../domain/config/config.ts';
import { type ComparedFunnel, summarise } from '../../domain/report/report-compare.ts';
import { type IssuedReport, isFinal } from '../../domain/report/report-revision.ts';
import { fieldName, type ReportTexts, reportTexts } from '../texts/report.ts';
import {
  type MailFigure,
  mailPage,
  mailText,
  type MailParts as Parts,
  type MailSection as Section,
} from './mail-frame.ts';
import { conversionChange, enteredChange, enteredText } from './report-changes.ts';
import { DASH, type Formats, formatsOf } from './report-format.ts';
import { lookedBackTo, lossText } from './report-funnel.ts';

export type MailedReport = {
  readonly issued: IssuedReport;
  /** The period before as it was issued last, where that is as long. */
  readonly before?: IssuedReport;
  readonly label: string;
  /** A signed link to the report. */
  readonly url: string;
};

export type ReportMailView = {
  /** Of one period, one for each funnel; at least one. */
  readonly reports: readonly MailedReport[];
  readonly locale: Locale;
  /** Until when the links open, ISO 8601. */
  readonly until: string;
};

export type ReportMail = { readonly subject: string; readonly text: string; readonly html: string };

/** So many channels; the report lists all. */
const CHANNELS = 5;
const LONGEST_SUBJECT = 200;

export function reportMail({ reports, locale, until }: ReportMailView): ReportMail {
  const [first] = reports;
  if (first === undefined) throw new Error('a mail of no report');
  const texts = reportTexts(locale);
  const formats = formatsOf(locale, first.issued.timezone);
  const labels = reports.map(({ label }) => label).join(', ');
  const parts: Parts = {
    lang: locale,
    title: `${labels}, ${days(first.issued, formats)}`,
    sections: reports.map((report) => sectionOf(report, reports.length > 1, texts, formats)),
    notes: [
      against(reports, texts, formats),
      `${issuedNotes(reports, texts, formats).join(' ')} ${texts.notes.population(
        formats.day(first.issued.from),
        formats.day(first.issued.to),
        first.issued.timezone,
      )}`,
      texts.mail.link(formats.instant(until)),
      texts.mail.why,
    ],
  };
  return {
    subject: subjectOf(reports, labels, texts, formats),
    text: mailText(parts),
    html: mailPage(parts).markup,
  };
}

function sectionOf(
  { issued, before, label, url }: MailedReport,
  isOneOfMany: boolean,
  texts: ReportTexts,
  formats: Formats,
): Section {
  return {
    heading: isOneOfMany ? label : undefined,
    notice:
      issued.restates === null
        ? undefined
        : texts.mail.restated(formats.number(issued.revision), formats.number(issued.restates)),
    figures: figuresOf(issued, label, texts, formats),
    loss: lossOf(issued, texts, formats),
    channels: channelsOf(issued, before, texts, formats),
    empty: issued.entered === 0 ? `${texts.notes.empty}.` : undefined,
    link: { url, text: isOneOfMany ? `${texts.mail.open}: ${label}` : texts.mail.open },
  };
}

/** How many came by each, and how far: counts, as a share of leads that still have time would be none. */
function channelsOf(
  issued: IssuedReport,
  before: IssuedReport | undefined,
  texts: ReportTexts,
  formats: Formats,
): Section['channels'] {
  const slices = issued.by.channel ?? [];
  const goal = issued.stages.at(-1);
  if (slices.length === 0 || goal === undefined) return undefined;
  const { from, to } = issued.previous;
  const comparable = before?.from === from && before.to === to ? before.by.channel : undefined;
  const rest = comparable !== undefined && before?.rest?.channel !== undefined;
  return {
    title: texts.breakdown.title(fieldName(texts, 'channel')),
    rows: slices.slice(0, CHANNELS).map(({ value, entered, stages }) => {
      const earlier = comparable?.find((slice) => slice.value === value)?.entered ?? (rest ? undefined : 0);
      const reached = stages.at(-1)?.leads ?? 0;
      return {
        name: value === '(none)' ? texts.none : value,
        value: formats.number(entered),
        note: join(
          comparable === undefined || earlier === undefined
            ? undefined
            : texts.figures.before(formats.number(earlier)),
          `${goal.label}: ${formats.number(reached)}`,
          isFinal(issued) ? undefined : texts.charts.notFinal,
        ),
      };
    }),
  };
}

/** Revisions of one number and time are told of together. */
function issuedNotes(
  reports: readonly MailedReport[],
  { mail }: ReportTexts,
  formats: Formats,
): readonly string[] {
  const said = reports.map(({ issued, label }) => ({
    label,
    note: mail.issued(formats.number(issued.revision), formats.instant(issued.asOf)),
  }));
  const notes = [...new Set(said.map(({ note }) => note))];
  return notes.length === 1 ? notes : said.map(({ label, note }) => `${label}: ${note}`);
}

/** One line: labels may have several. */
function subjectOf(
  reports: readonly MailedReport[],
  labels: string,
  { mail, revisions }: ReportTexts,
  formats: Formats,
): string {
  const [{ issued } = { issued: undefined }] = reports;
  if (issued === undefined) return labels;
  const subject = mail.subject(labels, revisions.every[issued.every], days(issued, formats));
  const isRestated = reports.some(({ issued: { restates } }) => restates !== null);
  const whole = isRestated ? mail.restatedSubject(subject) : subject;
  return whole.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SUBJECT);
}

function days({ from, to }: IssuedReport, { day }: Formats): string {
  return from === to ? day(from) : `${day(from)} – ${day(to)}`;
}

function against(
  reports: readonly MailedReport[],
  { figures, notes }: ReportTexts,
  { day }: Formats,
): string {
  const { from, to } = reports[0]?.issued.previous ?? { from: '', to: '' };
  const isSettled = reports.every(({ issued }) => isFinal(issued));
  return `${figures.against(day(from), day(to))}${isSettled ? '.' : `: ${notes.early}`}`;
}

function figuresOf(
  report: IssuedReport,
  label: string,
  texts: ReportTexts,
  formats: Formats,
): readonly MailFigure[] {
  const { figures } = texts;
  const now = summarise({ report, label }, null);
  const { goal, previous } = now;
  const settled = isFinal(report);
  const entered = enteredChange(now, formats);
  const before = enteredText(entered, report.daily.length, texts, formats, (text) => text).join('');
  const { contacts } = now;
  return [
    {
      name: figures.entered,
      value: formats.number(now.entered),
      note: join(
        entered.change?.text,
        before === '' ? undefined : before,
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
): readonly MailFigure[] {
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

function lossOf(issued: IssuedReport, texts: ReportTexts, formats: Formats): Section['loss'] {
  const loss = lossText(issued, texts, formats, (text) => text);
  if (loss === undefined) return undefined;
  const { where } = loss;
  const howMany = loss.howMany.join('');
  if (!isFinal(issued)) return { where, howMany };
  const lost = issued.previous.stages[loss.stage]?.lost ?? 0;
  const of = issued.previous.stages[lookedBackTo(issued.previous.stages, loss.stage)]?.leads ?? 0;
  const before = texts.figures.before(formats.percent(of > 0 ? lost / of : null));
  return { where, howMany: `${howMany} (${before})` };
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ');
}
