// Why a submission is in quarantine and not a lead.

/** Stored by name: names are only ever added. */
export const SPAM_REASONS = [
  /** The field that people never see was filled in. */
  'trap',
  /** The user agent is that of a known crawler, or the request prepared a page. */
  'robot',
  /** The form was answered faster than a person can. */
  'too-fast',
  /** The token of the form was not issued here, or for another form. */
  'forged-token',
  /** Cloudflare Turnstile refused the answer to its challenge, or there was none. */
  'turnstile',
  /** The domain of the e-mail, or of a link in the answers, is blocked. */
  'domain',
  /** A blocked word stands in the answers. */
  'word',
  /** One address sent more within the hour than the form allows. */
  'too-many',
] as const;
export type SpamReason = (typeof SPAM_REASONS)[number];

export function isSpamReason(value: unknown): value is SpamReason {
  return SPAM_REASONS.some((one) => one === value);
}
