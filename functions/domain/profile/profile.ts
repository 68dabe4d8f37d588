// A lead as its owner looks at it: who it is, what it agreed to and answered, all it did, and how far it came in each funnel.
import type { Locale, Scalar } from '../config/config.ts';
import type { LeadEvent, LeadId } from '../event/event.ts';
import type { Outcome } from '../funnel/attempts.ts';
import type { ReturnReason } from '../hand-off/answer.ts';
import type { Money } from '../money.ts';
import type { Touch } from '../touch/touch.ts';

/** Times are ISO 8601 in UTC; ids of records are their keyed hashes. */
export type Profile = {
  /** The primary's record. */
  readonly id: string;
  readonly asOf: string;
  readonly timezone: string;
  /** As typed; the least of several united ones. */
  readonly email: string | null;
  /** Of the events that are kept. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** The primary first. */
  readonly ids: readonly ProfileId[];
  /** Newest first. */
  readonly consents: readonly Consent[];
  /** By order id, newest first. */
  readonly orders: readonly ProfileOrder[];
  readonly funnels: readonly ProfileFunnel[];
  /** Every form that was sent, newest first. */
  readonly answers: readonly Answers[];
  /** Everything that is kept of what the lead did, newest first. */
  readonly timeline: readonly TimelineEntry[];
};

export type ProfileId = LeadId & {
  readonly record: string;
  /** An e-mail as it was typed last, where it was typed otherwise. */
  readonly typed?: string;
  /** To whom it belongs, and since when that is said; absent at the primary. */
  readonly belongsTo?: {
    readonly record: string;
    readonly said: string;
    /** True when it was said with the secret key. */
    readonly trusted: boolean;
  };
  /** What was said to belong to it, whether it does or not. */
  readonly claims: readonly (LeadId & { readonly said: string; readonly trusted: boolean })[];
};

/** How somebody answered when asked to agree. */
export type Consent = {
  readonly form: string;
  readonly field: string;
  readonly given: boolean;
  /** Of the wording. */
  readonly version: string;
  readonly at: string;
  /** The event's id. */
  readonly event: string;
  /** True where nothing newer says otherwise of this field of this form. */
  readonly current: boolean;
  /** Where the e-mail was confirmed: when. */
  readonly confirmedAt?: string;
  /** The wording in the configured language; null where that of its version is not known. */
  readonly text?: string | null;
  /** The wording in each language of the form, where there are several: the visitor read one of them. */
  readonly texts?: Readonly<Partial<Record<Locale, string>>>;
};

export type Answers = {
  readonly form: string;
  readonly at: string;
  readonly event: string;
  /** By field, consents included; of a form that was corrected, those said last. */
  readonly fields: Readonly<Record<string, Scalar>>;
  /** Where it was sent again with other fields: when it was last, and what was said first. */
  readonly corrected?: {
    readonly at: string;
    readonly first: Readonly<Record<string, Scalar>>;
    /** Where what was said first was confirmed. */
    readonly confirmed?: Confirmed;
  };
  /** Where what was said last was confirmed. */
  readonly confirmed?: Confirmed;
};

/** That the owner of an e-mail has confirmed a form: when, ISO 8601, and by field the wordings that were agreed to. */
export type Confirmed = { readonly at: string; readonly texts: Readonly<Record<string, string>> };

export type ProfileOrder = {
  readonly id: string;
  readonly at: string;
  /** The event's name. */
  readonly name: string;
  readonly trusted: boolean;
  /** After its updates; null where it has none. */
  readonly value: Money | null;
  /** What is left after refunds. */
  readonly left: Money | null;
  /** Those that count. */
  readonly refunds: readonly {
    readonly at: string;
    readonly trusted: boolean;
    /** null: of the whole order. */
    readonly value: Money | null;
  }[];
};

export type ProfileFunnel = {
  readonly funnel: string;
  readonly label: string;
  readonly kind: 'sales' | 'marketing';
  /** The definition's key. */
  readonly definition: string;
  /** The latest first. */
  readonly attempts: readonly ProfileAttempt[];
  /** So many earlier ones are left out. */
  readonly earlier: number;
  /** Orders and other events of the funnel outside every attempt. */
  readonly late: number;
};

export type ProfileAttempt = {
  readonly enteredAt: string;
  readonly endsAt: string;
  readonly outcome: Outcome;
  readonly touch?: Touch;
  readonly form?: string;
  readonly stages: readonly {
    readonly id: string;
    readonly label: string;
    readonly counted: boolean;
    readonly returning: boolean;
    /** Absent where a later stage implies it. */
    readonly at?: string;
    /** The name of the event. */
    readonly by?: string;
  }[];
  /** Minor units by currency, after refunds. */
  readonly revenue: Readonly<Record<string, number>>;
  readonly handedOver?: { readonly to: string; readonly at: string } & Answered;
  readonly received: readonly ({ readonly from: string; readonly at: string } & Answered)[];
};

/** What sales answered to a hand-off. */
export type Answered =
  | { readonly answer: 'waiting' }
  | { readonly answer: 'accepted'; readonly answeredAt: string }
  | {
      readonly answer: 'returned';
      readonly answeredAt: string;
      readonly reason: ReturnReason;
      readonly note?: string;
    };

/** An event, or a touch that is kept without its page view. */
export type TimelineEntry = { readonly at: string; readonly record: string; readonly touch?: Touch } & (
  | ({
      readonly kind: LeadEvent['kind'];
      readonly event: string;
      readonly received: string;
      readonly confirmed?: Confirmed;
      /** Where another holds of what was said first; null: none. */
      readonly firstConfirmed?: Confirmed | null;
    } & Omit<LeadEvent, 'id' | 'time' | 'received' | 'kind' | 'touch' | 'confirmed' | 'firstConfirmed'>)
  | { readonly kind: 'touch'; readonly trusted: boolean }
);
