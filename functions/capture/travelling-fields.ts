// The hidden fields that travel with a form page: what makes a second click harmless, and how the visitor came.

import { LOCALES } from '../domain/config/config.ts';
import { lastText, type Sent } from '../domain/event/sent.ts';
import { SHARED_BY } from '../domain/referral/share-link.ts';
import { CLICK_IDS } from '../domain/touch/click-ids.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { TOKEN_FIELD } from './spam/form-token.ts';

/** A touch keeps no more of any part; click ids are the longest. */
const MAX_VALUE = 500;

const CLICK_PARAMETERS = new Set(CLICK_IDS.map(({ parameter }) => parameter));
const RESERVED = new Set(['_id', '_page', '_referrer', '_anonymousId', '_lang', TOKEN_FIELD]);

/** For a page that is shown anew. Of addresses only what a touch is read from: a query may hold anything. */
export function fieldsOfVisit(request: HttpRequest, id: string): ReadonlyMap<string, string> {
  const fields = new Map([
    ['_id', id],
    ['_page', `${request.address}${request.path}`],
  ]);
  const referrer = URL.parse(request.headers.referer ?? '');
  if (referrer !== null)
    fields.set('_referrer', `${referrer.origin}${referrer.pathname}`.slice(0, MAX_VALUE));
  const language = request.query.get('_lang');
  if (LOCALES.some((locale) => locale === language)) fields.set('_lang', request.language);
  for (const [name, value] of request.query) {
    if (saysTouch(name) && value !== '' && !fields.has(name)) fields.set(name, value.slice(0, MAX_VALUE));
  }
  return fields;
}

/** More than a link has, and few enough that a page is not many times as long as what it was sent. */
const MOST_FIELDS = 40;

/** For a page that comes back with errors: what it was sent with. */
export function fieldsOfSent(sent: Sent): ReadonlyMap<string, string> {
  const fields = [...sent.keys()].flatMap((name) => {
    const value = RESERVED.has(name) || saysTouch(name) ? lastText(sent, name) : undefined;
    return value === undefined ? [] : [[name, value.slice(0, MAX_VALUE)] as const];
  });
  // Our own before those of links, which may be any.
  const [own, linked] = [
    fields.filter(([name]) => RESERVED.has(name)),
    fields.filter(([name]) => !RESERVED.has(name)),
  ];
  return new Map([...own, ...linked].slice(0, MOST_FIELDS));
}

/** Whether a field is a utm parameter, a click id or the token of a share link. */
export function saysTouch(name: string): boolean {
  const parameter = name.toLowerCase();
  return /^utm_[a-z_]{1,20}$/.test(parameter) || CLICK_PARAMETERS.has(parameter) || parameter === SHARED_BY;
}
