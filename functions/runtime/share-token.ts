// What stands in a share link: who shared it, by a keyed hash, and a signature. Short, as people pass it on.
import { createHmac } from 'node:crypto';
import type { ReadShareToken } from '../domain/referral/share-link.ts';
import { sameKey } from './same-key.ts';

/** Of the signature: 96 bits. A forged one shows a lead as brought that was not, and nothing else. */
const CHARACTERS = 16;
const TOKEN = new RegExp(`^([\\w-]{22})\\.([\\w-]{${CHARACTERS}})$`);

/** @param lead a public id */
export function shareToken(key: string, lead: string): string {
  return `${lead}.${hmac(key, 'share', lead).slice(0, CHARACTERS)}`;
}

export function shareTokenReader(key: string): ReadShareToken {
  return (token) => {
    const [, lead = '', signature = ''] = TOKEN.exec(token) ?? [];
    return lead !== '' && sameKey(`${lead}.${signature}`, shareToken(key, lead)) ? lead : undefined;
  };
}

/** While the key cannot be read, no token can. */
export const readsNoShareToken: ReadShareToken = () => undefined;

/** Names what one lead has brought, so that it cannot be made up and tells of neither. @param leads public ids */
export function referralPair(
  key: string,
  leads: { readonly referrer: string; readonly referred: string },
): string {
  return hmac(key, 'referral', leads.referrer, leads.referred).slice(0, 22);
}

function hmac(key: string, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}
