// Tokens in addresses: what they say, in the open, and a signature by which it is known to be written here.
import { createHmac } from 'node:crypto';
import { sameKey } from './same-key.ts';

type Part = string | number;

/** @param use names what it is for, so that what was signed for one use says nothing for another */
export function signToken(key: string, use: readonly string[], parts: readonly Part[]): string {
  const said = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${said}.${signature(key, use, said)}`;
}

/**
 * The parts as they were signed for this use.
 * @param longest a token of more characters was not made here
 * @returns undefined where it was not signed so
 */
export function readToken<Parts extends readonly Part[]>(
  key: string,
  use: readonly string[],
  text: string,
  longest: number,
): Parts | undefined {
  const [said = '', sig = '', ...rest] = text.split('.');
  if (rest.length > 0 || text.length > longest || !sameKey(sig, signature(key, use, said))) return undefined;
  // Signed here: it is what was written.
  return JSON.parse(Buffer.from(said, 'base64url').toString()) as Parts;
}

function signature(key: string, use: readonly string[], said: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([...use, said]))
    .digest('base64url');
}
