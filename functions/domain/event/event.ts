// An event: one thing a lead did, as it was accepted. Events are facts: they never change after acceptance.
import type { Scalar } from '../config/config.ts';
import type { Flags } from '../quality/flags.ts';
import type { SpamReason } from '../spam/reason.ts';
import type { Touch } from '../touch/touch.ts';
import type { BestTelling, EventOrder } from './order.ts';

/** How a lead may be known; the strongest comes first. */
export const ID_KINDS = ['email', 'user', 'anonymous'] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** An id that somebody said: `key` is normalised (an e-mail NFC, trimmed, ASCII lower case). */
export type LeadId = { readonly kind: IdKind; readonly key: string };

/** What an event can be; the order is part of how events are stored, so kinds are only ever added at the end. */
export const EVENT_KINDS = ['page', 'form', 'event', 'identify'] as const;

export type LeadEvent = {
  /** Dedupe id, scoped: `p:` (public key), `s:` (secret key) or `f:<form>:` before the sender's own id. */
  readonly id: string;
  /** When it happened, ms since the epoch, UTC; fixed at acceptance. */
  readonly time: number;
  /** When it was accepted, ms since the epoch, UTC; a form that was sent again: when it was last. */
  readonly received: number;
  readonly kind: (typeof EVENT_KINDS)[number];
  /** page: the path (no query, no fragment); form: the form's id; event: the event's name; identify: empty, or `alias`. */
  readonly name: string;
  /** True when it was sent with the secret key. */
  readonly trusted: boolean;
  /** How the lead came this time, where the event says so. */
  readonly touch?: Touch;
  /** Scalar properties, traits or form fields, 2 KiB at most (form fields: as the form's limits allow, those said last). */
  readonly properties?: Readonly<Record<string, Scalar>>;
  /** Of a form that was corrected: the fields with which it was sent first. */
  readonly firstProperties?: Readonly<Record<string, Scalar>>;
  /** Of a page view: the other views of its path and day, in order; absent: there are none. */
  readonly again?: readonly ViewAgain[];
  /** Present when the event is an order, or changes one. */
  readonly order?: EventOrder;
  /** The variant of a form or page that was shown. */
  readonly variant?: string;
  /** Of a form with variants: when this one was first shown to who sent it, ms since the epoch, as a signed token says. */
  readonly shown?: number;
  /** Where the owner of its e-mail has confirmed it: when, ms since the epoch, and by field the wordings that were agreed to. */
  readonly confirmed?: { readonly at: number; readonly texts: Readonly<Record<string, string>> };
  /** Of a form that was sent again, where it is another than of what was said last: that of the first; null: none. */
  readonly firstConfirmed?: LeadEvent['confirmed'] | null;
  /** What of it could not be read or was changed; absent: nothing. */
  readonly flags?: Flags;
};

/** One more view of a path on a day. */
export type ViewAgain = {
  readonly time: number;
  /** 24 bits of the hash of its id: tells a copy of it from another view. */
  readonly tag: number;
};

/** An accepted event together with the ids it carries: what travels through the queue. At least one id is present. */
export type Submission = {
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  /** The e-mail as typed, where it differs from its key. */
  readonly typed?: string;
  /** Ids that the secret key says to be the same person as the strongest of `ids`. */
  readonly alias?: readonly LeadId[];
  readonly event: LeadEvent;
  /** What capture found out about it; absent: it is a lead's. */
  readonly screening?: Screening;
  /** Instead of an event: what the worker has found out of an order that the one of `ids` tells of. Never in a message. */
  readonly told?: ToldOrder | OrderTie;
};

export type ToldOrder = {
  readonly order: string;
  readonly best: BestTelling;
};

/** That the browser of `ids` told of an order by which it belongs to the stronger id of `ids`; where it carries none, to no other. */
export type OrderTie = {
  /** When it first told of it, as it was accepted, ms since the epoch. */
  readonly browserAt: number;
  /** When the customer did, and a few bits of its id; absent: others were first, so that the order does not tie it. */
  readonly customer?: { readonly at: number; readonly tie: number };
};

export type Screening = {
  /** Why it goes into quarantine; empty: it does not, unless its sender has sent too many. */
  readonly reasons: readonly SpamReason[];
  /** Keyed hash of the address from which it came, where the form limits how many may come from one. */
  readonly sender?: string;
};
