// Who may ask the local DynamoDB: programs that know the host's access key, and no web page.
import type { IncomingHttpHeaders } from 'node:http';
import { sameKey } from '../../../functions/runtime/same-key.ts';
import { refused } from './dynamodb-error.ts';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const CREDENTIAL = /^AWS4-HMAC-SHA256\s.*?Credential=([^/,\s]+)\//;

/** @throws DynamoDBServiceException with the reason, by the names that AWS has for it */
export function assertMayAsk(headers: IncomingHttpHeaders, accessKeyId: string): void {
  if (headers.origin !== undefined) {
    throw refused(
      'AccessDeniedException',
      'Web pages are not answered: the request has an Origin header. Ask from a program, with the access key of the host.',
    );
  }
  // A name that somebody else let point to this machine, so that a page of theirs may read what is here.
  if (!LOOPBACK.test(headers.host ?? '')) {
    throw refused(
      'AccessDeniedException',
      `The host ${headers.host ?? ''} is not the loopback: ask 127.0.0.1 or localhost.`,
    );
  }
  if (headers.authorization === undefined) {
    throw refused('MissingAuthenticationTokenException', 'The request is not signed (Authorization header).');
  }
  const [, named = ''] = CREDENTIAL.exec(headers.authorization) ?? [];
  if (!sameKey(named, accessKeyId)) {
    throw refused(
      'UnrecognizedClientException',
      'The security token included in the request is invalid: its access key is not that of the host that runs here.',
    );
  }
}
