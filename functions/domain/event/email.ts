// E-mail addresses: as typed for sending, and the key by which a lead is known.

export type Email = {
  /** NFC, trimmed, ASCII lower case. Gmail's dots and plus are different addresses. */
  readonly key: string;
  /** As typed, trimmed. */
  readonly typed: string;
};

/** RFC 5321, 4.5.3.1: a path holds 256 octets with its brackets, a local part 64. */
const MAX_LENGTH = 254;
const MAX_LOCAL = 64;
/** With the blanks around it; normalising much longer texts takes long. */
const LONGEST_READ = 1_000;

/** What no unquoted local part holds: white space, controls and the specials of RFC 5322. Letters of any script pass (RFC 6531). */
const LOCAL = /^[^\s\p{Cc}\p{Cf}\p{Cs}()<>[\]:;@\\,"]+$/u;
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Reads what somebody typed; undefined where it is no address that mail could be sent to. */
export function readEmail(typed: string): Email | undefined {
  if (typed.length > LONGEST_READ) return undefined;
  const key = emailKey(typed);
  if (key.length > MAX_LENGTH) return undefined;
  const at = key.lastIndexOf('@');
  const local = key.slice(0, Math.max(0, at));
  const labels = key.slice(at + 1).split('.');
  const good =
    local.length <= MAX_LOCAL &&
    LOCAL.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label));
  return good ? { key, typed: typed.trim() } : undefined;
}

/** The key of an address, whether or not it is a good one. */
function emailKey(typed: string): string {
  return typed
    .normalize('NFC')
    .trim()
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
