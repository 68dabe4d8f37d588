// Logging in and out: by the owner token in a form, or by a signed link to the log-in page.
import { stringifySetCookie } from 'cookie';
import { loginPage } from '../pages/reports/login-page.ts';
import { type HttpAnswer, json, page, seeOther } from '../runtime/answer.ts';
import { checkLink, formMark, newSession, SESSION_MS } from '../runtime/links.ts';
import {
  accessOf,
  CHALLENGE,
  isForeign,
  isOwnerToken,
  sessionCookieName,
  sessionOf,
} from '../runtime/owner-access.ts';
import { readOwnerForm } from '../runtime/owner-form.ts';
import { problem } from '../runtime/problem.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { sameKey } from '../runtime/same-key.ts';
import type { ReportDeps } from './deps.ts';

const HOME = '/reports';
const FIELDS = ['token', 'next', '_mark'] as const;

export async function showLogin(deps: ReportDeps, request: HttpRequest): Promise<HttpAnswer> {
  const next = safePath(request.query.get('next'));
  const { locale } = deps.config;
  if (request.query.has('sig')) {
    const check = checkLink(await deps.linkKey(), request.path, request.query, deps.now());
    if (check === 'valid') return loggedIn(deps, request, next);
    return request.wantsHtml
      ? page(401, loginPage({ locale, next, fault: 'expired' }))
      : problem(request, 'unauthorized', { headers: CHALLENGE });
  }
  if (!request.wantsHtml)
    return json(200, { login: `${request.address}/login`, method: 'POST', fields: ['token'] });
  const access = await accessOf(deps, request);
  return access.kind === 'owner' ? seeOther(next) : page(200, loginPage({ locale, next }));
}

export async function login(deps: ReportDeps, request: HttpRequest): Promise<HttpAnswer> {
  if (isForeign(request)) return problem(request, 'forbidden');
  const body = readOwnerForm(request, FIELDS);
  if (!body.ok) return problem(request, body.code);
  const next = safePath(body.fields.next);
  if (await isOwnerToken(deps, body.fields.token ?? '')) return loggedIn(deps, request, next);
  return request.wantsHtml
    ? page(401, loginPage({ locale: deps.config.locale, next, fault: 'wrong' }))
    : problem(request, 'unauthorized', { detail: 'This is not the owner token.', headers: CHALLENGE });
}

async function loggedIn(deps: ReportDeps, request: HttpRequest, next: string): Promise<HttpAnswer> {
  const [linkKey, ownerToken] = await Promise.all([deps.linkKey(), deps.ownerToken()]);
  const cookies = [
    sessionCookie(request, newSession({ linkKey, ownerToken }, deps.now()), SESSION_MS / 1000),
  ];
  return { ...(request.wantsHtml ? seeOther(next) : json(200, { loggedIn: true })), cookies };
}

/** Ends the session in this browser. All sessions end when the owner token or the link key changes. */
export async function logout(deps: ReportDeps, request: HttpRequest): Promise<HttpAnswer> {
  if (isForeign(request)) return problem(request, 'forbidden');
  const session = sessionOf(request);
  if (session !== undefined) {
    const body = readOwnerForm(request, FIELDS);
    if (!body.ok) return problem(request, body.code);
    const expected = formMark(await deps.linkKey(), session);
    if (!sameKey(body.fields._mark ?? '', expected)) return problem(request, 'forbidden');
  }
  const answer = request.wantsHtml ? seeOther('/login') : json(200, { loggedOut: true });
  return { ...answer, cookies: [sessionCookie(request, '', 0)] };
}

function sessionCookie({ address }: HttpRequest, value: string, maxAge: number): string {
  const name = sessionCookieName(address);
  const secure = address.startsWith('https:');
  return stringifySetCookie({ name, value, path: '/', maxAge, httpOnly: true, sameSite: 'lax', secure });
}

/** A path of the owner's pages, printable and without a backslash, else their home: never another site, nor another page of this one. */
export function safePath(next: string | null | undefined): string {
  return next && next.length <= 2000 && OWN.test(next) && staysIn(next) ? next : HOME;
}

const OWN = /^\/(?:reports|leads)(?:[/?][!-[\]-~]*)?$/;

/** Dots lead out of a folder, also where they are encoded. */
function staysIn(path: string): boolean {
  return OWN.test(new URL(path, 'https://imbuto.invalid').pathname);
}
