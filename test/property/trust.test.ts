import { expect, it } from 'vitest';
import { noiseTakesNothing } from '../orders/trust.ts';

it('counts the same revenue, buyers and channels of a server with public events and without', () => {
  expect(() => noiseTakesNothing(1_000, 7)).not.toThrow();
});
