// The mail itself: figures worked out by hand, in three languages, with nothing unescaped.
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../functions/domain/config/config.ts';
import type { IssuedReport } from '../../functions/domain/report/report-revision.ts';
import {
  type MailedReport,
  type ReportMailView,
  reportMail,
} from '../../functions/pages/reports/mail-report.ts';
import { cellsOf, DAY, HOUR, NOW, reportOf, time, trialCells } from '../support/reports.ts';

const LINK = { url: 'https://api.example.com/reports/trial?from=a&sig=b', until: '2026-12-22T09:00:00Z' };
const LABELS = ['Awareness', 'Interest', 'Purchase'];
/** With the times after which the purchases came, and a purchase of the week before that came later. */
const cells = new Map([
  ...trialCells,
  ...cellsOf(
    ['2026-11-02', 'l2', 4],
    ['2026-11-02', time('f', 2, HOUR), 1],
    ['2026-11-02', time('f', 2, 15 * DAY), 3],
    ['2026-11-09', time('f', 2, DAY), 2],
    ['2026-11-09', 'n', 9],
  ),
]);
const first: IssuedReport = {
  ...reportOf(cells, { labels: LABELS }),
  every: 'week',
  revision: 1,
  restates: null,
};

function mail(
  issued: Partial<IssuedReport> = {},
  { label = 'Trial', url = LINK.url, ...more }: Partial<ReportMailView & MailedReport> = {},
) {
  const reports = [{ issued: { ...first, ...issued }, label, url }];
  return reportMail({ reports, locale: 'en', until: LINK.until, ...more });
}

