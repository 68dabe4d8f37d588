import { describe, expect, it } from 'vitest';
import { Calendar } from '../../functions/domain/calendar.ts';
import { bucketOf } from '../../functions/domain/funnel/histogram.ts';
import { unanswered } from '../../functions/domain/report/hand-off-report.ts';
import { finalAfter, giversTo, previousPeriod } from '../../functions/domain/report/report-build.ts';
import {
  cellsOf,
  DAY,
  funnelOf,
  HOUR,
  MINUTE,
  NOW,
  reportConfig,
  reportOf,
  time,
  trialCells,
} from '../support/reports.ts';

const report = reportOf(trialCells);
const [awareness, interest, action] = report.stages;

describe('a report', () => {
  it('says what it is about', () => {
    expect(report).toMatchObject({
      funnel: 'trial',
      kind: 'sales',
      order: 'reached',
      window: '30d',
      definition: 'trial.1',
      recount: null,
      revision: 0,
      from: '2026-11-09',
      to: '2026-11-15',
      timezone: 'Europe/Rome',
      asOf: '2026-11-22T09:00:00.000Z',
      pending: 0,
      entered: 25,
    });
  });

  it('has the keys of the contract and no others', () => {
    expect(Object.keys(report)).toEqual([
      ...['funnel', 'kind', 'order', 'window', 'definition', 'recount', 'revision', 'from', 'to', 'entered'],
      ...[
        'contacts',
        'late',
        'stages',
        'lostOn',
        'handOff',
        'by',
        'timezone',
        'asOf',
        'pending',
        'setAside',
        'previous',
        'daily',
        'booked',
        'quality',
      ],
    ]);
    expect(Object.keys(awareness ?? {})).toEqual([
      ...[
        'id',
        'label',
        'optional',
        'leads',
        'returning',
        'direct',
        'open',
        'lost',
        'fromPrevious',
        'fromEntry',
      ],
      ...[
        'enteredBefore',
        'advanced',
        'projected',
        'seconds',
        'secondsFromPrevious',
        'orders',
        'revenue',
        'directRevenue',
      ],
    ]);
    expect(Object.keys(report.previous)).toEqual([
      ...['from', 'to', 'entered', 'contacts', 'late', 'stages', 'lostOn', 'handOff', 'by'],
      ...['sameAge', 'difference'],
    ]);
  });

  it('sums the days of its range, and no others', () => {
    expect(report.stages.map(({ leads }) => leads)).toEqual([22, 10, 2]);
    expect(awareness).toMatchObject({ returning: 2, direct: 0, orders: 0 });
    expect(interest).toMatchObject({ direct: 3 });
    expect(action).toMatchObject({ orders: 3, revenue: { EUR: 15_000 } });
  });

  it('has rates as fractions, and null where there is nothing to divide by', () => {
    expect(awareness).toMatchObject({ fromPrevious: null, fromEntry: null, open: 0, lost: 0 });
    expect(interest).toMatchObject({ fromPrevious: 7 / 22, fromEntry: 7 / 22, open: 15, lost: 0 });
    expect(action).toMatchObject({ fromPrevious: 0.2, fromEntry: 0.08, open: 8, lost: 0 });
    const empty = reportOf(new Map());
    expect(empty.stages.map(({ fromPrevious, fromEntry }) => [fromPrevious, fromEntry])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('has who entered at a later stage in no rate up to it', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 10],
      ['2026-11-09', 'l0', 5],
      ['2026-11-09', 'd2', 4],
      ['2026-11-09', 'd1', 1],
      ['2026-11-09', 'l1', 3],
      ['2026-11-09', 'b1', 2],
      ['2026-11-09', 'l2', 6],
      ['2026-11-09', 'b2', 2],
      ['2026-11-09', 'v2:EUR', 600],
      ['2026-11-09', 'w2:EUR', 400],
    );
    const { stages } = reportOf(cells);
    expect(stages[1]).toMatchObject({ direct: 1, enteredBefore: 5, advanced: 2, fromEntry: 0.4 });
    expect(stages[2]).toMatchObject({ direct: 4, enteredBefore: 6, advanced: 2, fromEntry: 1 / 3 });
    expect(stages[2]).toMatchObject({ revenue: { EUR: 600 }, directRevenue: { EUR: 400 } });
  });

  it('takes who entered later out of the rate of a stage that happened afterwards', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 4],
      ['2026-11-09', 'l0', 2],
      ['2026-11-09', 'd2', 2],
      ['2026-11-09', 'l1', 3],
      ['2026-11-09', 'a1', 2],
    );
    const { stages } = reportOf(cells, { funnel: funnelOf('relationship') });
    expect(stages[1]).toMatchObject({ leads: 3, enteredBefore: 2, advanced: 1, fromEntry: 0.5 });
  });

  it('calls nobody lost until the window of the last lead of the day has ended', () => {
    const at = (iso: string) => reportOf(trialCells, { now: Date.parse(iso) }).stages;
    // The 9th ends at 23:00 UTC, and 30 days later its last window; that of the 10th a day after.
    const counts = (iso: string) => at(iso).map(({ open, lost }) => [open, lost]);
    expect(counts('2026-12-09T23:00:00.000Z')).toEqual([
      [0, 0],
      [15, 0],
      [8, 0],
    ]);
    expect(counts('2026-12-09T23:00:00.001Z')).toEqual([
      [0, 0],
      [4, 11],
      [1, 7],
    ]);
    expect(counts('2026-12-10T23:00:00.001Z')).toEqual([
      [0, 0],
      [0, 15],
      [0, 8],
    ]);
    const email = reportOf(trialCells, { now: Date.parse('2026-12-09T23:00:00.001Z') }).by.channel?.[0];
    expect(email?.stages[1]).toMatchObject({ open: 5, lost: 6 });
  });

  it('calls who was ended lost at once, and says by what, one for each name', () => {
    const lostOn = [
      { event: 'Deal Lost', where: { why: 'price' } },
      { event: 'Quit' },
      { event: 'Deal Lost', where: { why: 'time' } },
    ];
    const cells = cellsOf(
      ['2026-11-09', 'l0', 9],
      ['2026-11-09', 'l1', 2],
      ['2026-11-09', 'b1', 2],
      ['2026-11-09', 'c1', 3],
      ['2026-11-09', 'q0:0', 1],
      ['2026-11-09', 'q2:1', 2],
    );
    const ended = reportOf(cells, { funnel: { ...funnelOf('trial'), lostOn } });
    expect(ended.stages[1]).toMatchObject({ open: 4, lost: 3 });
    expect(ended.lostOn).toEqual([
      { reason: 'Deal Lost', leads: 3 },
      { reason: 'Quit', leads: 0 },
    ]);
    expect(report.lostOn).toEqual([]);
  });

  it('counts as not gone on those of the stage before that are not in this, also where stages come in any order', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 6],
      ['2026-11-09', 'l0', 4],
      ['2026-11-09', 'l1', 5],
      ['2026-11-09', 'b1', 3],
    );
    const { stages } = reportOf(cells, { funnel: funnelOf('relationship') });
    expect(stages[1]).toMatchObject({ leads: 5, open: 1, lost: 0, fromPrevious: 0.75, fromEntry: 5 / 6 });
  });

  it('has times in seconds, by nearest rank, within five per cent', () => {
    const { seconds, secondsFromPrevious } = interest ?? {};
    expect((seconds?.median ?? 0) / 86_400).toBeCloseTo(1, 1);
    expect(Math.abs((seconds?.median ?? 0) - 86_400)).toBeLessThanOrEqual(0.05 * 86_400);
    expect(Math.abs((secondsFromPrevious?.p90 ?? 0) - 3_600)).toBeLessThanOrEqual(0.05 * 3_600);
    expect(awareness?.seconds).toEqual({ median: null, p90: null, mean: null });
    const zero = reportOf(cellsOf(['2026-11-09', time('f', 1, 0), 1]));
    expect(zero.stages[1]?.seconds).toEqual({ median: 0, p90: 0, mean: 0 });
  });

  it('has exact means of times, and none where their sum is not kept', () => {
    const cells = cellsOf(
      ['2026-11-09', time('f', 1, 10 * MINUTE), 1],
      ['2026-11-09', time('f', 1, HOUR), 2],
      ['2026-11-10', time('f', 1, DAY), 1],
      ['2026-11-09', 's1', 2 * HOUR + 10 * MINUTE],
      ['2026-11-10', 's1', DAY],
      ['2026-11-09', time('p', 1, 0), 2],
      ['2026-11-09', time('f', 1, HOUR), 1, 'channel=Email'],
      ['2026-11-09', time('f', 1, 0), 2, 'channel=Direct'],
      ['2026-11-09', `k:relationship:${bucketOf(0)}`, 2],
    );
    const { stages, by, receives } = reportOf(cells);
    expect(stages[1]?.seconds.mean).toBe((86_400 + 7_200 + 600) / 4);
    expect(stages[1]?.secondsFromPrevious.mean).toBe(0);
    for (const { stages } of by.channel ?? [])
      expect(stages[1]?.seconds).toMatchObject({ median: expect.any(Number), mean: null });
    expect(by.channel).toHaveLength(2);
    // Also where all times are nought.
    expect(receives?.[0]?.seconds).toEqual({ median: 0, p90: 0, mean: null });
  });

  it('says how many of those who entered are contacts', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 5],
      ['2026-11-09', 'n', 2],
      ['2026-11-10', 'n', 1],
      ['2026-11-02', 'n', 4],
    );
    const { contacts, previous } = reportOf(cells);
    expect([contacts, previous.contacts]).toEqual([3, 4]);
  });

  it('keeps currencies apart, and drops what was refunded whole', () => {
    expect(interest?.revenue).toEqual({ USD: 700 });
    const cells = cellsOf(
      ['2026-11-09', 'v2:EUR', 500],
      ['2026-11-10', 'v2:EUR', -500],
      ['2026-11-10', 'v2:BHD', 1],
    );
    expect(reportOf(cells).stages[2]?.revenue).toEqual({ BHD: 1 });
  });

  it('shows what is late beside the rates, not in them', () => {
    expect(report.late).toEqual({ leads: 2, revenue: { EUR: 990 } });
  });

  it('has slices sorted by how many entered, then by value, with the absent as (none)', () => {
    expect(report.by.channel?.map(({ value, entered }) => [value, entered])).toEqual([
      ['Email', 17],
      ['Direct', 8],
    ]);
    expect(report.by.channel?.[0]?.stages[1]).toMatchObject({ leads: 6, fromEntry: 3 / 14 });
    expect(report.by.campaign?.map(({ value }) => value)).toEqual(['(none)']);
    const tied = reportOf(cellsOf(['2026-11-09', 'e', 1, 'channel=b'], ['2026-11-09', 'e', 1, 'channel=a']));
    expect(tied.by.channel?.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('takes a breakdown by its whole name: first.channel is not channel', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 3, 'first.channel=Email'],
      ['2026-11-09', 'e', 1, 'channel=a=b|c'],
    );
    const sliced = reportOf(cells, { by: ['channel', 'first.channel'] });
    expect(sliced.by.channel?.map(({ value, entered }) => [value, entered])).toEqual([['a=b|c', 1]]);
    expect(sliced.by['first.channel']?.map(({ value, entered }) => [value, entered])).toEqual([['Email', 3]]);
  });

  it('has a hand-off where the funnel has one', () => {
    expect(report.handOff).toBeNull();
    const cells = cellsOf(
      ['2026-11-09', 'h', 4],
      ['2026-11-09', `h:${time('f', 0, HOUR).split(':')[1]}` as 'h', 4],
    );
    const { handOff } = reportOf(cells, { funnel: funnelOf('relationship') });
    expect(handOff).toMatchObject({ to: 'trial', leads: 4 });
    expect(Math.abs((handOff?.seconds.median ?? 0) - 3_600)).toBeLessThanOrEqual(0.05 * 3_600);
  });

  it('has what it received, from each funnel that hands over to it', () => {
    expect(report).not.toHaveProperty('receives');
    const cells = cellsOf(
      ['2026-11-09', `k:relationship:${bucketOf(HOUR)}`, 3],
      ['2026-11-10', `k:relationship:${bucketOf(DAY)}`, 1],
      ['2026-11-02', `k:relationship:${bucketOf(MINUTE)}`, 2],
    );
    const { receives, previous } = reportOf(cells, { sources: ['relationship', 'club'] });
    expect(receives).toEqual([
      {
        from: 'club',
        leads: 0,
        seconds: { median: null, p90: null, mean: null },
        ...unanswered(0),
      },
      {
        from: 'relationship',
        leads: 4,
        ...unanswered(4),
        seconds: { median: expect.closeTo(3_600, -3), p90: expect.any(Number), mean: null },
      },
    ]);
    expect(Math.abs((receives?.[1]?.seconds.p90 ?? 0) - 86_400)).toBeLessThanOrEqual(0.05 * 86_400);
    expect(previous.receives?.map(({ leads }) => leads)).toEqual([0, 2]);
    expect(reportOf(cells).receives?.map(({ from }) => from)).toEqual(['relationship']);
  });

  it('knows who hands over to a funnel', () => {
    expect(giversTo(reportConfig.funnels, 'trial')).toEqual(['relationship']);
    expect(giversTo(reportConfig.funnels, 'relationship')).toEqual([]);
  });

  it('has the period of equal length just before', () => {
    expect(report.previous).toMatchObject({ from: '2026-11-02', to: '2026-11-08', entered: 10 });
    expect(report.previous.stages.map(({ leads }) => leads)).toEqual([10, 4, 1]);
    expect(previousPeriod('2026-03-01', '2026-03-31')).toEqual({ from: '2026-01-29', to: '2026-02-28' });
    expect(previousPeriod('2026-03-01', '2026-03-01')).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  });

  it('has every day of its range, with nought where nobody entered', () => {
    expect(report.daily.map(({ date, entered }) => [date.slice(8), entered])).toEqual([
      ['09', 20],
      ['10', 5],
      ['11', 0],
      ['12', 0],
      ['13', 0],
      ['14', 0],
      ['15', 0],
    ]);
    expect(report.daily[0]?.stages).toEqual([17, 9, 2]);
  });
});

