// The client of the mail service.
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientSettings } from './client-settings.ts';

/** One attempt: SES has no key by which it would know a mail again, so that a lost answer tried again is a second mail. */
export function sesClient(): SESv2Client {
  return new SESv2Client(clientSettings('SESV2', { requestTimeout: 10_000, attempts: 1 }));
}
