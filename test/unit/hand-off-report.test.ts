// Hand-offs in reports of both funnels: as JSON, as CSV, on the page, in every language, and in what was issued before.
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { RETURN_REASONS } from '../../functions/domain/hand-off/answer.ts';
import { unanswered } from '../../functions/domain/report/hand-off-report.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { reportCsv } from '../../functions/domain/report/report-csv.ts';
import { figuresText } from '../../functions/domain/report/report-revision.ts';
import { linksTo } from '../../functions/pages/reports/figure-link.ts';
import { handOffCards } from '../../functions/pages/reports/hand-off-card.ts';
import { formatsOf } from '../../functions/pages/reports/report-format.ts';
import { handOffTexts } from '../../functions/pages/texts/hand-off.ts';
import { cellsOf, DAY, funnelOf, HOUR, reportOf } from '../support/reports.ts';

const day = '2026-11-09';
/** Ten were handed over at `interest`: four accepted within four hours and one later, two returned. */
const GIVEN = cellsOf(
  [day, 'e', 12],
  [day, 'h', 10],
  [day, `h:${bucketOf(DAY)}`, 10],
  [day, `ma::${bucketOf(2 * HOUR)}`, 4],
  [day, `ma::${bucketOf(20 * DAY)}`, 1],
  [day, 'ms::0', 8 * HOUR + 20 * DAY],
  [day, 'mv::3', 4],
  [day, 'mv::7', 1],
  [day, 'mg2::3', 1],
  [day, 'mb2::3', 2],
  [day, 'mr::0', 1],
  [day, 'mr::3', 1],
);
const RECEIVED = cellsOf(
  [day, 'e', 3],
  [day, `k:relationship:${bucketOf(DAY)}`, 3],
  [day, 'ma:relationship:0', 1],
  [day, 'mv:relationship:0', 1],
  [day, 'mg2:relationship:0', 1],
);
const giving = reportOf(GIVEN, { funnel: funnelOf('relationship') });
const receiving = reportOf(RECEIVED, { sources: ['relationship'] });

describe('a report', () => {
  it('of the funnel that hands over says what sales answered', () => {
    expect(Object.keys(giving.handOff ?? {})).toEqual([
      ...['to', 'leads', 'accepted', 'returned', 'waiting', 'acceptedShare', 'seconds', 'secondsToAccept'],
      ...['reasons', 'speeds'],
    ]);
    expect(giving.handOff).toMatchObject({
      to: 'trial',
      leads: 10,
      accepted: 5,
      returned: 2,
      waiting: 3,
      acceptedShare: 0.5,
      secondsToAccept: { mean: (8 * HOUR + 20 * DAY) / 5 / 1000 },
      reasons: [
        { reason: 'not-a-fit', leads: 1 },
        { reason: 'not-reached', leads: 1 },
      ],
    });
    expect(Math.abs((giving.handOff?.secondsToAccept.median ?? 0) - 7_200)).toBeLessThanOrEqual(360);
  });

  it('of both has conversion by speed of acceptance, of the stages behind the hand-off', () => {
    expect(giving.handOff?.speeds.map(({ within, leads }) => [within, leads])).toEqual([
      [14_400, 4],
      [null, 1],
    ]);
    expect(giving.handOff?.speeds[0]?.stages.at(-1)).toMatchObject({ leads: 1, before: 2, share: 0.5 });
    expect(receiving.receives?.[0]).toMatchObject({
      from: 'relationship',
      leads: 3,
      accepted: 1,
      waiting: 2,
    });
    expect(receiving.receives?.[0]?.speeds[0]?.stages.map(({ share }) => share)).toEqual([0, 1]);
  });

  it('as CSV has them in the rows of all leads, and shares in those of the stages behind', () => {
    const rows = reportCsv(giving)
      .split('\r\n')
      .map((row) => row.split(','));
    const column = (name: string) => rows.map((row) => row[rows[0]?.indexOf(name) ?? -1]);
    expect(column('accepted_handed_to_trial')[1]).toBe('5');
    expect(column('accepted_share_handed_to_trial')[1]).toBe('0.5');
    expect(column('accepted_within_14400_handed_to_trial')[1]).toBe('4');
    expect(column('accepted_later_handed_to_trial')[1]).toBe('1');
    const shares = column('conversion_accepted_within_14400_handed_to_trial').slice(
      1,
      1 + giving.stages.length,
    );
    expect(shares[0]).toBe('');
    expect(shares.at(-1)).toBe('0.5');
  });

  it('issued before there were answers is compared as one without any', () => {
    const { accepted: _, returned: __, waiting: ___, ...rest } = unanswered(2);
    expect(rest).toEqual({
      acceptedShare: 0,
      reasons: [],
      speeds: [],
      secondsToAccept: { median: null, p90: null, mean: null },
    });
    const one = reportOf(cellsOf([day, 'h', 2], [day, 'h:0', 2]), { funnel: funnelOf('relationship') });
    expect(figuresText(one)).not.toBe(figuresText(giving));
  });
});

describe('the page of a report', () => {
  const labelOf = (id: string) => `<${id}>`;
  const markup = (report: Report, hasLeads = true, locale: (typeof LOCALES)[number] = 'en') =>
    handOffCards(
      { report, labelOf, locale, ...(hasLeads && { link: linksTo(report) }) },
      formatsOf(locale, 'UTC'),
    )
      .map((one) => one.markup)
      .join('');
  const text = (of: string) =>
    of
      .replace(/<\/?(?:a|small)\b[^>]*>/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');

  it('has a card for each hand-off, with a table of speeds', () => {
    const html = text(markup(giving));
    expect(html).toContain('Handed over to &#60;trial&#62;');
    expect(html).toContain('Accepted by sales: 5 of 10 (50%).');
    expect(html).toMatch(/Median time from the hand-off: 1h 57m; 9 in 10 within \d+d\./);
    expect(html).toContain('Given back: 2. Not a fit: 1, Could not be reached: 1.');
    expect(html).toContain('Not answered yet: 3.');
    expect(html).toMatch(/up to 4h 4 .*50% 1, there before: 2/);
    expect(html).toContain('longer 1');
    expect(text(markup(receiving))).toContain('Taken over from &#60;relationship&#62;');
  });

  it('leads its owner, and no other reader, to the leads that wait', () => {
    expect(markup(giving)).toContain('href="/leads?funnel=relationship&amp;handOff=waiting"');
    expect(markup(receiving)).toContain('href="/leads?funnel=relationship&amp;handOff=waiting"');
    expect(markup(giving, false)).not.toContain('href');
  });

  it('has none where no lead was handed over', () => {
    expect(markup(reportOf(new Map(), { sources: ['relationship'] }))).toBe('');
  });

  it.each(LOCALES)('is whole in %s', (locale) => {
    expect(markup(giving, true, locale)).not.toMatch(/undefined|\[object|NaN/);
    const texts = handOffTexts(locale);
    expect(Object.keys(texts.reasons)).toEqual(RETURN_REASONS);
    const flat = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      if (typeof value === 'function') return [String(value('3', '4', '5'))];
      return Object.values(value as object).flatMap(flat);
    };
    expect(flat(texts)).toHaveLength(flat(handOffTexts('en')).length);
    expect(flat(texts).filter((one) => one.trim() === '' || one.includes('undefined'))).toEqual([]);
  });
});
