// Which leads are left without a sequence: by a hash of their public id, which cannot be foreseen without the table's key.
import { createHash } from 'node:crypto';

const BITS = 48;

/**
 * The same lead and sequence always give the same answer, and another sequence gives one of its own. Who is held out at a share is
 * so at every greater one.
 * @param lead its public id, a keyed hash
 */
export function isHeldOut(sequence: string, lead: string, share: number): boolean {
  const digest = createHash('sha256').update(`hold out ${sequence} ${lead}`).digest();
  return digest.readUIntBE(0, BITS / 8) / 2 ** BITS < share;
}
