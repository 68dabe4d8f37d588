// What SES tells EventBridge of a mail that could not be delivered or was complained of, as far as anybody here reads it.
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../template/physical-ids.ts';
import type { JsonObject } from '../template/template.ts';
import type { KeptMail } from './kept-mail.ts';

export const FATES = ['bounce', 'complaint'] as const;
export type Fate = (typeof FATES)[number];

/** Addresses with which the same can be tried on AWS: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const SIMULATOR: Readonly<Record<string, Fate>> = {
  'bounce@simulator.amazonses.com': 'bounce',
  'complaint@simulator.amazonses.com': 'complaint',
};

/** What becomes of a mail by itself; undefined: it arrives. */
export function fateOf({ to }: KeptMail): Fate | undefined {
  return to.flatMap((address) => SIMULATOR[address.toLowerCase()] ?? [])[0];
}

export function mailEvent(
  { id, from, to, received, configurationSet = '' }: KeptMail,
  fate: Fate,
  now: Date,
): JsonObject {
  const recipients = to.map((emailAddress) => ({ emailAddress }));
  const timestamp = now.toISOString();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': fate === 'bounce' ? 'Email Bounced' : 'Email Complaint Received',
    source: 'aws.ses',
    account: ACCOUNT,
    time: timestamp.replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [],
    detail: {
      eventType: fate === 'bounce' ? 'Bounce' : 'Complaint',
      mail: {
        messageId: id,
        source: from,
        destination: [...to],
        timestamp: received,
        tags: { 'ses:configuration-set': [configurationSet] },
      },
      ...(fate === 'bounce'
        ? {
            bounce: {
              bounceType: 'Permanent',
              bounceSubType: 'General',
              bouncedRecipients: recipients,
              timestamp,
            },
          }
        : { complaint: { complainedRecipients: recipients, timestamp } }),
    },
  };
}
