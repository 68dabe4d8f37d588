// Secrets as the functions hold them: read on first need, kept for minutes.
import { Unavailable } from './unavailable.ts';

/** How long a value is used before it is read again, in ms: that long a rotated key still works. */
const KEPT_MS = 5 * 60_000;

export type Secret = () => Promise<string>;

export class SecretUnavailable extends Unavailable {
  override readonly name = 'SecretUnavailable';
}

/**
 * A secret that is read by `read`.
 * @throws SecretUnavailable when it cannot be read, unless a value read earlier is at hand.
 */
export function keptSecret(read: () => Promise<string | undefined>, clock: () => number = Date.now): Secret {
  let kept: { readonly value: string; readonly until: number } | undefined;
  return async () => {
    if (kept !== undefined && clock() < kept.until) return kept.value;
    try {
      const value = await read();
      if (!value) throw new SecretUnavailable('the secret is empty');
      kept = { value, until: clock() + KEPT_MS };
      return value;
    } catch (cause) {
      if (kept !== undefined) return kept.value;
      throw cause instanceof SecretUnavailable
        ? cause
        : new SecretUnavailable('the secret cannot be read', { cause });
    }
  };
}
