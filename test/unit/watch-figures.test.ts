// Watching: each closed day is judged once though the schedule calls at least once, and an incident is told at both its ends.
import { describe, expect, it } from 'vitest';
import { addDays } from '../../functions/domain/calendar.ts';
import { readFigures } from '../../functions/store/alerts/figure-states.ts';
import { type WatchDeps, watchFigures } from '../../functions/watch-figures/watch-figures.ts';
import { alertConfig, type Day, FIRST, noonAfter, PAST, VOLUME, watching } from '../support/watched.ts';

const HOUR = 3_600_000;
/** 60 a day, some more and some less, none on two days after the past. */
const DROP: readonly Day[] = Array.from({ length: PAST + 40 }, (_, n) => ({
  entered: n > PAST && n <= PAST + 8 ? 0 : 60 + ((n * 7) % 11) - 5,
}));

async function run(world: ReturnType<typeof watching>, from: number, to: number) {
  const days = [];
  for (let n = from; n <= to; n++) {
    world.clock.now = noonAfter(n);
    days.push(await watchFigures(world.deps));
  }
  return days;
}

describe('a volume that falls to nothing', () => {
  it('is an incident on the second day, told once, and its end is told once', async () => {
    const world = watching(DROP);
    const days = await run(world, PAST, PAST + 14);
    expect(days.map(({ began }) => began)).toEqual([0, 0, 1, ...Array(12).fill(0)]);
    expect(days.reduce((sum, { ended }) => sum + ended, 0)).toBe(1);
    const notes = await world.told();
    const began = addDays(FIRST, PAST + 2);
    expect(notes.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining([
        { id: 'entries', value: '', began, phase: 'began' },
        { id: 'entries', value: '', began, phase: 'ended' },
      ]),
    );
    expect(notes).toHaveLength(2);
    expect(new Set(notes.map(({ id }) => id)).size).toBe(2);
    const [{ state } = { state: undefined }] = await readFigures(world.table);
    expect(state?.running).toBeUndefined();
    expect(state?.incidents).toMatchObject([{ side: 'down', since: addDays(FIRST, PAST + 1), began }]);
  });

  it('is judged once a day, however often the schedule calls, and read once', async () => {
    const world = watching(DROP);
    for (let n = PAST; n <= PAST + 3; n++) {
      for (const hour of [0, 0, 1, 5]) {
        world.clock.now = noonAfter(n) + hour * HOUR;
        await watchFigures(world.deps);
      }
    }
    expect(world.calls.cells).toBe(4);
    const [figure] = await readFigures(world.table);
    expect(figure?.version).toBe(4);
    const other = watching(DROP);
    await run(other, PAST, PAST + 3);
    expect(figure?.state).toEqual((await readFigures(other.table))[0]?.state);
    expect(await world.told()).toHaveLength(1);
  });

  it('is told once where two runs are at it at once', async () => {
    const world = watching(DROP);
    await run(world, PAST, PAST + 1);
    world.clock.now = noonAfter(PAST + 2);
    const both = await Promise.all([watchFigures(world.deps), watchFigures(world.deps)]);
    expect(both.map(({ began }) => began).sort()).toEqual([0, 1]);
    expect(both.every(({ complete }) => complete)).toBe(true);
    expect(await world.told()).toHaveLength(1);
    expect((await readFigures(world.table))[0]?.version).toBe(3);
  });

  it('is told in full after a pause of the schedule, day by day as if there had been none', async () => {
    const world = watching(DROP);
    await run(world, PAST, PAST);
    const [late] = await run(world, PAST + 14, PAST + 14);
    expect(late).toMatchObject({ judged: 14, began: 1, ended: 1, complete: true });
    const other = watching(DROP);
    await run(other, PAST, PAST + 14);
    expect((await readFigures(world.table))[0]?.state).toEqual((await readFigures(other.table))[0]?.state);
    expect(await world.told()).toHaveLength(2);
  });

  it('leaves nothing to be told where no address or webhook is configured, and is kept all the same', async () => {
    const world = watching(DROP, alertConfig([{ ...VOLUME, to: [] }], { webhooks: [] }));
    await run(world, PAST, PAST + 3);
    expect(await world.told()).toEqual([]);
    expect((await readFigures(world.table))[0]?.state.running).toBeDefined();
  });
});

