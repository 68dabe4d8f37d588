// Where webhooks may go: to public addresses, and to what was checked.
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isPublic, mayBePublic } from '../../functions/domain/tell/public-address.ts';
import { postWebhook, signingKey } from '../../functions/outbound/post-webhook.ts';
import { retryAfterSeconds } from '../../functions/outbound/retries.ts';
import { AddressRefused, checkedLookup } from '../../functions/outbound/safe-address.ts';
import { OUTBOUND_TRIES } from '../../functions/runtime/environment-names.ts';
import { onLoopback } from '../support/loopback.ts';

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '172.16.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00:ec2::254',
    'fe80::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::7f00:1',
    '::a00:1',
    '4000::1',
    'no address',
  ])('%s is refused', (address) => expect(isPublic(address, false)).toBe(false));

  it.each(['93.184.216.34', '2606:2800:220:1::1'])('%s is taken', (address) =>
    expect(isPublic(address, false)).toBe(true),
  );

  it('of the machine itself is taken where the local host is asked to, and no other private one', () => {
    expect(isPublic('127.0.0.1', true)).toBe(true);
    expect(isPublic('10.0.0.1', true)).toBe(false);
  });

  it('is looked at as it is written, and a name when it is resolved', () => {
    expect(mayBePublic('https://10.1.2.3/x', true)).toBe(false);
    expect(mayBePublic('https://[fd00::1]/', true)).toBe(false);
    expect(mayBePublic('https://2130706433/', false)).toBe(false);
    expect(mayBePublic('https://[::1]:8080/', true)).toBe(true);
    expect(mayBePublic('https://example.com/', false)).toBe(true);
  });

  it.each(['https://169.254.169.254/latest', 'https://[::1]/', 'http://93.184.216.34/'])(
    'that is written as %s is refused before anything is sent',
    async (url) => {
      const key = signingKey('root', 'crm');
      await expect(
        postWebhook({ url, key, id: 'msg_1', body: '{}', now: 0, allowsLoopback: false }),
      ).rejects.toThrow(AddressRefused);
    },
  );
});

describe('a name', () => {
  const answer = (...addresses: readonly string[]) =>
    checkedLookup(false, (_name, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      ),
    );
  const found = (lookup: ReturnType<typeof answer>) =>
    new Promise((resolve) => lookup('hook.example', {}, (error, address) => resolve(error ?? address)));

  it('is connected at the address that was checked', async () => {
    expect(await found(answer('93.184.216.34'))).toBe('93.184.216.34');
  });

  it('that answers a public address first and a private one after is asked once a post, and connected at what was checked', async () => {
    const answers = ['93.184.216.34', '10.0.0.1'];
    const asked: string[] = [];
    const rebound = checkedLookup(false, (name, _options, done) => {
      asked.push(name);
      done(null, [{ address: answers.shift() ?? '10.0.0.1', family: 4 }]);
    });
    expect(await found(rebound)).toBe('93.184.216.34');
    expect(asked).toEqual(['hook.example']);
    expect(await found(rebound)).toBeInstanceOf(AddressRefused);
  });

  it('that leads to the machine itself gets no connection', async () => {
    let connections = 0;
    const server = createServer().on('connection', () => {
      connections += 1;
    });
    const { url, close } = await onLoopback(server);
    const posting = postWebhook({
      url: url.replace('http://127.0.0.1', 'https://localhost'),
      key: signingKey('root', 'crm'),
      id: 'msg_1',
      body: '{}',
      now: Date.now(),
      allowsLoopback: false,
    });
    await expect(posting).rejects.toThrow(AddressRefused);
    close();
    expect(connections).toBe(0);
  });

  it('is refused where any of its addresses is private', async () => {
    expect(await found(answer('93.184.216.34', '10.0.0.1'))).toBeInstanceOf(AddressRefused);
  });
});

it('is tried for more than a day, later and later', () => {
  const waits = Array.from({ length: OUTBOUND_TRIES - 1 }, (_, n) => retryAfterSeconds(n + 1, 0));
  expect(retryAfterSeconds(OUTBOUND_TRIES, 0)).toBe(waits.at(-1));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(86_400);
});
