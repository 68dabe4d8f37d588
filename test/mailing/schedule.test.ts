// Schedules of mails to leads: who is held out, unsubscribed, unconfirmed or erased is never mailed, and each break of that is found.
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { mailSchedule } from './schedule.ts';

const SCHEDULES = 60;
const SEEDS = 200;

/** What must have happened, or the schedules prove nothing about it. */
const HAPPENED = [
  'confirm mailed',
  'reply ebook mailed',
  'reply letter mailed',
  'step mailed',
  'erased',
  'Unsubscribed',
  'taken again',
];

describe('mails to leads amid stops and lost answers', () => {
  it('go to nobody who is held out, unsubscribed, unconfirmed or erased', async () => {
    const happened = new Set<string>();
    for (let seed = 0; seed < SCHEDULES; seed++) {
      const { violations, counts } = await mailSchedule(seed);
      expect(violations, `npm run simulate:mails -- --from ${seed} --schedules 1`).toEqual([]);
      for (const what of counts.keys()) happened.add(what);
    }
    expect(HAPPENED.filter((what) => !happened.has(what))).toEqual([]);
  }, 300_000);

  it.each(MUTANTS)(
    'are found where $breaks',
    async (mutant) => {
      const why = WHY[mutant.name] ?? mutant.name;
      let isFound = false;
      for (let seed = 0; seed < SEEDS && !isFound; seed++)
        isFound = (await mailSchedule(seed, mutant)).violations.some((what) => what.endsWith(why));
      expect(isFound).toBe(true);
    },
    300_000,
  );
});

const WHY: Readonly<Record<string, string>> = {
  'held out and mailed': 'it is held out',
  'unsubscribed and mailed': 'it has unsubscribed',
  'unconfirmed and mailed': 'it has not confirmed',
  'erased and mailed': 'it is erased',
};
