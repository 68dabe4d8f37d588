// The signed part of the address at which sales answers a hand-off: which one it is of, and until when. It holds no personal data.
import { readToken, signToken } from './signed-token.ts';

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
const USE = ['hand-off'] as const;

export function handOffToken(key: string, { lead, funnel, handedAt, until }: HandOffToken): string {
  return signToken(key, USE, [lead, funnel, handedAt, Math.floor(until / 1000)]);
}

export type HandOffReading =
  | { readonly kind: 'forged' | 'expired' }
  | { readonly kind: 'valid'; readonly token: Omit<HandOffToken, 'until'> };

export function readHandOffToken(key: string, text: string, now: number): HandOffReading {
  const parts = readToken<[string, string, number, number]>(key, USE, text, LONGEST);
  if (parts === undefined) return { kind: 'forged' };
  const [lead, funnel, handedAt, seconds] = parts;
  if (now >= seconds * 1000) return { kind: 'expired' };
  return { kind: 'valid', token: { lead, funnel, handedAt } };
}
