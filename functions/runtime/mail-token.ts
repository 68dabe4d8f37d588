// The signed part of the addresses that mails to leads carry: what it is for, of whom by a keyed hash, and until when.
import { createHmac } from 'node:crypto';
import { sameKey } from './same-key.ts';

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
  const said = Buffer.from(JSON.stringify([lead, form, mail, seconds])).toString('base64url');
  return `${said}.${signature(key, use, said)}`;
}

/** With an anonymous id of 200 characters of four bytes, or such as JSON escapes. */
const LONGEST = 2_000;

export type TokenReading =
  | { readonly kind: 'forged' | 'expired' }
  | { readonly kind: 'valid'; readonly token: MailToken };

export function readMailToken(key: string, use: TokenUse, text: string, now: number): TokenReading {
  const [said = '', sig = '', ...rest] = text.split('.');
  if (rest.length > 0 || text.length > LONGEST || !sameKey(sig, signature(key, use, said)))
    return { kind: 'forged' };
  // Signed here: it is what was written.
  const [lead, form, mail, seconds] = JSON.parse(Buffer.from(said, 'base64url').toString()) as [
    string,
    string,
    string,
    number,
  ];
  if (seconds > 0 && now >= seconds * 1000) return { kind: 'expired' };
  return {
    kind: 'valid',
    token: { use, lead, ...(form === '' ? {} : { form }), ...(mail === '' ? {} : { mail }) },
  };
}

/** The first part names the use, so that what was signed for one says nothing for another. */
function signature(key: string, use: TokenUse, said: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['mail', use, said]))
    .digest('base64url');
}
