// Who is asking: the owner, somebody with a signed link to exactly this, or nobody that may see anything.

import type { Secret } from './kept-secret.ts';
import { checkLink, formMark, isSession, type LinkCheck } from './links.ts';
import type { HttpRequest } from './request.ts';
import { sameKey } from './same-key.ts';

/** The mark is of a session: every form that it sends must bring it along. */
export type Owner = { readonly kind: 'owner'; readonly formMark?: string };

export type Access =
  | Owner
  | { readonly kind: 'guest' }
  /** `link` says what was wrong with the address, where it claimed to be a signed one. */
  | { readonly kind: 'nobody'; readonly link: Exclude<LinkCheck, 'valid'> };

/** What `401` says beside its problem (RFC 9110, 11.6.1). */
export const CHALLENGE = { 'www-authenticate': 'Bearer realm="imbuto"' } as const;

/** Addresses of the owner's pages are nobody else's business, and no copy of an answer is kept on the way. */
export const OWNER_HEADERS = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'same-origin',
  vary: 'Accept, Authorization, Cookie',
} as const;

export type AccessDeps = {
  readonly ownerToken: Secret;
  readonly linkKey: Secret;
  /** The clock, ms since the epoch. */
  readonly now: () => number;
};

export async function accessOf(deps: AccessDeps, request: HttpRequest): Promise<Access> {
  const owner = await ownerOf(deps, request);
  if (owner !== undefined) return owner;
  if (request.headers.authorization !== undefined) return { kind: 'nobody', link: 'absent' };
  // Nobody who brings nothing makes us read a secret.
  if (!request.query.has('sig') && !request.query.has('exp')) return { kind: 'nobody', link: 'absent' };
  const link = checkLink(await deps.linkKey(), request.path, request.query, deps.now());
  return link === 'valid' ? { kind: 'guest' } : { kind: 'nobody', link };
}

/** The owner, by the token or by a session: a signed link, which anybody may hold, is not looked at. */
export async function ownerOf(deps: AccessDeps, request: HttpRequest): Promise<Owner | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    return (await isOwnerToken(deps, bearerOf(authorization))) ? { kind: 'owner' } : undefined;
  }
  const session = sessionOf(request);
  if (session === undefined) return undefined;
  const [linkKey, ownerToken] = await Promise.all([deps.linkKey(), deps.ownerToken()]);
  if (!isSession({ linkKey, ownerToken }, session, deps.now())) return undefined;
  return { kind: 'owner', formMark: formMark(linkKey, session) };
}

/** Answers at once: tokens of 238 bits need no pause against guessing, and a pause would be paid for by the millisecond. */
export async function isOwnerToken(deps: AccessDeps, token: string): Promise<boolean> {
  return token !== '' && sameKey(token, await deps.ownerToken());
}

function bearerOf(authorization: string): string {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

/** Over HTTPS the cookie has a name that no other host of the domain can set (RFC 6265bis, `__Host-`). */
export function sessionCookieName(address: string): string {
  return address.startsWith('https:') ? '__Host-imbuto' : 'imbuto';
}

export function sessionOf(request: Pick<HttpRequest, 'address' | 'cookies'>): string | undefined {
  return request.cookies[sessionCookieName(request.address)] || undefined;
}

/**
 * True when a browser says that another site made it send this. `Sec-Fetch-Site` is the browser's own word, which no
 * page can change; older browsers say `Origin`; what says neither is no browser, and holds no cookies of one.
 */
export function isForeign({ headers, address }: Pick<HttpRequest, 'headers' | 'address'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return origin !== undefined && origin.toLowerCase() !== address;
}
