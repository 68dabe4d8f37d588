// What RudderStack's libraries for pages ask for before they send anything: their source, with nothing to load and nothing to report.
import { closedKey, unknownKey } from '../collect/refused-key.ts';
import { publicKeyOf, readKey } from '../collect/write-key.ts';
import { KEY_QUOTA } from '../domain/config/door.ts';
import { keyEntrance } from '../door/door.ts';
import { type HttpAnswer, json } from '../runtime/answer.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';

/** They ask for it with a final slash, for which the gateway has no routes: so it comes to capture and not to collect. */
export const SOURCE_CONFIG = '/sourceConfig';

/** A page that has it asks again after five minutes; it is the same for all keys. */
const CACHE = { 'cache-control': 'public, max-age=300' } as const;

const SOURCE = {
  id: 'imbuto',
  name: 'imbuto',
  workspaceId: 'imbuto',
  enabled: true,
  config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
  destinations: [],
} as const;

/** The secret key is no key here: this address stands in the pages of sites. */
export async function showSourceConfig(
  { config, publicKey, door }: Pick<CaptureDeps, 'config' | 'publicKey' | 'door'>,
  request: HttpRequest,
): Promise<HttpAnswer> {
  const said = readKey(request.headers.authorization, { writeKey: request.query.get('writeKey') });
  const publicKeys = config.publicKeys ?? [{ key: publicKey, quota: KEY_QUOTA }];
  const key = publicKeyOf(said ?? '', { publicKeys });
  if (key === undefined) return unknownKey(request);
  if (await door.isClosed(keyEntrance(key), request.received)) return closedKey(request);
  return json(200, { source: SOURCE }, CACHE);
}
