// Ids as their senders said them, made fit to be keys.
import { cleanLine } from './form-fields.ts';
import { isNoValue, isPlaceholder } from './placeholder.ts';

const MAX_LENGTH = 200;
/** With what cleaning may take away; beyond this it is no id, whatever it holds. */
const LONGEST_READ = 1_000;

/** A user id or an anonymous id; undefined where it is absent, too long to be one, or a placeholder for nobody. */
export function readSaidId(value: unknown): string | undefined {
  const id = readId(value);
  return id === undefined || isPlaceholder(id) ? undefined : id;
}

/** The id of a message: any number is one. Undefined where it is absent, too long, or written for no value. */
export function readMessageId(value: unknown): string | undefined {
  const id = readId(value);
  return id === undefined || isNoValue(id) ? undefined : id;
}

/** Whether an id was said, and is a placeholder for nobody. */
export function isSaidOfNobody(value: unknown): boolean {
  const id = readId(value);
  return id !== undefined && isPlaceholder(id);
}

function readId(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  const said = String(value);
  if (said.length > LONGEST_READ) return undefined;
  const id = cleanLine(said);
  return id !== '' && id.length <= MAX_LENGTH ? id : undefined;
}
