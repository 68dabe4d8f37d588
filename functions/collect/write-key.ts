// Who sends: a browser with the public key, a server with the secret one, or nobody we know.

import type { Secret } from '../runtime/kept-secret.ts';
import { sameKey } from '../runtime/same-key.ts';

export type Keys = { readonly publicKey: string; readonly secretKey: Secret };
export type Sender = 'public' | 'secret' | 'unknown';

/** The secret is read only for a key that is not the public one. */
export async function whoSends(key: string | undefined, { publicKey, secretKey }: Keys): Promise<Sender> {
  if (key === undefined || key === '') return 'unknown';
  if (sameKey(key, publicKey)) return 'public';
  return sameKey(key, await secretKey()) ? 'secret' : 'unknown';
}

/** The key of Basic authentication (its user name; Segment's libraries leave the password empty), else the body's. */
export function readKey(
  authorization: string | undefined,
  body: Readonly<Record<string, unknown>>,
): string | undefined {
  const basic = /^basic\s+([a-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':', 1)[0];
  return typeof body.writeKey === 'string' ? body.writeKey : undefined;
}