it('a day is not judged in the first six hours after its end, in which its last events are still counted', async () => {
  const world = watching(DROP);
  await run(world, PAST, PAST);
  world.clock.now = noonAfter(PAST + 1) - 7 * HOUR;
  expect((await watchFigures(world.deps)).judged).toBe(0);
  world.clock.now += 2 * HOUR;
  expect((await watchFigures(world.deps)).judged).toBe(1);
});

it('a figure with too little past is watched silently and says so', async () => {
  const world = watching(DROP.map((day, n) => (n < PAST - 20 ? { entered: 0 } : day)));
  await run(world, PAST, PAST + 6);
  const [figure] = await readFigures(world.table);
  expect(figure?.state.last).toMatchObject({ expected: null, pastDays: 19 });
  expect(await world.told()).toEqual([]);
});

it('a conversion is judged when all who entered on the day are of its age, whatever the volume does', async () => {
  const config = alertConfig([
    { id: 'sales', watch: 'conversion', funnel: 'trial', stage: 'action', within: '3d' },
  ]);
  const days = DROP.map((_, n) => ({
    entered: n > PAST + 20 ? 100 : 200,
    came: Math.round((n > PAST && n <= PAST + 8 ? 4 : 40 + (n % 5)) / (n > PAST + 20 ? 2 : 1)),
  }));
  const world = watching(days, config);
  const runs = await run(world, PAST, PAST + 25);
  const at = runs.findIndex(({ began }) => began === 1);
  const [figure] = await readFigures(world.table);
  expect(figure?.state.through).toBe(addDays(FIRST, PAST + 25 - 3));
  expect(at).toBeGreaterThan(3);
  expect(at).toBeLessThan(8);
  expect(figure?.state.incidents).toHaveLength(1);
  expect(figure?.state.incidents[0]).toMatchObject({ side: 'down', ended: { why: 'back' } });
  expect(figure?.state.running).toBeUndefined();
});

it('of a source each value that is large enough is a figure of its own', async () => {
  const config = alertConfig([{ id: 'channels', watch: 'source', funnel: 'trial', by: 'channel' }]);
  const days = DROP.map((_, n) => ({
    entered: 90,
    by: {
      organic: 50 + (n % 3),
      paid: n > PAST && n < PAST + 9 ? 1 : 30 + (n % 4),
      ...(n % 30 === 0 ? { rare: 1 } : {}),
    },
  }));
  const world = watching(days, config);
  await run(world, PAST, PAST + 4);
  const figures = await readFigures(world.table);
  expect(figures.map(({ value, state }) => [value, state.running?.side])).toEqual([
    ['organic', undefined],
    ['paid', 'down'],
  ]);
  expect(await world.told()).toMatchObject([{ alert: { id: 'channels', value: 'paid', phase: 'began' } }]);
});

it('a funnel that counts something else is another figure: what was on has ended, and its end is told', async () => {
  const world = watching(DROP);
  await run(world, PAST, PAST + 3);
  const [shown] = await world.deps.served();
  if (shown === undefined) throw new Error('no funnel');
  const deps = { ...world.deps, served: async () => [{ ...shown, key: 'k2' }] };
  expect(await watchFigures(deps)).toMatchObject({ judged: 1, ended: 1 });
  expect(await watchFigures(deps)).toMatchObject({ judged: 0, ended: 0 });
  const [figure] = await readFigures(world.table);
  expect(figure?.state.incidents[0]?.ended?.why).toBe('redefined');
  expect((await world.told()).map(({ alert }) => alert?.phase).sort()).toEqual(['began', 'ended']);
});

it('a new funnel is not watched before its history is counted; one alert that fails holds up no other', async () => {
  const world = watching(DROP, alertConfig([VOLUME, { ...VOLUME, id: 'again' }]));
  const [shown] = await world.deps.served();
  if (shown === undefined) throw new Error('no funnel');
  const partial = { ...world.deps, served: async () => [{ ...shown, partial: true }] };
  expect(await watchFigures(partial)).toMatchObject({ judged: 0, complete: true });
  let reads = 0;
  const failing: WatchDeps = {
    ...world.deps,
    readCells: async (wanted) => {
      if (reads++ === 0) throw new Error('the table does not answer');
      return world.deps.readCells(wanted);
    },
  };
  expect(await watchFigures(failing)).toMatchObject({ judged: 1, complete: false });
  expect(world.failures).toHaveLength(1);
  expect(await watchFigures({ ...world.deps, remaining: () => 1_000 })).toMatchObject({ complete: false });
});
