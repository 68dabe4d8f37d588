// The token of a form: when it was shown, signed, so that an answer too fast for a person is known without JavaScript.
import { createHmac } from 'node:crypto';
import { sameKey } from '../../runtime/same-key.ts';

/** The hidden field that carries it. */
export const TOKEN_FIELD = '_token';

/** @param shown ms since the epoch */
export function formToken(key: string, form: string, shown: number): string {
  const time = shown.toString(36);
  return `${time}.${signature(key, form, time)}`;
}

/** When the form was shown, in ms since the epoch; undefined for a token that was not issued for this form. */
export function shownAt(key: string, form: string, token: string): number | undefined {
  const [time = '', signed = '', ...rest] = token.split('.');
  if (rest.length > 0 || !/^[0-9a-z]{1,10}$/.test(time)) return undefined;
  return sameKey(signed, signature(key, form, time)) ? Number.parseInt(time, 36) : undefined;
}

/** The first part names the use, so that what is signed for one says nothing for another. */
function signature(key: string, form: string, time: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['form', form, time]))
    .digest('base64url')
    .slice(0, 22);
}
