// The signed part of the address at which sales answers a hand-off: which one it is of, and until when. It holds no personal data.
import { createHmac } from 'node:crypto';
import { sameKey } from './same-key.ts';

export type HandOffToken = {
  /** The public id of the record under which the hand-off's event was sent: it never changes. */
  readonly lead: string;
  /** That handed over. */
  readonly funnel: string;
  /** When it did, ms since the epoch. */
  readonly handedAt: number;
  /** The link works until then, ms since the epoch. */
  readonly until: number;
};

/** Ids of funnels have 64 characters at most. */
const LONGEST = 400;

export function handOffToken(key: string, { lead, funnel, handedAt, until }: HandOffToken): string {
  const text = JSON.stringify([lead, funnel, handedAt, Math.floor(until / 1000)]);
  const said = Buffer.from(text).toString('base64url');
  return `${said}.${signature(key, said)}`;
}

export type HandOffReading =
  | { readonly kind: 'forged' | 'expired' }
  | { readonly kind: 'valid'; readonly token: Omit<HandOffToken, 'until'> };

export function readHandOffToken(key: string, text: string, now: number): HandOffReading {
  const [said = '', sig = '', ...rest] = text.split('.');
  if (rest.length > 0 || text.length > LONGEST || !sameKey(sig, signature(key, said)))
    return { kind: 'forged' };
  // Signed here: it is what was written.
  const [lead, funnel, handedAt, seconds] = JSON.parse(Buffer.from(said, 'base64url').toString()) as [
    string,
    string,
    number,
    number,
  ];
  if (now >= seconds * 1000) return { kind: 'expired' };
  return { kind: 'valid', token: { lead, funnel, handedAt } };
}

/** Names what it is for, so that nothing else that the key may sign says anything here. */
function signature(key: string, said: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['hand-off', said]))
    .digest('base64url');
}
