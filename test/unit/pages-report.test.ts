import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../../functions/domain/calendar.ts';
import { LOCALES } from '../../functions/domain/config/config.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { compareFunnels, summarise } from '../../functions/domain/report/report-compare.ts';
import { loginPage } from '../../functions/pages/reports/login-page.ts';
import { reportComparePage } from '../../functions/pages/reports/report-compare-page.ts';
import { formatsOf } from '../../functions/pages/reports/report-format.ts';
import { reportIndexPage } from '../../functions/pages/reports/report-index-page.ts';
import { funnelLabel, stageLabels } from '../../functions/pages/reports/report-labels.ts';
import { type ReportView, reportPage } from '../../functions/pages/reports/report-page.ts';
import { reportSvg } from '../../functions/pages/reports/report-svg.ts';
import { fieldName, reportTexts } from '../../functions/pages/texts/report.ts';
import { cellsOf, DAY, funnelOf, HOUR, NOW, reportOf, trialCells } from '../support/reports.ts';

/** Every text by its path; those that are functions as they speak of 3. */
function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('3', '4', '5'))]];
  return Object.entries(value as object).flatMap(([key, each]) => flat(each, `${path}/${key}`));
}

/** A page without the links from its figures to leads. */
const unlinked = ({ html }: { readonly html: string }) =>
  html.replace(/<a class="figure"[^>]*>([\s\S]*?)<\/a>/g, '$1');

