import { expect, it } from 'vitest';
import { randomOf, scheduleOf, takenBy } from '../trust/schedule.ts';

it('takes nothing with the public key of what was said with the secret key', () => {
  const taken = Array.from({ length: 1_000 }, (_, n) =>
    takenBy(scheduleOf(7, n), randomOf(7, n)).map((one) => `schedule ${n}: ${one}`),
  );
  expect(taken.flat()).toEqual([]);
});
