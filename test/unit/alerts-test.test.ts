// What a figure's past explains, when it has left it, and when it is back.
import { describe, expect, it } from 'vitest';
import { isTooLittle, pastOf } from '../../functions/domain/alerts/past.ts';
import { daysEvidence } from '../../functions/domain/alerts/sequential-test.ts';
import { judge } from '../../functions/domain/alerts/watch.ts';
import { simulate, type World } from '../alerts/simulated-figures.ts';
import { watchAll } from '../alerts/trial.ts';
import { WORLDS } from '../alerts/worlds.ts';
import { randomOf } from '../statistics/random.ts';

const START = 63;
const WORLD: World = { name: 'office', mean: 40, week: [0.2, 1.4, 1.5, 1.4, 1.3, 0.9, 0.3] };
const STEADY: World = { name: 'steady', mean: 60 };

function pastIn(world: World, days = START) {
  const past = pastOf(simulate(world, days, randomOf(7)));
  if (isTooLittle(past)) throw new Error(`too little past: ${past.why}`);
  return past;
}

describe('the past of a figure', () => {
  it('has a level and a pattern over the week', () => {
    const { level, weekday, dispersion } = pastIn(WORLD);
    expect(level).toBeGreaterThan(36);
    expect(level).toBeLessThan(44);
    expect(weekday[0]).toBeLessThan(0.4);
    expect(weekday[2]).toBeGreaterThan(1.3);
    expect(weekday.reduce((a, b) => a + b)).toBeCloseTo(7);
    expect(dispersion).toBeLessThan(3);
  });

  it('has no pattern over the week that chance explains', () => {
    for (const factor of pastIn({ name: 'few', mean: 2 }).weekday)
      expect(Math.abs(factor - 1)).toBeLessThan(0.35);
  });

  it('varies more where its days do', () => {
    expect(pastIn({ ...STEADY, noise: 0.4 }).dispersion).toBeGreaterThan(4);
    expect(pastIn({ ...STEADY, noise: 0.3, memory: 0.6 }).dispersion).toBeGreaterThan(
      pastIn({ ...STEADY, noise: 0.3 }).dispersion,
    );
  });

  it('is widened little by one odd day', () => {
    const values = simulate(STEADY, START, randomOf(7));
    const odd = values.map((value, n) => (n === 40 ? { ...value, count: 900 } : value));
    const [usual, widened] = [pastOf(values), pastOf(odd)];
    if (isTooLittle(usual) || isTooLittle(widened)) throw new Error('too little past');
    expect(widened.dispersion).toBeLessThan(2 * usual.dispersion);
    expect(widened.level).toBeLessThan(1.1 * usual.level);
  });

  it('is too little in less than 28 days, or with fewer than 14 counted in all', () => {
    expect(pastOf(simulate(STEADY, 27, randomOf(1)))).toEqual({ days: 27, why: 'days' });
    const rare = simulate(STEADY, 56, randomOf(1)).map(({ day }, n) => ({ day, count: n % 8 === 0 ? 1 : 0 }));
    expect(pastOf(rare)).toEqual({ days: 56, why: 'counts' });
    const all = rare.map(({ day }) => ({ day, count: 10, of: 10 }));
    expect(pastOf(all)).toEqual({ days: 56, why: 'counts' });
  });
});

describe('the evidence of a day', () => {
  it('has a mean of at most 1 for every change while nothing has changed', () => {
    for (const world of WORLDS.slice(0, 4)) {
      const past = pastIn(world);
      const days = simulate(world, 4_000, randomOf(3)).map((value) => daysEvidence(past, value));
      for (let change = 0; change < 6; change++) {
        const mean = days.reduce((sum, day) => sum + Math.exp(day[change] ?? 0), 0) / days.length;
        expect(mean, `${world.name}, change ${change}`).toBeLessThan(1.05);
      }
    }
  });
});

