// Asks Cloudflare whether the answer to its challenge is a person's.
// Source: https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
import { createHash } from 'node:crypto';

export const SITEVERIFY = 'https://challenges.cloudflare.com/turnstile/v0/siteverify';
/** The field in which the widget puts its answer. */
export const TURNSTILE_FIELD = 'cf-turnstile-response';
/** Longer than Cloudflare's own is none. */
const LONGEST = 2_048;
const TIMEOUT_MS = 3_000;

/** `unknown` where Cloudflare does not say: it does not answer, or the secret key is wrong. */
export type TurnstileVerdict = 'passed' | 'refused' | 'unknown';

export type Turnstile = (asked: {
  readonly response: string;
  /** The submission: an answer counts once, but the same submission may come again. */
  readonly id: string;
}) => Promise<TurnstileVerdict>;

/** No address of the visitor goes along: Cloudflare does not need it. */
export function turnstileAt(secret: () => Promise<string>, url: string = SITEVERIFY): Turnstile {
  return async ({ response, id }) => {
    if (response === '' || response.length > LONGEST) return 'refused';
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: await secret(), response, idempotency_key: uuidOf(id) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return verdictOf(await answer.json());
    } catch {
      return 'unknown';
    }
  };
}

/** What says that the answer is at fault, and not the question. */
const REFUSALS: readonly unknown[] = [
  'missing-input-response',
  'invalid-input-response',
  'timeout-or-duplicate',
];

function verdictOf(said: unknown): TurnstileVerdict {
  if (typeof said !== 'object' || said === null) return 'unknown';
  const { success, 'error-codes': codes } = said as Record<string, unknown>;
  if (success === true) return 'passed';
  return success === false &&
    Array.isArray(codes) &&
    codes.length > 0 &&
    codes.every((code) => REFUSALS.includes(code))
    ? 'refused'
    : 'unknown';
}

function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
