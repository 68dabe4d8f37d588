// Calls that end before the function does.
import { describe, expect, it } from 'vitest';
import { endingBefore } from '../../functions/runtime/aws/deadline.ts';

/** A service that never answers: a call ends when its signal says so. */
const silent = {
  send: (_command: never, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<unknown> =>
    new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(abortSignal.reason))),
};

describe('a call', () => {
  it.each([
    ['ends when only the reserve is left', { remaining: () => 1_020.5, total: 60_000 }],
    ['ends at once when less is left', { remaining: () => 3, total: 60_000 }],
    ['of a function with little time leaves a quarter of it', { remaining: () => 30.7, total: 41.3 }],
  ])('%s', async (_what, deadline) => {
    const client = endingBefore(silent, deadline, 1_000);
    await expect(client.send({} as never)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
