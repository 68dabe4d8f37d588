import { describe, expect, it } from 'vitest';
import type { Config, ReportPeriod } from '../../functions/domain/config/config.ts';
import type { Cells } from '../../functions/domain/funnel/cells.ts';
import type { Report } from '../../functions/domain/report/report.ts';
import { indexCells } from '../../functions/domain/report/report-figures.ts';
import { figuresText, isFinal, type RevisionEntry } from '../../functions/domain/report/report-revision.ts';
import { type IssueDeps, issueRevisions } from '../../functions/issue-revisions/issue-revisions.ts';
import type { ShownFunnel } from '../../functions/store/definitions/shown-funnels.ts';
import { cellsOf, DAY, NOW, reportConfig, servedOf, trialCells } from '../support/reports.ts';

type Entry = RevisionEntry & { readonly digest: string };

/** Issuing over counters and an archive in memory, at a time that the test sets. */
class Office {
  now = NOW;
  cells: Cells = trialCells;
  /** How each funnel is served. */
  served: Partial<ShownFunnel> = { key: 'trial.1' };
  pending = 0;
  remaining = () => 300_000;
  config: Config = { ...reportConfig, funnels: reportConfig.funnels.slice(0, 1) };
  readonly entries: Entry[] = [];
  readonly failed: string[] = [];
  readonly reads: string[] = [];

  run() {
    return issueRevisions(this.deps());
  }

  issued(): string[] {
    return this.entries.map(({ every, from, revision }) => `${every} ${from} r${revision}`);
  }

  deps(): IssueDeps {
    return {
      config: this.config,
      served: async () => this.config.funnels.map((funnel) => servedOf(funnel, this.served)),
      readCells: async ({ from, to }) => {
        this.reads.push(`${from} ${to}`);
        return indexCells(this.cells);
      },
      countUncounted: async () => ({ pending: this.pending, setAside: 0 }),
      issued: async () => [...this.entries],
      digestOf: figuresText,
      issue: async (every, report) => this.issue(every, report),
      labels: (funnel) => funnel.stages.map(({ id }) => id),
      now: () => this.now,
      remaining: this.remaining,
      onFailure: (funnel) => this.failed.push(funnel),
    };
  }

  issue(every: ReportPeriod, report: Report): { outcome: 'issued' | 'unchanged' } {
    const { from, to, definition, asOf, entered } = report;
    const before = this.entries.filter((entry) => entry.every === every && entry.from === from);
    const latest = before.at(-1);
    const digest = figuresText(report);
    if (latest?.digest === digest) {
      this.entries[this.entries.indexOf(latest)] = { ...latest, final: isFinal(report) };
      return { outcome: 'unchanged' };
    }
    const revision = before.length + 1;
    const restates = latest?.revision ?? null;
    this.entries.push({
      every,
      from,
      to,
      revision,
      restates,
      definition,
      asOf,
      entered,
      final: isFinal(report),
      digest,
    });
    return { outcome: 'issued' };
  }
}

