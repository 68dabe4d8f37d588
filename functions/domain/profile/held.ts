// What is kept aside under an e-mail of a lead, as its owner is told of it: it is in no lead and in no figure.
import type { Scalar } from '../config/config.ts';
import type { Submission } from '../event/event.ts';
import type { SpamReason } from '../spam/reason.ts';
import type { Touch } from '../touch/touch.ts';

/** Times are ISO 8601 in UTC. */
export type Held = {
  /** Its public id. */
  readonly id: string;
  readonly form: string;
  /** As typed. */
  readonly email: string;
  readonly ids: Submission['ids'];
  /** The event's id. */
  readonly event: string;
  readonly received: string;
  /** When it is forgotten. */
  readonly until: string;
  readonly answers: Readonly<Record<string, Scalar>>;
  readonly touch?: Touch;
};

export type HeldQuarantined = Held & { readonly reasons: readonly SpamReason[] };

/** With the wordings that were agreed to, by field. */
export type HeldWaiting = Held & { readonly texts: Readonly<Record<string, string>> };
