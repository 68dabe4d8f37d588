// The schema of what closes a form or a public key, and of how much each may take.
import * as v from 'valibot';
import { line, list, shape, whole } from './schema-parts.ts';

function dayOf(right: string) {
  return v.pipe(
    line(right, /^\d{4}-\d{2}-\d{2}$/),
    v.check((text) => {
      const at = Date.parse(`${text}T00:00:00Z`);
      return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
    }, right),
  );
}

const CLOSED = `true, or the day from which it is closed, like '2026-12-31'; left out: open`;

export const Closed = v.pipe(
  v.lazy((input) => (typeof input === 'string' ? dayOf(CLOSED) : v.literal(true, CLOSED))),
  v.description(CLOSED),
);

/** @param least of a minute: no less than one request may bring */
export function quota(least: number) {
  return shape('how much it takes at most: { minute, day }', {
    minute: v.optional(whole(`how many a minute, ${least} to 1000000`, least, 1_000_000)),
    day: v.optional(whole(`how many a day (UTC), ${least} to 100000000`, least, 100_000_000)),
  });
}

const RATE = 'requests a second for as long as one likes, 1 to 10000';

export const Throttle = shape('how many requests are taken at most: { forms, events }', {
  forms: v.optional(whole(`of forms: ${RATE}`, 1, 10_000)),
  events: v.optional(whole(`of the tracking API: ${RATE}`, 1, 10_000)),
});

/** One request with a public key brings no more events. */
const LEAST_OF_KEY = 500;
const KEY =
  'a public key: 16 to 64 letters, digits and hyphens, unlike any other in its first eight; npm run keys -- new makes one';
const UNTIL = `the last day on which it is taken, like '2026-12-31'; left out: for good`;

export const PublicKeys = list(
  'the public keys, 1 to 10: the first is the one to use, the others are taken beside it; left out: one that the stack gives itself',
  shape('a public key: { key, until, closed, quota }', {
    key: line(KEY, /^[A-Za-z0-9][A-Za-z0-9-]{15,63}$/),
    until: v.optional(dayOf(UNTIL)),
    closed: v.optional(Closed),
    quota: v.optional(quota(LEAST_OF_KEY)),
  }),
  1,
  10,
);
