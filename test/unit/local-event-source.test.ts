// Which messages of a batch failed, by what the function answered, and what secrets look like.
import { describe, expect, it } from 'vitest';
import { failedMessages } from '../../bin/local/event-source/batch.ts';
import { generateSecret } from '../../bin/local/secret-value.ts';

const BATCH = [{ MessageId: 'a' }, { MessageId: 'b' }];
const failedAfter = (result: unknown, reports = true) =>
  failedMessages({ ok: true, payload: JSON.stringify(result) ?? 'null' }, BATCH, reports);

describe('a batch', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['no list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('is done when the function answers %s', (_what, result) => {
    expect(failedAfter(result)).toEqual(new Set());
  });

  it('fails as far as it is told', () => {
    expect(failedAfter({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(new Set(['b']));
  });

  it.each([
    ['an unknown message', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'z' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['no identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['another key', { batchItemFailures: [{ ItemIdentifier: 'a' }] }],
    ['something that is no list', { batchItemFailures: 'a' }],
    ['something that is no object', 'a'],
  ])('fails as a whole for %s', (_what, result) => {
    expect(failedAfter(result)).toBe('all');
  });

  it('fails as a whole when the function does', () => {
    expect(failedMessages({ ok: false, type: 'Error' }, BATCH, true)).toBe('all');
  });

  it('is done, whatever is told, where item failures are not asked for', () => {
    expect(failedAfter({ batchItemFailures: [{ itemIdentifier: 'b' }] }, false)).toEqual(new Set());
  });
});

describe('a generated secret', () => {
  it('has the length and the characters asked for', () => {
    for (let round = 0; round < 200; round += 1) {
      const secret = generateSecret({
        PasswordLength: 40,
        ExcludePunctuation: true,
        ExcludeCharacters: 'aA0',
      });
      expect(secret).toMatch(/^[b-zB-Z1-9]{40}$/);
      expect(secret).toMatch(/[b-z]/);
      expect(secret).toMatch(/[B-Z]/);
      expect(secret).toMatch(/[1-9]/);
    }
  });

  it('stands inside a template where there is one', () => {
    const secret = JSON.parse(
      generateSecret({ SecretStringTemplate: '{"user":"me"}', GenerateStringKey: 'password' }),
    );
    expect(secret).toEqual({ user: 'me', password: expect.stringMatching(/^.{32}$/) });
  });
});
