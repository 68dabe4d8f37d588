import { expect, it } from 'vitest';
import { randomOf, scheduleOf, takenBy } from '../trust/schedule.ts';

it('takes nothing with the public key of what was said with the secret key', { timeout: 120_000 }, () => {
  const taken = Array.from({ length: 600 }, (_, n) =>
    takenBy(scheduleOf(7, n), randomOf(7, n)).map((one) => `schedule ${n}: ${one}`),
  );
  expect(taken.flat()).toEqual([]);
});