describe('a day', () => {
  const calendar = new Calendar('Europe/Rome');
  const end = Date.parse('2026-09-14T22:00:00Z');

  it('is final after two windows from its end, as the choice of a start takes two to settle', () => {
    expect(finalAfter(calendar, '2026-09-14', 30 * DAY, 0)).toBe(end + 60 * DAY);
    const at = (now: number) =>
      reportOf(new Map(), { from: '2026-09-14', to: '2026-09-14', now }).daily[0]?.final;
    expect(at(end + 60 * DAY)).toBe(false);
    expect(at(end + 60 * DAY + 1)).toBe(true);
  });

  it('is final later while something waits in the queue, as that may be as old as a queue keeps it', () => {
    expect(finalAfter(calendar, '2026-09-14', 30 * DAY, 1)).toBe(end + 74 * DAY);
  });

  it('ends when the local day does, also when clocks change', () => {
    expect(finalAfter(calendar, '2026-10-25', HOUR, 0)).toBe(Date.parse('2026-10-25T23:00:00Z') + 2 * HOUR);
    expect(finalAfter(calendar, '2026-10-24', HOUR, 0)).toBe(Date.parse('2026-10-24T22:00:00Z') + 2 * HOUR);
  });

  it('is not final today', () => {
    const { daily } = reportOf(new Map(), { from: '2026-07-01', to: '2026-11-22', now: NOW });
    expect(daily[0]?.final).toBe(true);
    expect(daily.at(-1)?.final).toBe(false);
    expect(daily.findIndex(({ final }) => !final)).toBe(daily.findIndex(({ date }) => date === '2026-09-23'));
  });
});

describe('an optional stage', () => {
  const funnel = funnelOf('trial');
  const stages = funnel.stages.map((stage, k) => (k === 1 ? { ...stage, optional: true as const } : stage));
  const cells = cellsOf(
    ['2026-11-09', 'l0', 10],
    ['2026-11-09', 'l1', 3],
    ['2026-11-09', 'b1', 3],
    ['2026-11-09', 'l2', 5],
    ['2026-11-09', 'b2', 4],
    ['2026-11-09', 'c2', 2],
  );
  const [, optional, required] = reportOf(cells, { funnel: { ...funnel, stages } }).stages;

  it('has a rate, and nobody is lost at it', () => {
    expect(optional).toMatchObject({ optional: true, fromPrevious: 0.3, open: 0, lost: 0 });
  });

  it('is passed over by the rate and the losses of the stage after it', () => {
    expect(required).toMatchObject({ optional: false, fromPrevious: 0.4, open: 4, lost: 2 });
  });
});
