// Posts one signed webhook: a success is an answer of 2xx in time; redirects are not followed.
import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { isPublic } from '../domain/tell/public-address.ts';
import { AddressRefused, checkedLookup } from './safe-address.ts';

export type PostWebhook = {
  readonly url: string;
  /** As `signingKey` makes it. */
  readonly key: string;
  readonly id: string;
  readonly body: string;
  /** ms since the epoch. */
  readonly now: number;
  readonly allowsLoopback: boolean;
  /** Ms until an answer must have begun; absent: ten seconds. */
  readonly timeout?: number;
};

/** Holds the status or the name of what went wrong: neither address nor body. */
export class WebhookNotTaken extends Error {
  override readonly name = 'WebhookNotTaken';
}

const TIMEOUT_MS = 10_000;

/** A receiver's key, of the stack's secret and the name in the configuration. */
export function signingKey(root: string, name: string): string {
  return `whsec_${createHmac('sha256', root).update(`webhook ${name}`).digest('base64')}`;
}

/** @throws WebhookNotTaken, AddressRefused */
export async function postWebhook({
  url,
  key,
  id,
  body,
  now,
  allowsLoopback,
  timeout = TIMEOUT_MS,
}: PostWebhook): Promise<void> {
  const address = new URL(url);
  const host = address.hostname.replace(/^\[|\]$/g, '');
  if (address.protocol !== 'https:' && !allowsLoopback) throw new AddressRefused('only https is spoken');
  // A literal address is never looked up.
  if (isIP(host) !== 0 && !isPublic(host, allowsLoopback))
    throw new AddressRefused('the receiver is not on the public internet');
  const request = address.protocol === 'https:' ? requestHttps : requestHttp;
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(
      address,
      {
        method: 'POST',
        agent: false,
        lookup: checkedLookup(allowsLoopback),
        signal: AbortSignal.timeout(timeout),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'imbuto',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now / 1000)),
          'webhook-signature': new Webhook(key).sign(id, new Date(now), body),
        },
      },
      (answer) => {
        answer.destroy();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  }).catch((cause: unknown) => {
    if (cause instanceof AddressRefused) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new WebhookNotTaken(`no answer ${code}`.trim());
  });
  if (status < 200 || status > 299) throw new WebhookNotTaken(`answered ${status}`);
}
