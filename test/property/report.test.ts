import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../functions/domain/calendar.ts';
import {
  addTo,
  type CellKey,
  type Cells,
  cellKey,
  type Metric,
  type Slice,
} from '../../functions/domain/funnel/cells.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import type { Report, StageReport } from '../../functions/domain/report/report.ts';
import { reportCsv } from '../../functions/domain/report/report-csv.ts';
import { parseRange } from '../../functions/domain/report/report-period.ts';
import { figuresText } from '../../functions/domain/report/report-revision.ts';
import { safePath } from '../../functions/report/login.ts';
import { signLink } from '../../functions/runtime/links.ts';
import { reportOf } from '../support/reports.ts';

const FROM = '2026-11-09';
const CHANNELS = ['Email', 'Direct', '(none)', '=cmd|"x"', 'a,b\r\nc'];

/** What one attempt adds in order `reached`: consistent with itself, as a tally is. */
const attempt = fc.record({
  day: fc.integer({ min: 0, max: 6 }).map((n) => addDays(FROM, n)),
  channel: fc.constantFrom(...CHANNELS),
  depth: fc.integer({ min: 0, max: 2 }),
  direct: fc.integer({ min: 0, max: 2 }),
  ms: fc.integer({ min: 0, max: 3_000_000_000 }),
  minor: fc.integer({ min: 0, max: 1_000_000 }),
  currency: fc.constantFrom('EUR', 'JPY'),
  giver: fc.constantFrom(undefined, 'journey', 'club'),
});
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never;

function cellsOfAll(attempts: readonly Attempt[]): Map<CellKey, number> {
  const cells = new Map<CellKey, number>();
  for (const { day, channel, depth, direct, ms, minor, currency, giver } of attempts) {
    if (giver !== undefined) addTo(cells, cellKey(day, `k:${giver}:${bucketOf(ms)}`, ''), 1);
    const metrics: [Metric, number][] = [['e', 1]];
    const entered = Math.min(direct, depth);
    for (let stage = entered; stage <= depth; stage++) {
      metrics.push([`l${stage}`, 1]);
      if (stage > entered) metrics.push([`b${stage}`, 1], [`f${stage}:${bucketOf(ms)}`, 1]);
    }
    if (entered > 0) metrics.push([`d${entered}`, 1]);
    if (minor > 0) metrics.push([`o${depth}`, 1], [`v${depth}:${currency}`, minor]);
    for (const slice of ['', `channel=${channel}`] as const satisfies readonly Slice[]) {
      for (const [metric, n] of metrics) addTo(cells, cellKey(day, metric, slice), n);
    }
  }
  return cells;
}

const attempts = fc.array(attempt, { maxLength: 60 });
const total = (report: Report) => ({ value: '', entered: report.entered, stages: report.stages });

function counts({ leads, direct, open, lost, orders }: StageReport): readonly number[] {
  return [leads, direct, open, lost, orders];
}

function takenFrom(giver: string, report: Report | undefined): number {
  return report?.receives?.find(({ from }) => from === giver)?.leads ?? 0;
}

