// The mail itself: figures worked out by hand, in three languages, with nothing unescaped.
import { describe, expect, it } from 'vitest';
import type { Locale } from '../../functions/domain/config/config.ts';
import type { IssuedReport } from '../../functions/domain/report/report-revision.ts';
import { type ReportMailView, reportMail } from '../../functions/pages/reports/mail-report.ts';
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

function mail(issued: Partial<IssuedReport> = {}, more: Partial<ReportMailView> = {}) {
  return reportMail({ issued: { ...first, ...issued }, label: 'Trial', locale: 'en', link: LINK, ...more });
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
Conversion: 8% · no clear difference at the same age (95%: -33 to +16.8 points)
Revenue, EUR: €150.00 · can still change
Revenue, USD: $7.00 · can still change

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
    const settled = reportOf(cells, { labels: LABELS, now: NOW + 200 * DAY });
    expect(plain(mail(settled).text)).toContain(`Purchase: 2 · -50%; before: 4
Conversion: 8% · -32 points at the same age (95%: -61.3 to -3.3)
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
      'Conversione: 8% · nessuna differenza chiara alla stessa età (95%: da -33 a +16,8 punti)',
    ],
    [
      'ru',
      'Prova: Неделя 9 нояб. 2026 г. – 15 нояб. 2026 г.',
      'Конверсия: 8 % · в том же возрасте явной разницы нет (95 %: от -33 до +16,8 п. п.)',
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

  it('needs nothing from elsewhere: no picture, no style sheet, no script', () => {
    const { html } = mail();
    expect(html).not.toMatch(/<(img|link|script|style|iframe)\b|url\(|src=/);
    expect(html.match(/https?:/g)).toHaveLength(1);
  });
});
