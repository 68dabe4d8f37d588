// The dedupe id of an event: the sender's message id, scoped to the kind of key.
import { createHash } from 'node:crypto';
import { hasLostLetters } from '../domain/text/lost-letters.ts';

/** Every event of a lead is kept with its id, and libraries make ids of 60 characters and more. */
const MAX_LENGTH = 24;

export function dedupeId(messageId: string, trusted: boolean): string {
  const isKept = messageId.length <= MAX_LENGTH && !messageId.startsWith('#') && !hasLostLetters(messageId);
  return `${trusted ? 's' : 'p'}:${isKept ? messageId : hashed(messageId)}`;
}

/** Marked, so that nobody can say the hash of another's id as an id. */
function hashed(messageId: string): string {
  return `#${createHash('sha256').update(messageId).digest('base64url').slice(0, 22)}`;
}
