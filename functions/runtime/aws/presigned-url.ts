// An address that opens one object of S3 for a short while, signed by Signature Version 4 in its query.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import type { AwsEnvironment } from '../environment.ts';
import { signatureOf, timeOf } from './signed-request.ts';

export type PresignedObject = {
  readonly bucket: string;
  readonly key: string;
  readonly expiresSeconds: number;
  /** ms since the epoch. */
  readonly now: number;
  /** What S3 answers with beside the object, e.g. `response-content-disposition`. */
  readonly answer?: Readonly<Record<string, string>>;
};

export function presignedGet(environment: AwsEnvironment, object: PresignedObject): string {
  const { region, endpoint } = environment;
  const path = object.key.split('/').map(encoded).join('/');
  const address =
    endpoint === undefined
      ? `https://${object.bucket}.s3.${region}.amazonaws.com/${path}`
      : `${endpoint}/${object.bucket}/${path}`;
  return presigned(new URL(address), environment, object);
}

/** @param url of the object */
export function presigned(
  url: URL,
  { region, credentials }: AwsEnvironment,
  { expiresSeconds, now, answer = {} }: Omit<PresignedObject, 'bucket' | 'key'>,
): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const time = timeOf(now);
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = Object.entries({
    ...answer,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresSeconds),
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const request = ['GET', url.pathname, query, `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const signature = signatureOf(request, { time, scope, secretAccessKey });
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature}`;
}

/** As AWS encodes: more than `encodeURIComponent` does. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
