// Signs a request to AWS by Signature Version 4, for what the bundle of capture has no room for a client of its own.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto';
import type { AwsEnvironment } from '../environment.ts';

export type Unsigned = {
  /** The name by which AWS knows the service in signatures. */
  readonly service: string;
  readonly region: string;
  /** Of a root path without a query. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** ms since the epoch. */
  readonly now: number;
};

/** The headers of the POST, the signature among them. */
export function signedHeaders(
  { service, region, url, headers, body, now }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken }: AwsEnvironment['credentials'],
): Readonly<Record<string, string>> {
  const time = timeOf(now);
  const all: Readonly<Record<string, string>> = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const signed = Object.entries({ ...all, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const request = ['POST', '/', '', lines, names, sha256(body)].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signature = signatureOf(request, { time, scope, secretAccessKey });
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** A time as signatures have it: `20261130T145343Z`. */
export function timeOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

export type SignedWith = {
  /** As `timeOf` writes it. */
  readonly time: string;
  /** Day, region, service and `aws4_request`, parted by slashes. */
  readonly scope: string;
  readonly secretAccessKey: string;
};

/** The signature of a canonical request, in hexadecimal digits. */
export function signatureOf(request: string, { time, scope, secretAccessKey }: SignedWith): string {
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