describe('a watched figure', () => {
  // `npm run prove:alerts` does so over hundreds of years.
  it('has few false alarms in a year of each world', { timeout: 120_000 }, () => {
    const alarms = WORLDS.flatMap((world, n) =>
      watchAll(simulate(world, START + 365, randomOf(n)), START).filter(({ told }) => told === 'began'),
    );
    expect(alarms.length).toBeLessThanOrEqual(WORLDS.length / 4);
  });

  it('is an incident once nothing comes, tells so once, and tells its end once when it is back', () => {
    const values = simulate(STEADY, 150, randomOf(5)).map((value, n) =>
      n >= 100 && n < 110 ? { ...value, count: 0 } : value,
    );
    const told = watchAll(values, START);
    expect(told.map(({ told: what }) => what)).toEqual(['began', 'ended']);
    expect(told[0]?.n).toBe(101);
    expect(told[1]?.n).toBe(112);
    const [began, ended] = told;
    expect(began?.state.running).toMatchObject({
      side: 'down',
      since: values[100]?.day,
      began: values[101]?.day,
    });
    expect(began?.state.running?.atStart.count).toBe(0);
    expect(began?.state.running?.atStart.expected).toBeCloseTo(120, -1);
    expect(ended?.state.running).toBeUndefined();
    expect(ended?.state.incidents[0]?.ended).toEqual({ day: values[112]?.day, why: 'back' });
  });

  it('is an incident when it doubles', () => {
    const told = watchAll(simulate(STEADY, 120, randomOf(6), { from: 100, by: 2 }), START);
    expect(told[0]?.n).toBeLessThan(105);
    expect(told[0]?.state.running?.side).toBe('up');
  });

  it('is an incident when a share falls, whatever the volume', () => {
    const share: World = { name: 'share', mean: 200, share: 0.2 };
    const told = watchAll(simulate(share, 120, randomOf(6), { from: 100, by: 0.3 }), START);
    expect(told[0]?.n).toBeLessThan(106);
    expect(told[0]?.state.running?.side).toBe('down');
    const fewer = simulate(share, 120, randomOf(6)).map((value, n) =>
      n < 100 ? value : { ...value, count: Math.round(value.count / 4), of: Math.round((value.of ?? 0) / 4) },
    );
    expect(watchAll(fewer, START)).toEqual([]);
  });

  it('is no incident for one odd day, a holiday or a newsletter', () => {
    const holiday = simulate(STEADY, 120, randomOf(8)).map((value, n) =>
      n === 90 ? { ...value, count: 0 } : n === 105 ? { ...value, count: 700 } : value,
    );
    expect(watchAll(holiday, START)).toEqual([]);
  });

  it('takes for normal what has stayed for four weeks, and watches it on', () => {
    const values = simulate(STEADY, 220, randomOf(9), { from: 100, by: 0.3 });
    const again = values.map((value, n) => (n >= 180 ? { ...value, count: 0 } : value));
    const told = watchAll(again, START);
    expect(told.map(({ told: what }) => what).slice(0, 2)).toEqual(['began', 'ended']);
    expect(told[1]?.state.incidents[0]?.ended?.why).toBe('newNormal');
    expect(told[1]?.state.pastFrom).toBe(values[100]?.day);
    expect(told[2]?.told).toBe('began');
    expect(told[2]?.n).toBeGreaterThanOrEqual(180);
  });

  it('ends an incident where it counts something else from now on', () => {
    const values = simulate(STEADY, 110, randomOf(5)).map((value, n) =>
      n >= 100 ? { ...value, count: 0 } : value,
    );
    const began = watchAll(values.slice(0, 103), START).at(-1)?.state;
    const value = values[103];
    if (began === undefined || value === undefined) throw new Error('no incident');
    const step = judge(began, 'another figure', value, values.slice(0, 104));
    expect(step.told).toBe('ended');
    expect(step.state.running).toBeUndefined();
    expect(step.state.incidents[0]?.ended?.why).toBe('redefined');
    const settled = judge(
      { ...began, pastFrom: '2025-02-01' },
      'another figure',
      value,
      values.slice(0, 104),
    );
    expect(settled.state.pastFrom).toBe('2025-02-01');
  });

  it('ends an incident after four weeks also where its past was restated to too little', () => {
    const values = simulate(STEADY, 140, randomOf(5)).map((value, n) =>
      n >= 100 ? { ...value, count: 0 } : value,
    );
    let state = watchAll(values.slice(0, 103), START).at(-1)?.state;
    const told: string[] = [];
    for (const [n, value] of values.entries()) {
      if (n < 103) continue;
      const step = judge(state, 'figure', value, values.slice(90, n + 1));
      state = step.state;
      if (step.told !== undefined) told.push(`${n} ${step.told}`);
    }
    expect(told).toEqual(['129 ended']);
    expect(state?.incidents[0]?.ended?.why).toBe('newNormal');
  });

  it('says how much past it has while that is too little, and stays silent', () => {
    const values = simulate(STEADY, 30, randomOf(5)).map((value, n) =>
      n > 20 ? { ...value, count: 0 } : value,
    );
    const states = values.map((value, n) => judge(undefined, 'figure', value, values.slice(0, n + 1)));
    expect(states.every(({ told }) => told === undefined)).toBe(true);
    expect(states.at(-1)?.state.last).toMatchObject({ expected: null, pastDays: 22 });
  });
});
