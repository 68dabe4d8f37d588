// E-mail addresses: as typed for sending, and the key by which a lead is known.

export type Email = {
  /** NFC, trimmed, ASCII lower case, the domain in IDNA's ASCII form. Gmail's dots and plus are different addresses. */
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
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const FOREIGN_LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
/** Some scripts have full stops of their own (UTS 46, 2.3). */
const FULL_STOP = /[.\u3002\uff0e\uff61]/;

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
  return good ? { key, typed: trim(typed) } : undefined;
}

/** The key of an address, whether or not it is a good one. */
function emailKey(typed: string): string {
  const text = trim(typed).normalize('NFC');
  const at = text.lastIndexOf('@') + 1;
  return `${smallLetters(text.slice(0, at))}${asciiDomain(smallLetters(text.slice(at)))}`;
}

/** `пример.рф` and `xn--e1afmkfd.xn--p1ai` are one domain, whichever of the two a program writes. */
function asciiDomain(domain: string): string {
  const isForeign = !/^[ -~]*$/.test(domain);
  if (!isForeign || !domain.split(FULL_STOP).every((label) => FOREIGN_LABEL.test(label))) return domain;
  // The URL standard's own host parser: it brings the tables of UTS 46, and nothing else does without a library.
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}

/** With blanks goes what is as invisible: zero-width characters and marks of direction, which come along from a copy. */
function trim(typed: string): string {
  return typed.replace(/^[\s\p{Cf}]+/u, '').replace(/[\s\p{Cf}]+$/u, '');
}

function smallLetters(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