describe("the owner's texts", () => {
  it.each(LOCALES)('in %s are the same as in English by name, and none is empty', (locale) => {
    const texts = flat(reportTexts(locale));
    expect(texts.map(([path]) => path)).toEqual(flat(reportTexts('en')).map(([path]) => path));
    expect(texts.filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([]);
  });

  it('say what they are told in every language', () => {
    const english = flat(reportTexts('en'));
    for (const locale of LOCALES) {
      const digits = new Map(
        flat(reportTexts(locale)).map(([path, text]) => [path, text.match(/[345]/g)?.length]),
      );
      for (const [path, text] of english)
        expect([path, digits.get(path)]).toEqual([path, text.match(/[345]/g)?.length]);
    }
  });

  it('name every breakdown', () => {
    expect(fieldName(reportTexts('en'), 'first.landingPage')).toBe('first landing page ever');
    expect(fieldName(reportTexts('it'), 'channel')).toBe('canale');
  });

  it('name the usual stages where the configuration does not', () => {
    expect(stageLabels(funnelOf('trial'), 'it')).toEqual(['Consapevolezza', 'Interesse', 'Purchase']);
    expect(stageLabels({ stages: [{ id: 'constructor', on: [] }] }, 'it')).toEqual(['constructor']);
    expect(funnelLabel(funnelOf('trial'), 'ru')).toBe('Проба');
    expect(funnelLabel(funnelOf('relationship'), 'ru')).toBe('relationship');
  });
});

describe('figures', () => {
  const formats = formatsOf('en', 'Europe/Rome');

  it.each([
    [null, '–'],
    [0, '0s'],
    [59, '59s'],
    [61, '1m 1s'],
    [3_599.6, '1h'],
    [5_400, '1h 30m'],
    [86_000, '1d'],
    [100_000, '1d 4h'],
    [9.9 * 86_400, '9d 22h'],
    [30 * 86_400, '30d'],
    [400 * 86_400, '400d'],
  ])('of %s seconds are %s', (seconds, text) => expect(formats.duration(seconds)).toBe(text));

  it('are written as the language writes them', () => {
    expect(formats.percent(0.1234)).toBe('12.3%');
    expect(formats.percent(null)).toBe('–');
    expect(formats.money({ EUR: 123_456, JPY: 500 })).toEqual(['€1,234.56', '¥500']);
    expect(formats.change(3, 2)).toBe('+50%');
    expect(formats.change(3, 0)).toBeUndefined();
    expect(formats.points(0.5, 0.475)).toBe('+2.5');
    expect(formats.instant('2026-11-22T23:30:00Z')).toContain('Nov 23');
    expect(formatsOf('it', 'UTC').number(12_345)).toBe('12.345');
  });
});

const view = {
  report: reportOf(trialCells, { pending: 3 }),
  label: 'Trial',
  labelOf: (id: string) => id,
  locale: 'en',
  reader: { kind: 'owner', formMark: 'mark' },
  path: '/reports/trial',
  query: 'from=2026-11-09&to=2026-11-15',
  today: '2026-11-22',
} as const;

describe('the page of a report', () => {
  it('runs no script and has no style but its own, as its policy demands', async () => {
    const { html, contentSecurityPolicy } = await reportPage(view);
    expect(html).not.toMatch(/<script| on[a-z]+=|javascript:| style=/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(contentSecurityPolicy).toContain(
      `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    );
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toContain('unsafe');
  });

  it('says of whom it speaks, as of when, what waits and what may change', async () => {
    const html = unlinked(await reportPage(view));
    expect(html).toContain(
      'Leads that entered from Nov 9, 2026 to Nov 15, 2026 (Europe/Rome). Known bots are left out.',
    );
    expect(html).toContain('As of Nov 22, 2026');
    expect(html).toContain('Still in the queue, not counted yet: 3.');
    expect(html).toContain('Compared with Nov 2, 2026 – Nov 8, 2026');
    expect(html).toContain('All days can still change');
    expect(html).toContain('Late: 2 leads');
    expect(html).toContain('Late revenue: €9.90.');
  });

  it('has every figure of every stage in a table, readable without the picture', async () => {
    const { html } = await reportPage(view);
    const rows = [...html.matchAll(/<tr(?: class="loss")?>\n<th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) =>
      row
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(rows[0]).toBe('awareness 22 returning: 2 – – – – –');
    expect(rows[1]).toMatch(
      /^interest entered here: 3 10 31\.8% 31\.8% – still have time: 15 \S+.* 9 in 10 within \S+ .*\$7\.00$/,
    );
    expect(rows[2]).toBe('action 2 20% 8% – still have time: 8 – €150.00 orders: 3');
  });

  it('says what was handed over to it and by it, and how long that took', async () => {
    const cells = cellsOf(
      ['2026-11-09', `k:relationship:${bucketOf(4 * HOUR)}`, 8],
      ['2026-11-09', `k:relationship:${bucketOf(30 * DAY)}`, 2],
    );
    const report = reportOf(cells, { sources: ['relationship'] });
    const labelOf = (id: string) => `<${id}>`;
    expect(unlinked(await reportPage({ ...view, report, labelOf }))).toMatch(
      /Taken over from &#60;relationship&#62;: 10\. Median time from entry there to the hand-off: [34]h[^;]*; 9 in 10 within \d+d\./,
    );
    const handed = cellsOf(['2026-11-09', 'h', 2], ['2026-11-09', `h:${bucketOf(30 * DAY)}`, 2]);
    const giving = reportOf(handed, { funnel: funnelOf('relationship') });
    expect(unlinked(await reportPage({ ...view, report: giving }))).toMatch(
      /Handed over to trial: 2\. Median time from entry to there: \d+d; 9 in 10 within \d+d\./,
    );
    const none = await reportPage({ ...view, report: reportOf(new Map(), { sources: ['relationship'] }) });
    expect(unlinked(none)).toContain('<li>Taken over from relationship: 0.</li>');
    expect((await reportPage(view)).html).not.toMatch(/Taken over|Handed over/);
  });

  it('points at the greatest loss', async () => {
    const report = reportOf(trialCells, { now: NOW + 200 * DAY });
    const html = unlinked(await reportPage({ ...view, report }));
    expect(html).toContain('Most are lost between awareness and interest');
    expect(html).toContain('15 of 22 did not go on in time (68.2%).');
    expect(html.match(/class="loss"/g)).toHaveLength(1);
    expect(html).not.toContain('still have time');
  });

  it('says beside the goal how many entered there, and has them in no conversion', async () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 84],
      ['2026-11-09', 'l0', 2],
      ['2026-11-09', 'l2', 83],
      ['2026-11-09', 'd2', 82],
    );
    const html = unlinked(await reportPage({ ...view, report: reportOf(cells) }));
    expect(html).toMatch(
      /<dd class="big">83<\/dd><dd class="small">Conversion 50%<br>too little is known yet[^<]*<br>entered here: 82<\/dd>/,
    );
  });

  it('says what ended attempts as lost', async () => {
    const funnel = { ...funnelOf('trial'), lostOn: [{ event: 'Deal <Lost>' }] };
    const report = reportOf(cellsOf(['2026-11-09', 'l0', 4], ['2026-11-09', 'q0:0', 3]), { funnel });
    expect(unlinked(await reportPage({ ...view, report }))).toContain(
      'Ended as lost by “Deal &#60;Lost&#62;”: 3.',
    );
  });

  it.each(LOCALES)('calls nobody lost who still has time, in %s', async (locale) => {
    const { figures } = reportTexts(locale);
    const { html } = await reportPage({ ...view, locale });
    const svg = reportSvg(view.report, view.label, locale);
    for (const picture of [html, svg]) expect(picture).toContain(figures.open('15'));
    expect(html).not.toContain('class="loss"');
    expect(svg).not.toContain(figures.lost);
    const later = reportSvg(reportOf(trialCells, { now: NOW + 200 * DAY }), view.label, locale);
    expect(later).toContain(`${figures.lost}: −15`);
    expect(later).not.toContain(figures.open('15'));
  });

  it('gives every picture a text, or hides it from those who cannot see it', async () => {
    const { html } = await reportPage(view);
    const pictures = html.match(/<svg[^>]*>(?:<g [^>]*>)?/g) ?? [];
    expect(pictures.length).toBeGreaterThan(5);
    expect(pictures.filter((svg) => !/aria-hidden="true"|role="img" aria-label="[^"]+"/.test(svg))).toEqual(
      [],
    );
  });

  it('draws each stage as wide as its leads', async () => {
    const { html } = await reportPage(view);
    const bands = [...html.matchAll(/viewBox="0 \d+ 1000 100"[^>]*><polygon points="([^"]+)"/g)].map(
      ([, points = '']) => points.split(' ').map(Number),
    );
    const tops = bands.map(([left = 0, , right = 0]) => Math.round((right - left) * 10) / 10);
    expect(tops).toEqual([1000, 454.6, 91]);
    expect(bands.map(([, top]) => top)).toEqual([0, 100, 200]);
  });

  it('has no more parts than a report has figures for', async () => {
    const { html } = await reportPage({ ...view, report: reportOf(new Map()) });
    expect(html).toContain('Nobody entered this funnel in this period');
    expect(html).not.toContain('NaN');
    expect(html).not.toContain('Most are lost');
    const one = await reportPage({ ...view, report: reportOf(cellsOf(['2026-11-09', 'e', 1])) });
    expect(one.html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each(LOCALES)('is in %s throughout', async (locale) => {
    const { html } = await reportPage({ ...view, locale });
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).toContain(reportTexts(locale).charts.trend);
    expect(html).not.toMatch(/NaN|undefined|\[object/);
  });
});

describe('the days that are shown', () => {
  it('stay when the reader goes on to another report', async () => {
    const { html } = await reportPage(view);
    for (const page of ['/reports', '/reports/compare', '/reports/quality'])
      expect(html).toContain(`href="${page}?from=2026-11-09&#38;to=2026-11-15"`);
  });

  it('can be chosen by name', async () => {
    const { html } = await reportPage({ ...view, today: '2026-11-25' });
    expect(html).toContain('?from=2026-11-16&amp;to=2026-11-22">Last week</a>');
    expect(html).toContain('?from=2026-10-01&amp;to=2026-11-25">This quarter</a>');
  });
});

describe('the headline figures', () => {
  const week = daysBetween('2026-11-09', '2026-11-15');
  const came = (day: string, leads: number, ...times: readonly (readonly [number, number])[]) =>
    [
      [day, 'e', 100],
      [day, 'n', 40],
      [day, 'l0', 100],
      [day, 'l2', leads],
      [day, 'v2:EUR', leads * 1_000],
      ...times.map(([ms, n]) => [day, `f2:${bucketOf(ms)}`, n] as const),
    ] as const;
  // Each day 100 enter and 5 buy within the hour; of the week before, 45 more have done so after ten days.
  const ripe = week.flatMap((day) => came(addDays(day, -7), 50, [HOUR, 5], [10 * DAY, 45]));
  const young = week.flatMap((day) => came(day, 5, [HOUR, 5]));
  const better = week.flatMap((day) => came(day, 12, [HOUR, 12]));
  const monday = Date.parse('2026-11-16T07:00:00Z');

  /** The tiles as lines of text, of the page of a report and of the index. */
  const said = async (report: Report, more: Partial<ReportView> = {}) => {
    const text = (markup = '') =>
      markup
        .replace(/<\/(div|dd|dt)>|<br>/g, '\n')
        .replace(/<[^>]+>/g, '')
        .replace(/[ \u00a0]+/g, ' ');
    const page = (await reportPage({ ...view, report, ...more })).html;
    const { locale, reader, today } = view;
    const overview = { ...report, funnels: [summarise({ report, label: 'Trial' }, null)] };
    const index = (await reportIndexPage({ overview, locale, reader, today })).html;
    return {
      tiles: text(/<dl class="tiles">[\s\S]*?<\/dl>/.exec(page)?.[0]),
      card: text(/<dl class="pairs">[\s\S]*?<\/dl>/.exec(index)?.[0]),
    };
  };

  it('do not make a disaster of a young week beside a ripe one', async () => {
    for (const text of Object.values(await said(reportOf(cellsOf(...ripe, ...young), { now: monday })))) {
      expect(text).toContain('no clear difference at the same age (95%: -2.4 to +2.4 points)');
      expect(text).not.toMatch(/[▲▼]/);
      expect(text).toContain('before: 700');
      expect(text).toContain('of these 280 with a known e-mail');
    }
  });

  it('say how great a difference is, and within which bounds', async () => {
    for (const text of Object.values(await said(reportOf(cellsOf(...ripe, ...better), { now: monday }))))
      expect(text).toContain('▲ +7 points at the same age (95%: +4 to +10.1)');
  });

  it('compare counts of leads and money once all days are final', async () => {
    const cells = cellsOf(...ripe, ...young);
    const { tiles } = await said(reportOf(cells, { now: monday + 200 * DAY }));
    expect(tiles).toContain('▼ -90% before: 350');
    expect(tiles).toContain('orders: 0 ▼ -90%');
    expect(tiles).toContain('▼ -45 points at the same age');
    expect(tiles).not.toContain('when all windows have ended');
  });

  it('say what will be when all windows have ended, or that too little is known', async () => {
    const report = reportOf(cellsOf(...ripe, ...young), { now: monday });
    const stages = report.stages.map((stage) => ({
      ...stage,
      projected: { low: 0.1, mid: 0.12, high: 0.15 },
    }));
    for (const text of Object.values(await said({ ...report, stages })))
      expect(text).toContain('when all windows have ended: 12% (10%–15%)');
    for (const text of Object.values(await said(report)))
      expect(text).toContain('too little is known yet to say what it will be when all windows have ended');
  });

  it('of what was issued say nothing that was not known of it then', async () => {
    const report = reportOf(cellsOf(...ripe, ...young), { now: monday });
    const earlier = {
      ...report,
      contacts: null,
      previous: { ...report.previous, sameAge: null, difference: null },
    };
    const { today, ...issued } = view;
    const { html } = await reportPage({ ...issued, report: earlier });
    expect(html).toContain('Conversion 5%');
    expect(html).not.toMatch(
      /too little is known|at the same age \(95|known e-mail|class="change|NaN|undefined/,
    );
  });
});

describe('the page that compares funnels', () => {
  const pageOf = async (sources: readonly string[]) => {
    const receiving = reportOf(cellsOf(['2026-11-09', 'k:relationship:0', 1]), { sources });
    const giving = reportOf(cellsOf(['2026-11-09', 'h', 2]), { funnel: funnelOf('relationship') });
    const reports = sources.length > 0 ? [receiving, giving] : [reportOf(trialCells), reportOf(trialCells)];
    const comparison = compareFunnels(reports.map((report) => ({ report, label: `The ${report.funnel}` })));
    const { locale, reader, today } = view;
    return unlinked(await reportComparePage({ comparison, locale, reader, today }));
  };

  it('names no winner, and says why', async () => {
    const html = await pageOf([]);
    expect(html).toContain(reportTexts('en').compare.shared);
    expect(html).not.toMatch(/class="best"|better than|more than chance/);
  });

  it('sets hand-offs side by side where there are any', async () => {
    const html = await pageOf(['relationship']);
    expect(html).toContain('<th scope="row">Hand-offs</th>');
    expect(html).toContain('Taken over from The relationship: 1.');
    expect(html).toContain('Handed over to The trial: 2.');
    expect(await pageOf([])).not.toContain('Hand-offs');
  });
});

describe('the picture of a report', () => {
  it('stands alone: with its words, its colours for light and dark, and a title', () => {
    const svg = reportSvg(reportOf(trialCells), 'Trial <1>', 'en');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('Trial &#60;1&#62;');
    expect(svg).toContain('<title id="t">');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg.match(/<polygon/g)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|undefined|<script/);
  });
});

describe('the log-in page', () => {
  it('carries where to go, and asks for the token as a password', () => {
    const { html } = loginPage({ locale: 'it', next: '/reports/trial?a=1&b="' });
    expect(html).toContain('name="next" value="/reports/trial?a=1&#38;b=&#34;"');
    expect(html).toContain('type="password"');
    expect(html).toContain('<label for="token">Token del proprietario</label>');
  });
});
