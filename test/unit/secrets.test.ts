// Secrets as functions read them.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { SecretUnavailable } from '../../functions/runtime/kept-secret.ts';
import { sameKey } from '../../functions/runtime/same-key.ts';
import { secretOf } from '../../functions/runtime/secrets.ts';

function manager(value: string | undefined) {
  const state = { value, reads: 0, fails: false, now: 0 };
  const client = {
    send: async () => {
      state.reads += 1;
      if (state.fails) throw new Error('no network');
      return { SecretString: state.value };
    },
  } as unknown as SecretsManagerClient;
  return { state, secret: secretOf(client, 'arn', () => state.now) };
}

describe('a secret', () => {
  it('is read on first need and kept for five minutes', async () => {
    const { state, secret } = manager('old');
    expect(state.reads).toBe(0);
    expect([await secret(), await secret(), state.reads]).toEqual(['old', 'old', 1]);
    state.value = 'rotated';
    state.now = 5 * 60_000;
    expect([await secret(), state.reads]).toEqual(['rotated', 2]);
  });

  it('outlives a fault of where it is kept', async () => {
    const { state, secret } = manager('old');
    await secret();
    state.now = 10 * 60_000;
    state.fails = true;
    expect(await secret()).toBe('old');
  });

  it('that was never read is unavailable, and read again next time', async () => {
    const { state, secret } = manager('new');
    state.fails = true;
    await expect(secret()).rejects.toThrow(SecretUnavailable);
    state.fails = false;
    expect(await secret()).toBe('new');
  });

  it('that is empty opens nothing', async () => {
    await expect(manager('').secret()).rejects.toThrow(SecretUnavailable);
    await expect(manager(undefined).secret()).rejects.toThrow(SecretUnavailable);
  });
});

describe('keys', () => {
  it('are the same only where every character is', () => {
    expect(sameKey('abc', 'abc')).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '', 'ABC']) expect(sameKey('abc', other)).toBe(false);
  });
});
