// What a mail to a lead is for.

/** Stored by name: names are only ever added. */
export const MAIL_PURPOSES = ['confirm', 'reply', 'nurture'] as const;
export type MailPurpose = (typeof MAIL_PURPOSES)[number];

export function isMailPurpose(value: unknown): value is MailPurpose {
  return MAIL_PURPOSES.some((one) => one === value);
}
