// The paths of leads through a funnel, told by their events: steps, skips, ways back, and where they ended.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FunnelConfig, Order } from '../../functions/domain/config/config.ts';
import type { LeadEvent } from '../../functions/domain/event/event.ts';
import { addTo, type CellKey } from '../../functions/domain/funnel/cells.ts';
import { expand } from '../../functions/domain/funnel/expand-cells.ts';
import { tallyAll } from '../../functions/domain/funnel/tally.ts';
import { EMPTY_HISTORY, fold, leadOf } from '../../functions/domain/lead/lead.ts';
import { pathSteps } from '../../functions/domain/report/path-steps.ts';
import { buildPaths, type PathsReport } from '../../functions/domain/report/paths.ts';
import { pathsCsv } from '../../functions/domain/report/paths-csv.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { layOutPaths } from '../../functions/pages/charts/path-layout.ts';
import { DAY, definition, funnel, HOUR, MONDAY } from '../support/leads.ts';

const STAGES = ['/blog', 'Ebook', 'Trial', 'Order Completed'] as const;

/** `/blog Trial@2`: what a lead did, an hour after the other or at so many hours. */
function events(said: string): readonly LeadEvent[] {
  let hour = -1;
  return said.split(', ').map((one, index) => {
    const [name = '', at] = one.split('@');
    hour = at === undefined ? hour + 1 : Number(at);
    const kind = name.startsWith('/') ? 'page' : 'event';
    return {
      ...{ id: `${index}-${name}`, time: MONDAY + hour * HOUR, received: MONDAY, trusted: false },
      ...({ kind, name } as const),
    };
  });
}

const drawn = (order: Order, more: Partial<FunnelConfig> = {}): FunnelConfig =>
  funnel(STAGES, { order, windowMs: 9 * DAY, by: [], lostOn: [{ event: 'Deal Lost' }], ...more });

function pathsOf(
  one: FunnelConfig,
  leads: readonly (readonly LeadEvent[])[],
  now = MONDAY + 30 * DAY,
): PathsReport {
  const counted = definition(one);
  const cells = new Map<CellKey, number>();
  for (const lead of leads) {
    const kept =
      tallyAll([counted], leadOf([fold(EMPTY_HISTORY, lead)]), false).get(counted.key) ?? new Map();
    for (const [key, n] of expand(one, kept)) addTo(cells, key, n);
  }
  return buildPaths({
    ...{ funnel: one, cells: indexCells(cells), definition: counted.key, timezone: 'Europe/Rome' },
    ...{ from: '2026-02-20', to: '2026-03-20', labels: STAGES, now },
    ...{ pending: 0, setAside: 0, recount: null, partial: false, erased: 0 },
  });
}

/** `Ebook>Trial 2`, `>Ebook 1` for entries and `Trial>open 1` for ends. */
function told(report: PathsReport): readonly string[] {
  const name = (stage: number | undefined): string => report.stages[stage ?? -1]?.label ?? '';
  return pathSteps(report).map(({ kind, from, to, end, reason, leads }) =>
    kind === 'end' ? `${name(from)}>${reason ?? end} ${leads}` : `${name(from)}>${name(to)} ${leads}`,
  );
}

const walk = (order: Order, ...said: readonly string[]) => told(pathsOf(drawn(order), said.map(events)));

