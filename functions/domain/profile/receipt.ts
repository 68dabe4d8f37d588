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
  };
  /** Where something of it may still be, and for how long at most. */
  readonly notReached: readonly { readonly what: 'recovery-copies'; readonly days: number }[];
};
