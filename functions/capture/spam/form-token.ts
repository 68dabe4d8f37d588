// The token of a form, signed: when it was shown, so that an answer too fast for a person is known without JavaScript, and as which variant.
import { createHmac } from 'node:crypto';
import { sameKey } from '../../runtime/same-key.ts';

/** The hidden field that carries it. */
export const TOKEN_FIELD = '_token';

/** A variant of a form, and when it was first shown to this browser, ms since the epoch. */
export type Showing = { readonly variant: string; readonly at: number };

export type FormToken = {
  /** When the form was shown, ms since the epoch. */
  readonly shown: number;
  /** Absent where what was shown counts as no variant. */
  readonly showing?: Showing;
};

export function formToken(key: string, form: string, { shown, showing }: FormToken): string {
  const of = showing === undefined ? [] : [showing.variant, showing.at.toString(36)];
  const said = [shown.toString(36), ...of];
  return [...said, signature(key, form, said)].join('.');
}

/** Undefined for a token that was not issued for this form. */
export function readFormToken(key: string, form: string, token: string): FormToken | undefined {
  const parts = TOKEN.exec(token);
  if (parts === null) return undefined;
  const [, time = '', variant, at, signed = ''] = parts;
  const of = variant === undefined || at === undefined ? [] : [variant, at];
  if (!sameKey(signed, signature(key, form, [time, ...of]))) return undefined;
  const shown = Number.parseInt(time, 36);
  if (variant === undefined || at === undefined) return { shown };
  return { shown, showing: { variant, at: Number.parseInt(at, 36) } };
}

const TOKEN = /^([0-9a-z]{1,10})(?:\.([0-9a-z-]{1,40})\.([0-9a-z]{1,10}))?\.([\w-]{22})$/;

/** The first part names the use, so that what is signed for one says nothing for another. */
function signature(key: string, form: string, said: readonly string[]): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['form', form, ...said]))
    .digest('base64url')
    .slice(0, 22);
}
