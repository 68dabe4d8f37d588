// The documented queries over an export give every figure of the reports that is no statistic.
import { describe, expect, it } from 'vitest';
import { addDays, Calendar } from '../../functions/domain/calendar.ts';
import { GROUPS, NOW, START, submissionsOf } from '../figures/world.ts';
import { worldOf } from '../recounted/world.ts';
import { reportConfig } from '../support/reports.ts';
import { athenaColumns, Queries, type Row } from './documented-queries.ts';
import { exportedTo, takenWorld, type World } from './exported-world.ts';
import { comparable, daysOf, figuresOf } from './figures-from-queries.ts';

/** Compares each report of a world with what the queries give. */
async function compareReports(world: World, periods: readonly (readonly [string, string])[]): Promise<void> {
  const { table, report } = await takenWorld(world);
  const queries = await Queries.over(await exportedTo(table, world));
  try {
    for (const { id } of world.config.funnels) {
      for (const [from, to] of periods) {
        const shown = await report(id, from, to);
        await queries.choose(id, from, to);
        expect(await figuresOf(queries, shown), `${id} ${from} to ${to}`).toEqual(comparable(shown));
        const { daily, booked, quality } = shown;
        expect(await daysOf(queries)).toEqual({ daily, booked, quality });
        const { previous } = shown;
        await queries.choose(id, previous.from, previous.to);
        // A report reads the days before as totals, without times from the stage before.
        expect(withoutTimesBetween(await figuresOf(queries, previous))).toEqual(
          withoutTimesBetween(comparable(shown, previous)),
        );
      }
    }
    expect(await queries.run("SELECT DISTINCT name FROM cells WHERE metric = 'other'")).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ name: expect.stringMatching(/^[^yn]/) })]),
    );
  } finally {
    queries.close();
  }
}

function withoutTimesBetween(figures: object): unknown {
  return JSON.parse(JSON.stringify(figures), (key, value) =>
    key === 'secondsFromPrevious' ? undefined : value,
  );
}

/** Each compares hundreds of figures, some of them by queries over all cells. */
const PATIENCE_MS = 120_000;

const calendar = new Calendar(reportConfig.timezone);
const [first, today] = [START, NOW].map((time) => calendar.dayOf(time)) as [string, string];

describe.each(GROUPS.map((funnels) => ({ funnels, names: funnels.map(({ id }) => id).join(' and ') })))(
  'of the funnels $names',
  ({ funnels }) => {
    it(
      'the documented queries give every figure',
      async () => {
        const world = { config: { ...reportConfig, funnels }, people: submissionsOf(26), now: NOW };
        await compareReports(world, [
          [first, today],
          [addDays(today, -2), today],
        ]);
      },
      PATIENCE_MS,
    );
  },
);

describe('of what leads did', () => {
  const people = submissionsOf(26);
  const config = { ...reportConfig, funnels: GROUPS[0] ?? [] };

  /** The leads of the people: who never says an e-mail and a browser at once is two. */
  const leads = people.flatMap((said) => {
    const isOne = said.some(({ ids }) => ids.email !== undefined && ids.anonymous !== undefined);
    const parts = isOne
      ? [said]
      : [said.filter(({ ids }) => ids.email), said.filter(({ ids }) => !ids.email)];
    return parts.map((part) => part.map(({ event }) => event)).filter((part) => part.length > 0);
  });

  it('the documented queries give what was sent', async () => {
    const world = { config, people, now: NOW };
    const { table } = await takenWorld(world);
    const queries = await Queries.over(await exportedTo(table, world));
    try {
      const byDay = new Map<string, { readonly events: number; readonly leads: Set<object> }>();
      for (const lead of leads) {
        for (const { time, kind } of lead) {
          const key = `${calendar.dayOf(time)} ${kind}`;
          const known = byDay.get(key) ?? { events: 0, leads: new Set() };
          byDay.set(key, { events: known.events + 1, leads: known.leads.add(lead) });
        }
      }
      const rows = await queries.ask('What was done each day');
      expect(rows.map(({ day, kind, events, leads }) => `${day} ${kind} ${events} ${leads}`)).toEqual(
        [...byDay].map(([key, { events, leads }]) => `${key} ${events} ${leads.size}`).sort(),
      );

      const seen = new Map<string, number>();
      for (const lead of leads) {
        const bought = lead
          .filter(({ order }) => order !== undefined && !order.refund)
          .map(({ time }) => time);
        const before = lead.filter(({ kind, time }) => kind === 'page' && time < Math.min(...bought));
        if (bought.length === 0) continue;
        for (const name of new Set(before.map(({ name }) => name))) seen.set(name, (seen.get(name) ?? 0) + 1);
      }
      expect(seen.size).toBe(2);
      const pages = await queries.ask('What buyers had seen before they bought');
      expect(new Map(pages.map(({ page, buyers }) => [String(page), Number(buyers)]))).toEqual(seen);
    } finally {
      queries.close();
    }
  });
});

describe('with Athena', () => {
  const columns = [
    ['cells', 'imbuto_cells_of_places'],
    ['events', 'imbuto_events_of_places'],
    ['stages', 'imbuto_stages_of_places'],
    ['current_export', 'imbuto_current'],
  ] as const;
  /** Whichever way the rows are ordered, and whatever their columns are called. */
  const valuesOf = (rows: readonly Row[], left = 0): readonly string[] =>
    rows
      .map((row) =>
        JSON.stringify(
          Object.values(row)
            .slice(0, Object.keys(row).length - left)
            .map(String),
        ),
      )
      .sort();

  it('tables have the columns that are written, and queries give the same', async () => {
    const funnels = GROUPS[0] ?? [];
    const world = { config: { ...reportConfig, funnels }, people: submissionsOf(26), now: NOW };
    const { table } = await takenWorld(world);
    const queries = await Queries.over(await exportedTo(table, world));
    try {
      for (const [here, there] of columns)
        expect(athenaColumns(there), there).toEqual(await queries.columnsOf(here));
      const answered = new Set<string>();
      for (const { id } of funnels) {
        await queries.choose(id, first, today);
        await queries.asInAthena(id, first, today);
        expect((await queries.askAsInAthena('Day by day', id)).length).toBeGreaterThan(20);
        for (const [heading, left] of [
          ['How many came', 0],
          ['How far they came', 0],
          // The mean is told beside it.
          ['How long it took', 1],
          ['What it brought', 0],
          ['Why attempts ended as lost', 0],
          ["The shop's books", 0],
          ['Hand-offs', 0],
        ] as const) {
          const given = valuesOf(await queries.ask(heading), left);
          if (given.length > 0) answered.add(heading);
          expect(valuesOf(await queries.askAsInAthena(heading, id)), `${id}: ${heading}`).toEqual(given);
        }
      }
      expect(answered.size).toBe(7);
    } finally {
      queries.close();
    }
  });
});

describe('of made-up worlds, in other zones, orders and breakdowns', () => {
  it.each([2, 4])(
    'the documented queries give every figure of world %i',
    async (seed) => {
      const world = worldOf(seed);
      await compareReports(world, world.periods);
    },
    PATIENCE_MS,
  );
});
