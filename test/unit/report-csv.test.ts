import { describe, expect, it } from 'vitest';
import { compareFunnels } from '../../functions/domain/report/report-compare.ts';
import { comparisonCsv, reportCsv } from '../../functions/domain/report/report-csv.ts';
import { cellsOf, DAY, funnelOf, HOUR, NOW, reportOf, time, trialCells } from '../support/reports.ts';

const report = reportOf(new Map([...trialCells, ...cellsOf(['2026-11-09', 'n', 9])]));

describe('a report as CSV', () => {
  const lines = reportCsv(report).split('\r\n');

  it('has one row a stage for all leads, then for each value of each breakdown', () => {
    expect(lines).toHaveLength(1 + 3 + 2 * 3 + 3 + 1);
    expect(lines[0]).toBe(
      'funnel,from,to,breakdown,value,stage,label,entered,contacts,leads,returning,direct,open,lost,from_previous,from_entry,' +
        'projected_low,projected_mid,projected_high,median_seconds,p90_seconds,mean_seconds,' +
        'median_seconds_from_previous,p90_seconds_from_previous,mean_seconds_from_previous,orders,optional,' +
        'revenue_minor_EUR,revenue_EUR,revenue_minor_USD,revenue_USD',
    );
    expect(lines[1]).toBe(
      'trial,2026-11-09,2026-11-15,,,awareness,awareness,25,9,22,2,0,0,0,,,,,,,,,,,,0,false,0,0,0,0',
    );
    expect(lines[3]).toBe(
      'trial,2026-11-09,2026-11-15,,,action,action,25,9,2,0,0,8,0,0.2,0.08,,,,,,,,,,3,false,15000,150,0,0',
    );
    expect(lines[4]).toContain(',channel,Email,awareness,awareness,17,,14,');
    expect(lines.at(-1)).toBe('');
  });

  it('has exact means, and what a share will be', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 4],
      ['2026-11-09', 'l0', 4],
      ['2026-11-09', 'l1', 1],
      ['2026-11-09', time('f', 1, HOUR), 1],
      ['2026-11-09', 's1', HOUR],
      ['2026-11-09', time('p', 1, HOUR), 1],
      ['2026-11-09', 't1', HOUR],
    );
    const [head = '', , row = ''] = reportCsv(reportOf(cells, { now: NOW + 200 * DAY })).split('\r\n');
    const [columns, figures] = [head.split(','), row.split(',')];
    const of = (name: string) => figures[columns.indexOf(name)];
    expect(['projected_low', 'projected_mid', 'projected_high'].map(of)).toEqual(['0.25', '0.25', '0.25']);
    expect(['mean_seconds', 'mean_seconds_from_previous'].map(of)).toEqual(['3600', '3600']);
  });

  it('has the hand-offs behind the revenue, in the rows of all leads', () => {
    const cells = cellsOf(
      ['2026-11-09', 'e', 5],
      ['2026-11-09', 'e', 5, 'channel=Email'],
      ['2026-11-09', 'k:relationship:0', 4],
    );
    const [head, first, , , slice] = reportCsv(reportOf(cells, { sources: ['relationship'] })).split('\r\n');
    const columns = 'received_from_relationship,median_seconds_received_from_relationship,';
    expect(head).toMatch(new RegExp(`,orders,optional,${columns}p90_seconds_received_from_relationship,`));
    expect(first).toMatch(/,4,0,0,0,0,4,0,,,$/);
    expect(slice).toMatch(/,channel,Email,awareness,.*,{10}$/);
    const giving = reportCsv(
      reportOf(cellsOf(['2026-11-09', 'h', 2], ['2026-11-09', 'h:0', 2]), {
        funnel: funnelOf('relationship'),
      }),
    );
    expect(giving.split('\r\n')[0]).toMatch(
      /,orders,optional,handed_to_trial,median_seconds_handed_to_trial,p90_seconds_handed_to_trial,accepted_handed_to_trial,/,
    );
    expect(giving.split('\r\n')[1]).toMatch(/,2,0,0,0,0,2,0,,,$/);
  });

  it.each([
    ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', `"'\tx"`],
    ['\rx', `"'\rx"`],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['Реклама è', 'Реклама è'],
  ])('writes the value %j as %j', (value, cell) => {
    const csv = reportCsv(reportOf(cellsOf(['2026-11-09', 'e', 1, `channel=${value}`])));
    expect(csv).toContain(`,channel,${cell},awareness,`);
  });

  it('does not take a negative figure for a formula', () => {
    const csv = reportCsv(reportOf(cellsOf(['2026-11-09', 'v2:EUR', -5])));
    expect(csv).toContain(',-5,-0.05\r\n');
  });
});

describe('a comparison as CSV', () => {
  it('has one row a funnel', () => {
    const csv = comparisonCsv(compareFunnels([{ report, label: 'Trial, the' }]));
    const [head, row, end] = csv.split('\r\n');
    expect(head).toBe(
      'funnel,label,kind,window,from,to,entered,contacts,goal,goal_leads,conversion,conversion_low,conversion_high,' +
        'projected_low,projected_mid,projected_high,median_seconds,p90_seconds,mean_seconds,orders,' +
        'revenue_minor_EUR,revenue_EUR,revenue_minor_USD,revenue_USD',
    );
    expect(row).toMatch(
      /^trial,"Trial, the",sales,30d,2026-11-09,2026-11-15,25,9,action,2,0\.08,0\.0\d+,0\.\d+,,,,,,,3,15000,150,700,7$/,
    );
    expect(end).toBe('');
  });
});
