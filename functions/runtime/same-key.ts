// Compares keys, tokens and signatures.
import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two keys are the same, in a time that tells nothing of where they differ or how long they are. */
export function sameKey(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
