// The events that imbuto tells of a lead by itself: that it was given what its form promises, and that it took it.
import type { Submission } from '../event/event.ts';

export const DELIVERED = 'Delivered';
export const FETCHED = 'Fetched';

export type OwnEvent = {
  readonly name: typeof DELIVERED | typeof FETCHED;
  readonly ids: Submission['ids'];
  readonly form: string;
  readonly file: string;
  /** What it was delivered by: the same gives the same event, however often it is told. */
  readonly by: string;
  /** ms since the epoch. */
  readonly now: number;
};

/** Trusted: no browser can claim it, as its id is of the secret key's. */
export function ownEvent({ name, ids, form, file, by, now }: OwnEvent): Submission {
  return {
    ids,
    event: {
      id: `s:imbuto:${name.toLowerCase()}:${by}`,
      time: now,
      received: now,
      kind: 'event',
      name,
      trusted: true,
      properties: { form, file },
    },
  };
}
