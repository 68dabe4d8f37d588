// Sending one mail by SES, and what became of it: sent, refused, or not known.
import { setTimeout as pause } from 'node:timers/promises';
import { type SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** One plain address. */
  readonly replyTo?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  /** Of a mail to or about a lead: the public id of its record, which does not tell who it is. */
  readonly lead?: string;
};

/** `refused`: it has certainly not gone. `unknown`: no answer came, so that it may have. */
export type Sending =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused' | 'unknown'; readonly error: MailNotSent };

export type SendMail = (mail: Mail) => Promise<Sending>;

/** Holds the name of what went wrong and nothing else: messages of SES quote addresses. */
export class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
}

/** Of SES; the inbox of the local host finds by it what an erasure takes along. */
export const LEAD_TAG = 'lead';

/** An account may send so many mails a second, in the sandbox one. */
const THROTTLED = 'TooManyRequestsException';
const PATIENCE_MS = [1_000, 2_000, 4_000];

/** @param configurationSet by which SES tells of bounces and complaints; absent: it does not */
export function sesMail(
  client: SESv2Client,
  from: string,
  wait: (ms: number) => unknown = pause,
  configurationSet?: string,
): SendMail {
  return async ({ to, subject, text, html, replyTo, lead, headers = [] }) => {
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
      ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
      ...(lead === undefined ? {} : { EmailTags: [{ Name: LEAD_TAG, Value: lead }] }),
      Content: {
        Simple: {
          ...(headers.length === 0
            ? {}
            : { Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })) }),
          Subject: { Data: subject, Charset: 'UTF-8' },
          Body: { Text: { Data: text, Charset: 'UTF-8' }, Html: { Data: html, Charset: 'UTF-8' } },
        },
      },
    });
    for (let attempt = 0; ; attempt++) {
      try {
        await client.send(command);
        return { outcome: 'sent' };
      } catch (error) {
        const patience = PATIENCE_MS[attempt];
        const throttled = error instanceof Error && error.name === THROTTLED;
        if (!throttled || patience === undefined) return notSent(error);
        await wait(patience);
      }
    }
  };
}

/** No connection, no mail. */
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function notSent(cause: unknown): Sending {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const refused = cause instanceof SESv2ServiceException || NEVER_ARRIVED.has(code);
  const name = cause instanceof Error ? cause.name : typeof cause;
  return {
    outcome: refused ? 'refused' : 'unknown',
    error: new MailNotSent([name, code].filter((part) => part !== '').join(' ')),
  };
}