/** Spaces of every kind as plain ones. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

describe('the mail of a report', () => {
  it('says the headline figures, each beside that of the period before', () => {
    // 20 + 5 entered after 10; 2/25 purchases after 1/10 at the same age, of which there are 4/10 later; what can still
    // change is set beside nothing that has ended, and as whoever has not gone on has time left, nobody is called lost.
    expect(plain(mail().text)).toBe(`Trial, Nov 9, 2026 – Nov 15, 2026

Entered: 25 · +150%; before: 10; of these 9 with a known e-mail
Purchase: 2 · can still change
Conversion: 8% · no clear difference at the same age (95%: -38.5 to +19.7 points)
Revenue, EUR: €150.00 · can still change
Revenue, USD: $7.00 · can still change

By channel
Email: 17 · Purchase: 0; can still change
Direct: 8 · Purchase: 0; can still change

Open the report:
https://api.example.com/reports/trial?from=a&sig=b

Compared with Nov 2, 2026 – Nov 8, 2026: at the same age (of leads that entered earlier, only what they had done as long after entry).

Revision 1, as of Nov 22, 2026, 10:00 AM. Leads that entered from Nov 9, 2026 to Nov 15, 2026 (Europe/Rome). Known bots are left out.

Whoever has this link can read this report, and nothing else, until Dec 22, 2026, 10:00 AM.

You get this mail because the configuration of imbuto names your address for this report.
`);
  });

  it('says the same in HTML', () => {
    const { text, html } = mail();
    const said = (html.split('<body')[1] ?? '')
      .replace(/^[^>]*>/, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    const words = text
      .replace(/https:\S+/, '')
      .replace(/Open the report:/, 'Open the report')
      .replace(/^([\w, ]+): (\S+) · (.*)$/gm, '$1 $2 $3');
    expect(said.split(/\s+/).join(' ').trim()).toBe(words.split(/\s+/).join(' ').trim());
  });

  it('says where most are lost, once they have no time left', () => {
    // 15 of 22 lost before interest, after 6 of 10; of those who entered on 10 November 4 have an hour more.
    const settled = reportOf(trialCells, { labels: LABELS, now: Date.parse('2026-12-09T23:00:01Z') });
    expect(plain(mail(settled).text)).toContain(
      'Most are lost between Awareness and Interest. 11 of 22 did not go on in time (50%). Still have time: 4.\n',
    );
    const later = reportOf(trialCells, { labels: LABELS, now: NOW + 200 * DAY });
    expect(plain(mail(later).text)).toContain('15 of 22 did not go on in time (68.2%). (before: 60%)\n');
  });

  it('says how many entered at the last stage, and has them in no conversion', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 84],
      ['2026-11-09', 'l0', 2],
      ['2026-11-09', 'l2', 83],
      ['2026-11-09', 'd2', 82],
    );
    const { text } = mail(reportOf(cells, { labels: LABELS }));
    expect(text).toContain('Purchase: 83 · entered here: 82; can still change\n');
    expect(text).toContain('Conversion: 50%\n');
  });

  it('sets what nothing can change any more beside the period before, and says how great a difference is', () => {
    const before = cellsOf(['2026-11-02', 'l2', 6], ['2026-11-02', time('f', 2, 15 * DAY), 5]);
    const settled = reportOf(new Map([...cells, ...before]), { labels: LABELS, now: NOW + 200 * DAY });
    expect(plain(mail(settled).text)).toContain(`Purchase: 2 · -67%; before: 6
Conversion: 8% · -52 points at the same age (95%: -79.1 to -14)
Revenue, EUR: €150.00 · before: €0.00
`);
  });

  it('compares who entered over the days that have ended', () => {
    const begun = reportOf(cells, { labels: LABELS, now: Date.parse('2026-11-10T12:00:00Z') });
    expect(mail(begun).text).toContain(
      'Entered: 25 · +100%; 20 in the days that have ended (1 of 7), before: 10; of these 9',
    );
    const morning = reportOf(cells, { labels: LABELS, now: Date.parse('2026-11-09T12:00:00Z') });
    expect(mail(morning).text).toContain(
      'Entered: 25 · no day has ended yet: nothing to compare; of these 9',
    );
  });

  it('of what was issued before it was compared at an age says nothing of it', () => {
    const previous = { ...first.previous, contacts: null, sameAge: null, difference: null };
    const { text, html } = mail({ contacts: null, previous });
    expect(text).toContain('Entered: 25\nPurchase: 2 · can still change\nConversion: 8%\n');
    expect(text + html).not.toMatch(/NaN|null|undefined/);
  });

  it('does not speak of early leads when every day is final', () => {
    const settled = reportOf(trialCells, { labels: LABELS, now: NOW + 200 * DAY });
    expect(mail(settled).text).toContain('Compared with Nov 2, 2026 – Nov 8, 2026.\n');
  });

  it('of a restatement says so in the subject and above the figures', () => {
    const { subject, text, html } = mail({ revision: 3, restates: 2 });
    expect(subject).toBe('Restated: Trial: Week Nov 9, 2026 – Nov 15, 2026');
    expect(text.indexOf('revision 3 restates revision 2')).toBeLessThan(text.indexOf('Entered:'));
    expect(html).toContain('revision 3 restates revision 2');
    expect(mail().text).not.toContain('restates');
  });

  it('of an empty period says that nobody entered, and divides by nothing', () => {
    const { text, html } = mail(reportOf(cellsOf(), { labels: LABELS }));
    expect(text).toContain('Entered: 0 · before: 0\n');
    expect(text).toContain('Conversion: –\n');
    expect(text).toContain('Revenue: –\n');
    expect(text).toContain('Nobody entered this funnel in this period.');
    expect(text + html).not.toMatch(/NaN|Infinity|undefined|lost between/);
  });

  it('names a day by itself', () => {
    const day = reportOf(trialCells, { from: '2026-11-09', to: '2026-11-09', labels: LABELS });
    expect(mail({ ...day, every: 'day' }).subject).toBe('Trial: Day Nov 9, 2026');
  });

  it.each<[Locale, string, string]>([
    [
      'it',
      'Prova: Settimana 9 nov 2026 – 15 nov 2026',
      'Conversione: 8% · nessuna differenza chiara alla stessa età (95%: da -38,5 a +19,7 punti)',
    ],
    [
      'ru',
      'Prova: Неделя 9 нояб. 2026 г. – 15 нояб. 2026 г.',
      'Конверсия: 8 % · в том же возрасте явной разницы нет (95 %: от -38,5 до +19,7 п. п.)',
    ],
  ])('is written in %s as that language is', (locale, subject, line) => {
    const written = mail({}, { locale, label: 'Prova' });
    expect(plain(written.subject)).toBe(subject);
    expect(plain(written.text)).toContain(line);
    expect(written.html).toContain(`<html lang="${locale}">`);
  });

  it('escapes every label, and keeps the subject to one line', () => {
    const evil = '<img src=x onerror="a">\r\nBcc: you@example.com & \'';
    const stages = first.stages.map((stage) => ({ ...stage, label: evil }));
    const { subject, html } = mail({ stages }, { label: evil });
    expect(html).not.toContain('<img');
    expect(html).not.toContain('onerror="');
    expect(html).toContain('&#60;img src=x onerror=&#34;a&#34;&#62;');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).toContain('href="https://api.example.com/reports/trial?from=a&#38;sig=b"');
  });

  it('needs nothing from elsewhere: no picture, no style sheet to fetch, no script', () => {
    const { html } = mail();
    expect(html).not.toMatch(/<(img|link|script|iframe)\b|url\(|src=|@import/);
    expect(html.match(/https?:/g)).toHaveLength(1);
  });

  it('of several funnels has a part for each, under its name and with its own link', () => {
    const other = {
      ...first,
      ...reportOf(cellsOf(['2026-11-09', 'e', 3], ['2026-11-09', 'l0', 3]), { labels: LABELS }),
    };
    const reports = [
      { issued: first, label: 'Trial', url: LINK.url },
      { issued: { ...other, revision: 2, restates: 1 }, label: 'Rela\ntionship', url: `${LINK.url}2` },
    ];
    const { subject, text, html } = reportMail({ reports, locale: 'en', until: LINK.until });
    expect(subject).toBe('Restated: Trial, Rela tionship: Week Nov 9, 2026 – Nov 15, 2026');
    expect(text).toContain('\n\nTrial\n\nEntered: 25');
    expect(text).toMatch(/\n\nRela\ntionship\n\nThese figures have changed[^\n]*\n\nEntered: 3/);
    expect(text).toContain(`Open the report: Trial:\n${LINK.url}\n`);
    expect(text).toContain(`${LINK.url}2\n`);
    expect(text.match(/Whoever has this link/g)).toHaveLength(1);
    expect(text).toContain('Trial: Revision 1, as of');
    expect(html.match(/<h2/g)).toHaveLength(2);
  });

  it('says of each channel how many came, beside the period before as long as this, and how far they got', () => {
    const before: IssuedReport = {
      ...first,
      ...reportOf(
        cellsOf(
          ['2026-11-02', 'e', 4, 'channel=Email'],
          ['2026-11-02', 'e', 2, 'channel=Display'],
          ['2026-11-02', 'l0', 4, 'channel=Email'],
        ),
        { labels: LABELS, from: '2026-11-02', to: '2026-11-08' },
      ),
    };
    const said = (other: IssuedReport) =>
      reportMail({
        reports: [{ issued: first, before: other, label: 'Trial', url: LINK.url }],
        locale: 'en',
        until: LINK.until,
      }).text;
    expect(said(before)).toContain('By channel\nEmail: 17 · before: 4; Purchase: 0; can still change\n');
    expect(said(before)).toContain('\nDirect: 8 · before: 0; ');
    const longer = { ...before, from: '2026-10-01' };
    expect(said(longer)).toContain('Email: 17 · Purchase: 0; can still change\n');
    expect(mail({ by: {} }).text).not.toContain('By channel');
  });

  it('is read in dark mode: each colour of its own has another one there, far enough from its ground', () => {
    const { html } = mail({ revision: 2, restates: 1 });
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    const dark = /@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(html)?.[1] ?? '';
    for (const [, name] of html.matchAll(/class="(\w+)"/g)) expect(dark, name).toContain(`.${name}{`);
    for (const [tag] of html.matchAll(/<[a-z0-9]+ [^>]*(?:background|color):[^>]*>/g))
      expect(tag).toContain('class="');
    const colour = (of: string, what: string): string =>
      new RegExp(`\\.${of}\\{(?:[^}]*;)?${what}:(#[0-9a-f]{6})`).exec(dark)?.[1] ?? '';
    const card = colour('card', 'background');
    expect(contrast(colour('ground', 'color'), card)).toBeGreaterThan(7);
    expect(contrast(colour('soft', 'color'), card)).toBeGreaterThan(4.5);
    for (const of of ['notice', 'link'])
      expect(contrast(colour(of, 'color'), colour(of, 'background'))).toBeGreaterThan(4.5);
  });
});

/** By WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
