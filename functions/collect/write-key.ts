// Who sends: a browser with a public key, a server with the secret one, or nobody we know.
import type { PublicKeyConfig } from '../domain/config/door.ts';
import type { Secret } from '../runtime/kept-secret.ts';
import { sameKey } from '../runtime/same-key.ts';

export type Keys = {
  /** The first is the one to use; the others are taken beside it, closed ones are known as such. */
  readonly publicKeys: readonly PublicKeyConfig[];
  readonly secretKey: Secret;
};
export type Sender =
  | { readonly kind: 'public'; readonly key: PublicKeyConfig }
  | { readonly kind: 'secret' | 'unknown' };

export function publicKeyOf(
  key: string,
  { publicKeys }: Pick<Keys, 'publicKeys'>,
): PublicKeyConfig | undefined {
  return publicKeys.find((known) => sameKey(key, known.key));
}

/** The secret is read only for a key that is no public one. */
export async function whoSends(key: string | undefined, keys: Keys): Promise<Sender> {
  if (key === undefined || key === '') return { kind: 'unknown' };
  const known = publicKeyOf(key, keys);
  if (known !== undefined) return { kind: 'public', key: known };
  return { kind: sameKey(key, await keys.secretKey()) ? 'secret' : 'unknown' };
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
