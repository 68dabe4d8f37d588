// The dedupe id of an event: the sender's message id, scoped to the kind of key.
import { createHash } from 'node:crypto';
import { OF_PAST } from '../domain/tell/past.ts';
import { hasLostLetters } from '../domain/text/lost-letters.ts';

/** Every event of a lead is kept with its id, and libraries make ids of 60 characters and more. */
const MAX_LENGTH = 24;

export function dedupeId(messageId: string, trusted: boolean): string {
  const isKept = messageId.length <= MAX_LENGTH && !messageId.startsWith('#') && !hasLostLetters(messageId);
  const short = isKept ? messageId : hashed(messageId);
  // What is of the past stays so.
  if (trusted && !isKept && messageId.startsWith(OF_PAST)) return `s:${OF_PAST}${short}`;
  return `${trusted ? 's' : 'p'}:${short}`;
}

/** Marked, so that nobody can say the hash of another's id as an id. */
function hashed(messageId: string): string {
  return `#${createHash('sha256').update(messageId).digest('base64url').slice(0, 22)}`;
}
