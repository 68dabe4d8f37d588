// How much work a body makes: in proportion to its length, whatever a stranger puts into it.
import { describe, expect, it } from 'vitest';
import { collectCalls } from '../../functions/collect/collect-calls.ts';
import { counted } from '../support/counted-work.ts';
import { WORST_BODIES } from '../support/worst-bodies.ts';

const KIB = 1024;
/** What calls come to at most where they share a context, that counted with each. */
const MOST_SHARED = 1024 * KIB;

async function workOf(json: string): Promise<number> {
  const counter = { work: 0 };
  const receipt = {
    received: 1.8e12,
    trusted: true,
    key: 'secret',
    ownHosts: ['https://s.example'],
    randomId: () => 'r',
  };
  await collectCalls(
    { queue: { send: async () => {} }, isRobot: () => false },
    { type: 'batch', body: counted(JSON.parse(json), counter), bytes: Buffer.byteLength(json), receipt },
  );
  return counter.work;
}

describe.each(WORST_BODIES)('a batch with $name', ({ json }) => {
  it.each([32, 128, 480])('of %i KiB is read in proportion to what its calls come to', async (kib) => {
    const body = json(kib * KIB);
    expect(await workOf(body)).toBeLessThan(5 * body.length + 2 * MOST_SHARED);
  });
});
