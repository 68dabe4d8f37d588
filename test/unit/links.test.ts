import { describe, expect, it } from 'vitest';
import {
  checkLink,
  formMark,
  isSession,
  newSession,
  SESSION_MS,
  signLink,
} from '../../functions/runtime/links.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');
const LATER = NOW + 3_600_000;

function check(link: string, now = NOW, key = 'key'): string {
  const url = new URL(link, 'https://imbuto.test');
  return checkLink(key, url.pathname, url.searchParams, now);
}

describe('a signed link', () => {
  const link = signLink(
    'key',
    { path: '/reports/trial', query: { from: '2026-11-01', by: 'channel' } },
    LATER,
  );

  it('opens its address until it expires', () => {
    expect(link).toMatch(/^\/reports\/trial\?from=2026-11-01&by=channel&exp=\d+&sig=[\w-]{43}$/);
    expect(check(link)).toBe('valid');
    expect(check(link, LATER - 1)).toBe('valid');
    expect(check(link, LATER)).toBe('expired');
  });

  it('opens its address in any format, and with what a mail program adds', () => {
    expect(check(`${link}&format=csv&utm_source=mail`)).toBe('valid');
  });

  it.each([
    ['another path', link.replace('/trial', '/relationship')],
    ['another day', link.replace('2026-11-01', '2026-10-01')],
    ['a day added', `${link}&to=2026-11-02`],
    ['a day taken away', link.replace('from=2026-11-01&', '')],
    ['a day said twice', `${link}&from=2026-10-01`],
    ['another expiry', link.replace(/exp=\d+/, 'exp=9999999999')],
    ['an expiry that is none', link.replace(/exp=\d+/, 'exp=1e99')],
    ['no signature', link.replace(/&sig=.*/, '')],
    ['no expiry', link.replace(/&exp=\d+/, '')],
    ['a signature cut short', link.slice(0, -1)],
    ['a signature in other words', link.replace(/sig=.*/, 'sig=%00')],
    ['an empty day where none was signed', `${link}&to=`],
  ])('does not open with %s', (_, changed) => expect(check(changed)).toBe('forged'));

  it('does not open under another key', () => expect(check(link, NOW, 'other')).toBe('forged'));

  it('is absent where the address claims nothing', () =>
    expect(check('/reports/trial?from=2026-11-01')).toBe('absent'));

  it('of the log-in page opens that alone', () => {
    const login = signLink('key', { path: '/login' }, LATER);
    expect(check(login)).toBe('valid');
    expect(check(login.replace('/login', '/reports'))).toBe('forged');
  });
});

describe('a session', () => {
  const keys = { linkKey: 'key', ownerToken: 'token' };
  const session = newSession(keys, NOW);

  it('holds for twelve hours', () => {
    expect(isSession(keys, session, NOW)).toBe(true);
    expect(isSession(keys, session, NOW + SESSION_MS - 1)).toBe(true);
    expect(isSession(keys, session, NOW + SESSION_MS)).toBe(false);
  });

  it('ends when the owner token or the link key changes', () => {
    expect(isSession({ ...keys, ownerToken: 'other' }, session, NOW)).toBe(false);
    expect(isSession({ ...keys, linkKey: 'other' }, session, NOW)).toBe(false);
  });

  it('is another each time, and tells nothing of the token', () => {
    expect(newSession(keys, NOW)).not.toBe(session);
    expect(session).not.toContain('token');
    expect(session).toMatch(/^[\w.-]+$/);
  });

  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    `${session}x`,
    `${session}.x`,
    session.replace(/^\d+/, '9999999999'),
    session.slice(1),
  ])('is not %j', (value) => expect(isSession(keys, value, NOW)).toBe(false));

  it('is not itself under another nonce', () => {
    const [exp, , sig] = session.split('.');
    const [, nonce] = newSession(keys, NOW).split('.');
    expect(isSession(keys, [exp, nonce, sig].join('.'), NOW)).toBe(false);
  });

  it('is no link, and a link is no session', () => {
    const [exp, , sig] = session.split('.');
    expect(check(`/login?exp=${exp}&sig=${sig}`)).toBe('forged');
  });

  it('has a mark of its own for its forms', () => {
    expect(formMark('key', session)).toBe(formMark('key', session));
    expect(formMark('key', session)).not.toBe(formMark('key', newSession(keys, NOW)));
    expect(session).not.toContain(formMark('key', session));
  });
});