describe('the issue of revisions', () => {
  it('issues the last closed week, once', async () => {
    const office = new Office();
    expect(await office.run()).toEqual({ issued: 1, unchanged: 0, complete: true });
    expect(await office.run()).toEqual({ issued: 0, unchanged: 1, complete: true });
    expect(office.issued()).toEqual(['week 2026-11-09 r1']);
    expect(office.entries[0]).toMatchObject({ entered: 25, restates: null, final: false });
    expect(office.reads[0]).toBe('2026-11-02 2026-11-15');
  });

  it('issues the next week when the local Sunday has ended, and not before', async () => {
    const office = new Office();
    await office.run();
    office.now = Date.parse('2026-11-22T22:59:00Z');
    await office.run();
    expect(office.issued()).toHaveLength(1);
    office.now = Date.parse('2026-11-22T23:00:00Z');
    await office.run();
    expect(office.issued()).toEqual(['week 2026-11-09 r1', 'week 2026-11-16 r1']);
  });

  it('makes up for what it missed', async () => {
    const office = new Office();
    await office.run();
    office.now += 21 * DAY;
    await office.run();
    expect(office.issued().slice(1)).toEqual([
      'week 2026-11-16 r1',
      'week 2026-11-23 r1',
      'week 2026-11-30 r1',
    ]);
  });

  it('restates a closed week whose figures have changed', async () => {
    const office = new Office();
    await office.run();
    office.cells = new Map([...trialCells, ...cellsOf(['2026-11-09', 'l2', 3])]);
    await office.run();
    expect(office.issued()).toEqual(['week 2026-11-09 r1', 'week 2026-11-09 r2']);
    expect(office.entries[1]?.restates).toBe(1);
  });

  it('does not restate for what is no figure: the hour, the queue, a name', async () => {
    const office = new Office();
    await office.run();
    office.now += 3_600_000;
    office.pending = 9;
    office.config = {
      ...office.config,
      funnels: office.config.funnels.map((funnel) => ({
        ...funnel,
        by: [...funnel.by].reverse(),
        stages: funnel.stages.map((stage) => ({ ...stage, label: 'other' })),
      })),
    };
    await office.run();
    expect(office.issued()).toHaveLength(1);
  });

  it('looks at older weeks once a day, and restates those too, final or not', async () => {
    const office = new Office();
    await office.run();
    office.now = Date.parse('2027-03-01T10:00:00Z');
    await office.run();
    office.now = Date.parse('2027-03-01T03:30:00Z');
    await office.run();
    const first = office.entries.find(({ from }) => from === '2026-11-09');
    expect(first?.final).toBe(true);
    office.cells = new Map([...trialCells, ...cellsOf(['2026-11-09', 'l2', 3])]);
    office.now = Date.parse('2027-03-01T10:00:00Z');
    await office.run();
    expect(office.issued()).not.toContain('week 2026-11-09 r2');
    office.now = Date.parse('2027-03-02T03:30:00Z');
    await office.run();
    expect(office.issued()).toContain('week 2026-11-09 r2');
  });

  it('while a funnel is recounted issues what is served, and restates closed periods after the switch', async () => {
    const office = new Office();
    await office.run();
    office.served = { key: 'trial.1', recount: { done: 1, total: 2 } };
    office.now += 8 * DAY;
    await office.run();
    expect(office.issued()).toEqual(['week 2026-11-09 r1', 'week 2026-11-16 r1', 'week 2026-11-23 r1']);
    expect(office.entries.map(({ definition }) => definition)).toEqual(['trial.1', 'trial.1', 'trial.1']);
    office.served = { key: 'trial.2' };
    office.cells = new Map();
    await office.run();
    expect(office.entries.slice(3).map(({ definition }) => definition)).toEqual(Array(3).fill('trial.2'));
    expect(office.issued()).toContain('week 2026-11-09 r2');
    // How far a recount is, is no figure: by itself it restates nothing.
    office.served = { key: 'trial.2', recount: { done: 1, total: 2 }, erased: 4 };
    expect(await office.run()).toMatchObject({ issued: 0 });
  });

  it('issues nothing of a new funnel before all leads are counted', async () => {
    const office = new Office();
    office.served = { key: 'trial.1', partial: true };
    expect(await office.run()).toEqual({ issued: 0, unchanged: 0, complete: true });
    office.served = { key: 'trial.1' };
    expect(await office.run()).toMatchObject({ issued: 1 });
  });

  it('cuts the days of a funnel in the time zone that it is served in', async () => {
    const office = new Office();
    office.now = Date.parse('2026-11-15T23:30:00Z');
    await office.run();
    expect(office.issued()).toEqual(['week 2026-11-09 r1']);
    const west = new Office();
    west.now = office.now;
    west.served = { key: 'trial.1', timezone: 'America/New_York' };
    await west.run();
    expect(west.issued()).toEqual(['week 2026-11-02 r1']);
  });

  it('cuts days, weeks and months by the local calendar, also when clocks change', async () => {
    const office = new Office();
    office.config = {
      ...office.config,
      reports: (['day', 'week', 'month'] as const).map((every) => ({ every, funnels: ['trial'], to: [] })),
    };
    office.now = Date.parse('2026-10-31T23:00:00Z');
    await office.run();
    expect(office.issued()).toEqual(['day 2026-10-31 r1', 'week 2026-10-19 r1', 'month 2026-10-01 r1']);
    expect(office.entries.map(({ to }) => to)).toEqual(['2026-10-31', '2026-10-25', '2026-10-31']);
  });

  it('issues nothing for a funnel that nobody has asked reports of, and is done', async () => {
    const office = new Office();
    office.config = { ...office.config, reports: [] };
    expect(await office.run()).toEqual({ issued: 0, unchanged: 0, complete: true });
    expect(office.reads).toEqual([]);
  });

  it("is not held up by one funnel's failure, and says that it is not done", async () => {
    const office = new Office();
    office.config = reportConfig;
    const deps = office.deps();
    const result = await issueRevisions({
      ...deps,
      readCells: async (wanted) => {
        if (wanted.definition.funnel.id === 'trial') throw new Error('throttled');
        return deps.readCells(wanted);
      },
    });
    expect(result).toMatchObject({ issued: 1, complete: false });
    expect(office.failed).toEqual(['trial']);
  });

  it('stops before its time is up, and says that it is not done', async () => {
    const office = new Office();
    await office.run();
    office.now += 28 * DAY;
    let left = 20_000;
    office.remaining = () => (left -= 3_000);
    expect(await office.run()).toMatchObject({ issued: 1, complete: false });
    office.remaining = () => 300_000;
    expect(await office.run()).toMatchObject({ issued: 3, complete: true });
  });
});
