// What is said of an erasure once it is done.

/** Point-in-time recovery keeps former states of the table for up to so many days. */
export const RECOVERY_DAYS = 35;

export type Receipt = {
  /** The record's keyed hash. */
  readonly erased: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Counted right before it: what was received meanwhile went along. */
  readonly removed: {
    readonly records: number;
    readonly events: number;
    /** Submissions in quarantine with an e-mail of the lead. */
    readonly quarantined: number;
    /** Mails to and about the lead in the inbox of the machine where imbuto runs; absent on AWS, which keeps none. */
    readonly localMails?: number;
  };
  /** Where something of it may still be, and for how long at most. */
  readonly notReached: readonly NotReached[];
};

export type NotReached =
  | { readonly what: 'recovery-copies'; readonly days: number }
  /** Receivers of webhooks that were told of the lead, by the host of their address. */
  | { readonly what: 'webhooks'; readonly hosts: readonly string[] }
  /** Whom of the owner's people how many mails about the lead went to, at most; null: it is not known any more. */
  | {
      readonly what: 'mails';
      readonly to: readonly { readonly address: string; readonly mails: number | null }[];
    }
  /** How many mails went to the lead itself, or may have, in the last 60 days; null: it is not known any more. */
  | { readonly what: 'mails-to-lead'; readonly mails: number | null }
  /** Files of exported data, without names: what it did is in them until they are written anew. */
  | { readonly what: 'exports'; readonly every: 'day' | 'week' };
