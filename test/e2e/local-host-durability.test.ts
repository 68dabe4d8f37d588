// A short form of `npm run prove:durability`: what was accepted survives kill -9 and is counted once.
import { expect, it } from 'vitest';
import { proveDurability } from '../durability/durability.ts';

it('loses nothing and counts nothing twice when the host is killed hard, alone and with its children', async () => {
  const lines: string[] = [];
  const { checks, leftBehind, sentAgain } = await proveDurability({
    submissions: 200,
    inFlight: 16,
    say: (line) => lines.push(line),
  });
  for (const { what, wanted, found } of checks) expect([what, found]).toEqual([what, wanted]);
  expect(leftBehind).toBe(0);
  // Otherwise the kills hit nothing, and the test shows nothing.
  expect(sentAgain).toBeGreaterThan(0);
}, 240_000);
