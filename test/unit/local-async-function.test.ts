// What becomes of a run that nobody waits for: tried again as Lambda does, then set aside.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAsyncFunction } from '../../bin/local/lambda/async-function.ts';
import type { Invocation } from '../../bin/local/lambda/sandbox.ts';

const MINUTE = 60_000;
const OK: Invocation = { ok: true, payload: 'null' };
const FAILED: Invocation = { ok: false, type: 'Error', message: 'no' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function failing(times: number, retries = 2) {
  const tries: unknown[] = [];
  const buried: unknown[] = [];
  const target = {
    speaker: 'job',
    arn: 'arn:job',
    init: async () => {},
    stop: () => {},
    invoke: async (input: unknown) => {
      tries.push(input);
      return tries.length <= times ? FAILED : OK;
    },
  };
  const job = createAsyncFunction(target, { retries, bury: async (input) => void buried.push(input) });
  return { job, tries, buried };
}

it('is over when it succeeds', async () => {
  const { job, tries, buried } = failing(0);
  await job.invoke('input');
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect([tries, buried]).toEqual([['input'], []]);
});

it('is tried again after a minute and after two more, with the same input', async () => {
  const { job, tries, buried } = failing(2);
  await job.invoke('input');
  await vi.advanceTimersByTimeAsync(MINUTE - 1);
  expect(tries).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect([tries, buried]).toEqual([['input', 'input', 'input'], []]);
});

it('is set aside, once, when its last try has failed', async () => {
  const { job, tries, buried } = failing(9, 1);
  await job.invoke('input');
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect([tries.length, buried]).toEqual([2, ['input']]);
});

it('is neither tried again nor set aside when the host stops', async () => {
  const { job, tries, buried } = failing(9);
  await job.invoke('input');
  job.stop();
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect([tries.length, buried]).toEqual([1, []]);
});
