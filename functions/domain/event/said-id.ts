// Ids as their senders said them, made fit to be keys.
import { cleanLine } from './form-fields.ts';

const MAX_LENGTH = 200;
/** With what cleaning may take away; beyond this it is no id, whatever it holds. */
const LONGEST_READ = 1_000;

/** A user id, an anonymous id or a message id; undefined where it is absent, or too long to be one. */
export function readSaidId(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  const said = String(value);
  if (said.length > LONGEST_READ) return undefined;
  const id = cleanLine(said);
  return id !== '' && id.length <= MAX_LENGTH ? id : undefined;
}
