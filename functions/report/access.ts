// Who is asking: the owner, somebody with a signed link to exactly this, or nobody that may see anything.
import { checkLink, formMark, isSession, type LinkCheck } from '../runtime/links.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { sameKey } from '../runtime/same-key.ts';
import type { ReportDeps } from './deps.ts';

export type Access =
  | { readonly kind: 'owner'; readonly formMark?: string }
  | { readonly kind: 'guest' }
  /** `link` says what was wrong with the address, where it claimed to be a signed one. */
  | { readonly kind: 'nobody'; readonly link: Exclude<LinkCheck, 'valid'> };

/** A wrong token costs its sender this long. Tokens are too long to guess; the wait keeps guessing cheap for us. */
export const WRONG_TOKEN_MS = 500;

export type AccessDeps = Pick<ReportDeps, 'ownerToken' | 'linkKey' | 'pause' | 'now'>;

export async function accessOf(deps: AccessDeps, request: HttpRequest): Promise<Access> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    return (await isOwnerToken(deps, bearerOf(authorization)))
      ? { kind: 'owner' }
      : { kind: 'nobody', link: 'absent' };
  }
  const session = sessionOf(request);
  if (session !== undefined) {
    const [linkKey, ownerToken] = await Promise.all([deps.linkKey(), deps.ownerToken()]);
    if (isSession({ linkKey, ownerToken }, session, deps.now())) {
      return { kind: 'owner', formMark: formMark(linkKey, session) };
    }
  }
  // Nobody who brings nothing makes us read a secret.
  if (!request.query.has('sig') && !request.query.has('exp')) return { kind: 'nobody', link: 'absent' };
  const link = checkLink(await deps.linkKey(), request.path, request.query, deps.now());
  return link === 'valid' ? { kind: 'guest' } : { kind: 'nobody', link };
}

export async function isOwnerToken(deps: AccessDeps, token: string): Promise<boolean> {
  if (token !== '' && sameKey(token, await deps.ownerToken())) return true;
  await deps.pause(WRONG_TOKEN_MS);
  return false;
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