describe('a report', () => {
  it('of all cells is the sum of the reports of its parts', () => {
    fc.assert(
      fc.property(attempts, attempts, (some, others) => {
        const [a, b, all] = [some, others, [...some, ...others]].map((each) => reportOf(cellsOfAll(each)));
        expect(all?.entered).toBe((a?.entered ?? 0) + (b?.entered ?? 0));
        for (const k of [0, 1, 2]) {
          const sums = [a, b].map((each) => counts(each?.stages[k] as StageReport));
          expect(counts(all?.stages[k] as StageReport)).toEqual(
            sums[0]?.map((n, i) => n + (sums[1]?.[i] ?? 0)),
          );
        }
        for (const giver of ['club', 'journey']) {
          expect(takenFrom(giver, all)).toBe(takenFrom(giver, a) + takenFrom(giver, b));
          expect(takenFrom(giver, a)).toBe(some.filter((each) => each.giver === giver).length);
        }
      }),
    );
  });

  it('has slices that sum to the whole', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const report = reportOf(cellsOfAll(all));
        const slices = report.by.channel ?? [];
        expect(slices.reduce((sum, { entered }) => sum + entered, 0)).toBe(report.entered);
        for (const [k, stage] of report.stages.entries()) {
          const own = slices.map(({ stages }) => stages[k] as StageReport);
          expect(own.reduce((sum, { leads }) => sum + leads, 0)).toBe(stage.leads);
          for (const [code, minor] of Object.entries(stage.revenue)) {
            expect(own.reduce((sum, { revenue }) => sum + (revenue[code] ?? 0), 0)).toBe(minor);
          }
        }
      }),
    );
  });

  it('has days that sum to the whole', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const report = reportOf(cellsOfAll(all));
        expect(report.daily.reduce((sum, { entered }) => sum + entered, 0)).toBe(report.entered);
        for (const [k, { leads }] of report.stages.entries()) {
          expect(report.daily.reduce((sum, { stages }) => sum + (stages[k] ?? 0), 0)).toBe(leads);
        }
      }),
    );
  });

  it('has rates from 0 to 1, and nobody is both open and lost', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const report = reportOf(cellsOfAll(all));
        for (const { stages } of [total(report), ...(report.by.channel ?? [])]) {
          for (const { fromEntry, fromPrevious, open, lost, enteredBefore, advanced } of stages) {
            for (const rate of [fromEntry ?? 0, fromPrevious ?? 0]) {
              expect(rate).toBeGreaterThanOrEqual(0);
              expect(rate).toBeLessThanOrEqual(1);
            }
            for (const n of [open, lost, advanced]) expect(n).toBeGreaterThanOrEqual(0);
            expect(advanced).toBeLessThanOrEqual(enteredBefore);
          }
        }
      }),
    );
  });

  it('does not depend on the order of cells', () => {
    fc.assert(
      fc.property(attempts, fc.infiniteStream(fc.integer()), (all, noise) => {
        const cells: Cells = cellsOfAll(all);
        const shuffled = new Map(
          [...cells]
            .map((entry) => [noise.next().value as number, entry] as const)
            .sort(([a], [b]) => a - b)
            .map(([, entry]) => entry),
        );
        expect(figuresText(reportOf(shuffled))).toBe(figuresText(reportOf(cells)));
      }),
    );
  });

  it('has a median within five per cent of the true one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3_000_000_000 }), { minLength: 1, maxLength: 50 }),
        (times) => {
          const all = times.map((ms) => ({
            day: FROM,
            channel: 'Email',
            depth: 1,
            direct: 0,
            ms,
            minor: 0,
            currency: 'EUR' as const,
            giver: undefined,
          }));
          const median = reportOf(cellsOfAll(all)).stages[1]?.seconds.median ?? Number.NaN;
          const exact = [...times].sort((a, b) => a - b)[Math.ceil(times.length / 2) - 1] ?? Number.NaN;
          expect(Math.abs(median * 1000 - exact)).toBeLessThanOrEqual(0.05 * exact + 1);
        },
      ),
    );
  });

  it('as CSV reads back as the figures of its JSON', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const report = reportOf(cellsOfAll(all));
        const [head = [], ...rows] = parseCsv(reportCsv(report));
        const slices = [total(report), ...(report.by.channel ?? [])];
        expect(rows).toHaveLength(slices.length * 3);
        for (const [at, row] of rows.entries()) {
          const cell = (name: string): string => row[head.indexOf(name)] ?? '';
          const slice = slices[Math.floor(at / 3)];
          const stage = slice?.stages[at % 3] as StageReport;
          expect(cell('value').replace(/^'/, '')).toBe(slice?.value);
          expect(cell('stage')).toBe(stage.id);
          expect([cell('entered'), cell('leads')].map(Number)).toEqual([slice?.entered, stage.leads]);
          expect(cell('from_entry')).toBe(stage.fromEntry === null ? '' : String(stage.fromEntry));
          expect(cell('median_seconds')).toBe(
            stage.seconds.median === null ? '' : String(stage.seconds.median),
          );
          for (const [code, minor] of Object.entries(stage.revenue)) {
            expect(cell(`revenue_minor_${code}`)).toBe(String(minor));
          }
          for (const { from, leads, seconds } of report.receives ?? []) {
            const isTotal = slice?.value === '' && cell('breakdown') === '';
            expect(cell(`received_from_${from}`)).toBe(isTotal ? String(leads) : '');
            expect(cell(`p90_seconds_received_from_${from}`)).toBe(isTotal ? String(seconds.p90) : '');
          }
        }
      }),
    );
  });
});

/** A reader of RFC 4180 of its own, that knows nothing of the writer. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length; ) {
    const row: string[] = [];
    for (let more = true; more; ) {
      const quoted = /"((?:[^"]|"")*)"/y;
      const plain = /[^",\r\n]*/y;
      quoted.lastIndex = plain.lastIndex = at;
      const inQuotes = quoted.exec(text);
      row.push(inQuotes ? (inQuotes[1] ?? '').replaceAll('""', '"') : (plain.exec(text)?.[0] ?? ''));
      at = inQuotes ? quoted.lastIndex : plain.lastIndex;
      more = text[at] === ',';
      if (more) at++;
    }
    expect(text.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    rows.push(row);
  }
  return rows;
}

describe('what comes from outside', () => {
  it('is a range of at most 800 days, or refused', () => {
    const day = fc.oneof(
      fc.string(),
      fc
        .date({ min: new Date('1900-01-01'), max: new Date('3100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
    );
    fc.assert(
      fc.property(fc.option(day, { nil: undefined }), fc.option(day, { nil: undefined }), (from, to) => {
        const answer = parseRange({ from, to }, '2026-11-22');
        if (!answer.ok) return;
        const { range } = answer;
        expect(range.from <= range.to).toBe(true);
        expect(addDays(range.from, 799) >= range.to).toBe(true);
        if (from !== undefined) expect(range.from).toBe(from);
        if (to !== undefined) expect(range.to).toBe(to);
      }),
    );
  });

  it('never leads from the log-in to another site', () => {
    const tricky = fc
      .array(
        fc.constantFrom(
          '/',
          '\\',
          '//',
          'reports',
          'evil.example',
          ':',
          '@',
          '?',
          '#',
          '\t',
          '\r\n',
          ' ',
          '.',
          '%2f',
          '..',
          '%2e%2E',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          tricky,
          tricky.map((rest) => `/reports${rest}`),
        ),
        (next) => {
          const url = new URL(safePath(next), 'https://imbuto.test/login');
          expect(url.origin).toBe('https://imbuto.test');
          expect(url.pathname.startsWith('/reports') || !next.startsWith('/reports')).toBe(true);
        },
      ),
    );
  });

  it('signs different things differently', () => {
    const target = fc.record({
      path: fc.constantFrom('/login', '/reports', '/reports/a'),
      from: fc.option(fc.string(), { nil: undefined }),
      to: fc.option(fc.string(), { nil: undefined }),
      by: fc.option(fc.string(), { nil: undefined }),
    });
    const signature = ({ path, ...said }: { path: string; [name: string]: string | undefined }): string => {
      const query = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      return (
        new URL(signLink('key', { path, query }, 1e12), 'https://imbuto.test').searchParams.get('sig') ?? ''
      );
    };
    fc.assert(
      fc.property(target, target, (a, b) => {
        expect(signature(a) === signature(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
