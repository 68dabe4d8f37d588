// Handing out what is due: all of it and nothing else, so many a run, and again where a run was stopped.
import { beforeEach, expect, it } from 'vitest';
import { handOut, STEPS_A_RUN } from '../../functions/nurture/hand-out.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { type DueStep, putDue } from '../../functions/store/nurture/due-index.ts';
import { hashOfEmail, memoryTable } from '../support/lead-mail.ts';
import { DAY, HOUR, MONDAY } from '../support/leads.ts';

let table: LeadTable;
let handed: DueStep[];

beforeEach(() => {
  table = memoryTable();
  handed = [];
});

const step = (n: number, due: number): DueStep => ({
  sequence: 'welcome',
  lead: hashOfEmail(table, `p${n}@example.com`),
  due,
});

const run = (now: number, more: Partial<Parameters<typeof handOut>[0]> = {}) =>
  handOut({
    table,
    send: async (steps) => void handed.push(...steps),
    now: () => now,
    hasTime: () => true,
    ...more,
  });

it('hands out what is due, also at this very moment, once, and leaves what is not', async () => {
  await putDue(table, step(1, MONDAY - 3 * DAY));
  await putDue(table, step(2, MONDAY));
  await putDue(table, step(3, MONDAY + 1));
  expect(await run(MONDAY)).toBe(2);
  expect(handed.map(({ due }) => due).sort()).toEqual([MONDAY - 3 * DAY, MONDAY]);
  expect(await run(MONDAY)).toBe(0);
  expect(await run(MONDAY + 1)).toBe(1);
  expect(handed.at(-1)).toEqual(step(3, MONDAY + 1));
});

it('hands out so many a run and the rest with the next ones, each once', async () => {
  const many = STEPS_A_RUN + 700;
  for (let n = 0; n < many; n++) await putDue(table, step(n, MONDAY - (n % HOUR)));
  expect(await run(MONDAY)).toBe(STEPS_A_RUN);
  expect(await run(MONDAY)).toBe(700);
  expect(new Set(handed.map(({ lead }) => lead)).size).toBe(many);
  expect(handed).toHaveLength(many);
});

it('loses nothing that the queue did not take, and begins nothing without time', async () => {
  for (let n = 0; n < 300; n++) await putDue(table, step(n, MONDAY));
  expect(await run(MONDAY, { hasTime: () => false })).toBe(0);
  let calls = 0;
  const send = async (steps: readonly DueStep[]): Promise<void> => {
    if (++calls > 3) throw new Error('the queue is away');
    handed.push(...steps);
  };
  await expect(run(MONDAY, { send })).rejects.toThrow('the queue is away');
  await run(MONDAY);
  expect(new Set(handed.map(({ lead }) => lead)).size).toBe(300);
});
