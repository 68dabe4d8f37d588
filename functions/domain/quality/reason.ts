// The reasons for which something was not counted as it was meant.
import type { IgnoredReason } from '../funnel/revenue.ts';

/** What an event says of itself, each with the letter by which it is stored. Only ever added to. */
const LETTERS = {
  'value-unreadable': 'v',
  'currency-unreadable': 'c',
  'time-unreadable': 't',
  'time-clamped': 'k',
  'id-placeholder': 'i',
  'order-without-id': 'o',
  'letters-guessed': 'l',
  'file-left-out': 'f',
  'arrival-unknown': 'a',
  'value-beyond-limit': 'b',
  'referral-unreadable': 'r',
} as const;

export type FlagReason = keyof typeof LETTERS;

const BY_LETTER: ReadonlyMap<string, FlagReason> = new Map(
  Object.entries(LETTERS).map(([reason, letter]) => [letter, reason as FlagReason]),
);

export function letterOf(reason: FlagReason): string {
  return LETTERS[reason];
}

export function reasonOfLetter(letter: string): FlagReason | undefined {
  return BY_LETTER.get(letter);
}

export function isFlagReason(value: unknown): value is FlagReason {
  return typeof value === 'string' && Object.hasOwn(LETTERS, value);
}

/** What follows from the other events of a lead. */
const IGNORED = {
  'no-order': 'change-of-no-order',
  'other-currency': 'change-in-other-currency',
  untrusted: 'change-with-public-key',
} as const satisfies Record<IgnoredReason, string>;

export function reasonOfIgnored(reason: IgnoredReason): LeadReason {
  return IGNORED[reason];
}

/** Reasons that are counted of leads. */
export const LEAD_REASONS = [
  'value-unreadable',
  'currency-unreadable',
  'order-without-value',
  'order-without-id',
  'change-of-no-order',
  'change-in-other-currency',
  'change-with-public-key',
  'time-unreadable',
  'time-clamped',
  'id-placeholder',
  'letters-guessed',
  'file-left-out',
  'arrival-unknown',
  'value-beyond-limit',
  'referral-unreadable',
] as const satisfies readonly (FlagReason | (typeof IGNORED)[IgnoredReason] | 'order-without-value')[];
export type LeadReason = (typeof LEAD_REASONS)[number];

/** Reasons for which a call or a field of a request was not taken: they are counted when the request is answered. */
export const REQUEST_REASONS = [
  'robot',
  'call-not-object',
  'call-unknown-type',
  'call-too-large',
  'call-beyond-limit',
  'call-without-id',
  'call-without-name',
  'call-without-page',
  'alias-refused',
  'past-form-refused',
  'call-letters-lost',
  'field-undeclared',
] as const;
export type RequestReason = (typeof REQUEST_REASONS)[number];

export type QualityReason = LeadReason | RequestReason;

export function isLeadReason(reason: string): reason is LeadReason {
  return LEAD_REASONS.some((known) => known === reason);
}

export function isRequestReason(reason: string): reason is RequestReason {
  return REQUEST_REASONS.some((known) => known === reason);
}
