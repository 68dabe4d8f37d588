// Signed links that expire, the owner's session, and the marks of forms: all by HMAC-SHA256 with the link key.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { sameKey } from './same-key.ts';

/** What a link's signature covers beside its path; absent is covered too, so that no one can add one. */
const SIGNED = ['from', 'to', 'by'] as const;
type Signed = (typeof SIGNED)[number];

export type LinkTarget = {
  /** The path alone, e.g. `/reports/trial` or `/login`. */
  readonly path: string;
  readonly query?: Readonly<Partial<Record<Signed, string>>>;
};

/**
 * A link that opens one address until it expires: `path?…&exp=<seconds>&sig=<signature>`, without the origin.
 * A link to `/login` logs in; one to a report opens that report, in any format, for reading.
 * @param expiresAt ms since the epoch
 */
export function signLink(key: string, { path, query = {} }: LinkTarget, expiresAt: number): string {
  const exp = String(Math.floor(expiresAt / 1000));
  const parameters = new URLSearchParams();
  for (const name of SIGNED) {
    const value = query[name];
    if (value !== undefined) parameters.set(name, value);
  }
  parameters.set('exp', exp);
  parameters.set('sig', linkSignature(key, path, exp, parameters));
  return `${path}?${parameters}`;
}

export type LinkCheck = 'valid' | 'absent' | 'expired' | 'forged';

/** What a request's own address says of itself; other parameters than those signed are not looked at. */
export function checkLink(key: string, path: string, parameters: URLSearchParams, now: number): LinkCheck {
  const exp = parameters.get('exp');
  const sig = parameters.get('sig');
  if (exp === null && sig === null) return 'absent';
  if (exp === null || sig === null || !/^\d{1,12}$/.test(exp)) return 'forged';
  if (SIGNED.some((name) => parameters.getAll(name).length > 1)) return 'forged';
  if (!sameKey(sig, linkSignature(key, path, exp, parameters))) return 'forged';
  return now < Number(exp) * 1000 ? 'valid' : 'expired';
}

function linkSignature(key: string, path: string, exp: string, parameters: URLSearchParams): string {
  return hmac(key, 'link', path, exp, ...SIGNED.map((name) => JSON.stringify(parameters.get(name))));
}

export const SESSION_MS = 12 * 3_600_000;

export type Keys = { readonly linkKey: string; readonly ownerToken: string };

/** A session's cookie value. Another link key or another owner token ends all sessions. */
export function newSession({ linkKey, ownerToken }: Keys, now: number): string {
  const exp = String(Math.floor((now + SESSION_MS) / 1000));
  const nonce = randomBytes(16).toString('base64url');
  return [exp, nonce, sessionSignature(linkKey, ownerToken, exp, nonce)].join('.');
}

export function isSession({ linkKey, ownerToken }: Keys, value: string, now: number): boolean {
  const [exp = '', nonce = '', sig = '', ...rest] = value.split('.');
  if (rest.length > 0 || !/^\d{1,12}$/.test(exp)) return false;
  return sameKey(sig, sessionSignature(linkKey, ownerToken, exp, nonce)) && now < Number(exp) * 1000;
}

function sessionSignature(linkKey: string, ownerToken: string, exp: string, nonce: string): string {
  return hmac(linkKey, 'session', exp, nonce, createHash('sha256').update(ownerToken).digest('base64url'));
}

/** What a form of this session must bring along, so that no other site can send it. */
export function formMark(linkKey: string, session: string): string {
  return hmac(linkKey, 'form', session);
}

/** The first part names the use, so that what was signed for one says nothing for another. */
function hmac(key: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
