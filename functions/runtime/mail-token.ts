// The signed part of the addresses that mails to leads carry: what it is for, of whom by a keyed hash, and until when.
import { readToken, signToken } from './signed-token.ts';

/** As the route's first letter: confirm, deliver, unsubscribe. */
export type TokenUse = 'c' | 'd' | 'u';

/** In place of a mail: the form's own thank-you page, of a browser. */
export const ON_PAGE = 'page';

export type MailToken = {
  readonly use: TokenUse;
  /** Keyed hash of the address; of a page the anonymous id of the browser. */
  readonly lead: string;
  /** Of a file: the form that delivers it, and the mail or submission by which it came. */
  readonly form?: string;
  readonly mail?: string;
  /** ms since the epoch; absent: it does not expire. */
  readonly until?: number;
};

export function mailToken(key: string, { use, lead, form = '', mail = '', until }: MailToken): string {
  const seconds = until === undefined ? 0 : Math.floor(until / 1000);
  return signToken(key, ['mail', use], [lead, form, mail, seconds]);
}

/** With an anonymous id of 200 characters of four bytes, or such as JSON escapes. */
const LONGEST = 2_000;

export type TokenReading =
  | { readonly kind: 'forged' | 'expired' }
  | { readonly kind: 'valid'; readonly token: MailToken };

export function readMailToken(key: string, use: TokenUse, text: string, now: number): TokenReading {
  const parts = readToken<[string, string, string, number]>(key, ['mail', use], text, LONGEST);
  if (parts === undefined) return { kind: 'forged' };
  const [lead, form, mail, seconds] = parts;
  if (seconds > 0 && now >= seconds * 1000) return { kind: 'expired' };
  return {
    kind: 'valid',
    token: { use, lead, ...(form === '' ? {} : { form }), ...(mail === '' ? {} : { mail }) },
  };
}