describe('the paths of leads', () => {
  it('go from stage to stage, and past those that did not happen', () => {
    expect(walk('reached', '/blog, Ebook, Trial, Order Completed', '/blog, Trial', '/blog')).toEqual([
      ...['>/blog 3', '/blog>Ebook 1', '/blog>Trial 1', '/blog>ended 1'],
      ...['Ebook>Trial 1', 'Trial>Order Completed 1', 'Trial>ended 1', 'Order Completed>won 1'],
    ]);
  });

  it('begin where they entered', () => {
    expect(walk('reached', 'Trial, Order Completed', '/blog')).toEqual([
      ...['>/blog 1', '>Trial 1', '/blog>ended 1', 'Trial>Order Completed 1', 'Order Completed>won 1'],
    ]);
  });

  it.each(['any', 'reached'] as const)('lead back as it happened, in order %s', (order) => {
    expect(walk(order, '/blog, Trial, Ebook')).toEqual([
      ...['>/blog 1', '/blog>Trial 1', 'Ebook>ended 1', 'Trial>Ebook 1'],
    ]);
  });

  it('lead back from the last stage, and no lead is lost behind it', () => {
    expect(walk('any', '/blog, Order Completed, Trial, Deal Lost')).toEqual([
      ...['>/blog 1', '/blog>Order Completed 1', 'Trial>won 1', 'Order Completed>Trial 1'],
    ]);
  });

  it('end as lost at the stage that was filled last, by the name of the event', () => {
    const lostOn = [
      { event: 'Deal Lost', where: { why: 'price' } },
      { event: 'Quit' },
      { event: 'Deal Lost' },
    ];
    const report = pathsOf(drawn('reached', { lostOn }), [
      events('/blog, Ebook, Deal Lost'),
      events('/blog, Quit'),
      events('/blog, Ebook'),
    ]);
    expect(told(report)).toEqual([
      ...['>/blog 3', '/blog>Ebook 2', '/blog>Quit 1', 'Ebook>ended 1', 'Ebook>Deal Lost 1'],
    ]);
    expect(report.stages[1]?.lostOn).toEqual([
      { reason: 'Deal Lost', leads: 1 },
      { reason: 'Quit', leads: 0 },
    ]);
  });

  it('are not called ended while there is time, nor open when an event ended them', () => {
    const leads = [events('/blog, Ebook'), events('/blog, Ebook, Deal Lost')];
    const until = MONDAY + 10 * DAY;
    const at = (now: number) => {
      const [, ebook] = pathsOf(drawn('reached'), leads, now).stages;
      return [ebook?.open, ebook?.ended, ebook?.lostOn[0]?.leads];
    };
    expect(at(MONDAY + 5 * DAY)).toEqual([1, 0, 1]);
    expect(at(until)).toEqual([0, 1, 1]);
  });

  it('tell how many a stage has only as a later one implies it', () => {
    const [, ebook] = pathsOf(drawn('reached'), [events('/blog, Trial')]).stages;
    expect(ebook).toMatchObject({ leads: 1, happened: 0 });
  });

  it('put the earlier stage first where one instant filled several', () => {
    expect(walk('any', 'Trial, Ebook@1, /blog@1')).toEqual([
      ...['>Trial 1', '/blog>Ebook 1', 'Ebook>ended 1', 'Trial>/blog 1'],
    ]);
  });

  const lead = fc.array(
    fc.record({ name: fc.constantFrom(...STAGES, 'Deal Lost'), at: fc.nat({ max: 300 }) }),
    { maxLength: 12 },
  );
  const optional = fc.constantFrom([], ['Ebook'], ['Ebook', 'Trial']);

  it.each(['reached', 'any', 'ordered', 'strict'] as const)(
    'bring to each stage in order %s as many as go on and end there, and end as many as entered',
    (order) => {
      fc.assert(
        fc.property(
          fc.array(lead, { maxLength: 6 }),
          optional,
          fc.nat({ max: 20 }),
          (people, passed, days) => {
            const plain = drawn(order);
            const one = {
              ...plain,
              stages: plain.stages.map((stage) => ({
                ...stage,
                ...(passed.some((id) => id === stage.id) ? { optional: true as const } : {}),
              })),
            };
            const said = people.map((own) => events(own.map(({ name, at }) => `${name}@${at}`).join(', ')));
            const report = pathsOf(one, people.length === 0 ? [] : said, MONDAY + days * DAY);
            const sum = (all: readonly { readonly leads: number }[]) =>
              all.reduce((n, { leads }) => n + leads, 0);
            let ended = 0;
            for (const { id, happened, entered, won, open, ended: over, lostOn } of report.stages) {
              const here = won + open + over + sum(lostOn);
              ended += here;
              expect(entered + sum(report.flows.filter(({ to }) => to === id))).toBe(happened);
              expect(here + sum(report.flows.filter(({ from }) => from === id))).toBe(happened);
              for (const n of [happened, entered, won, open, over]) expect(n).toBeGreaterThanOrEqual(0);
            }
            expect(ended).toBe(report.entered);
            for (const { leads } of report.flows) expect(leads).toBeGreaterThan(0);
            expectToFit(report);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('are drawn with a width each, however many of them stand side by side', () => {
    const stages = Array.from({ length: 12 }, (_, k) => ({
      ...{
        id: `s${k}`,
        label: `s${k}`,
        optional: false,
        leads: 900,
        returning: 0,
        happened: 900,
        entered: 1,
      },
      ...{ won: 1, ended: 1, open: 1 },
      lostOn: Array.from({ length: 40 }, (_, reason) => ({ reason: `r${reason}`, leads: 1 })),
    }));
    const flows = stages.flatMap(({ id: from }) =>
      stages.flatMap(({ id: to }) => (from === to ? [] : [{ from, to, leads: 5 }])),
    );
    const { stages: bars, ends, bands } = layOutPaths({ stages }, pathSteps({ stages, flows }), 360);
    expect(ends).toHaveLength(12 * 43);
    for (const { x, width } of [...bars, ...ends]) expect(width > 0 && Number.isFinite(x)).toBe(true);
    for (const { width } of bands) expect(width).toBeGreaterThan(0);
  });

  it('are rows of CSV', () => {
    const rows = pathsCsv(pathsOf(drawn('reached'), [events('/blog, Trial, Deal Lost')])).split('\r\n');
    expect(rows.slice(0, 4)).toEqual([
      'funnel,from,to,kind,from_stage,to_stage,end,reason,leads',
      'trial,2026-02-20,2026-03-20,entry,,blog,,,1',
      'trial,2026-02-20,2026-03-20,skip,blog,Trial,,,1',
      'trial,2026-02-20,2026-03-20,end,Trial,,lost,Deal Lost,1',
    ]);
  });
});

/** Nothing of the picture lies outside it, and what stands side by side does not overlap. */
function expectToFit(report: PathsReport): void {
  for (const width of [360, 1_000]) {
    const { stages, ends, bands } = layOutPaths(report, pathSteps(report), width);
    const bars = [...stages, ...ends];
    for (const { x, width: own } of bars) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + own).toBeLessThanOrEqual(width + 0.01);
    }
    for (const { points } of bands) for (const [x] of points) expect(x >= 0 && x <= width).toBe(true);
    for (const y of new Set(bars.map((bar) => bar.y))) {
      const row = bars.filter((bar) => bar.y === y).sort((a, b) => a.x - b.x);
      for (const [index, bar] of row.entries()) {
        const before = row[index - 1];
        if (before !== undefined) expect(bar.x).toBeGreaterThanOrEqual(before.x + before.width - 0.01);
      }
    }
  }
}
