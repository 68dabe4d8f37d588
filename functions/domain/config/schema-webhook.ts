// The schema of a webhook.
import * as v from 'valibot';
import { WEBHOOK_KINDS } from '../tell/message.ts';
import { mayBePublic } from '../tell/public-address.ts';
import { choice, id, list, shape } from './schema-parts.ts';
import { isDestination } from './web-address.ts';

const PUBLIC = 'an address on the public internet: imbuto sends nothing into private networks';
const ADDRESS = `the address that is posted to, with https (http for localhost only, which only the local host takes), like 'https://example.com/hooks/imbuto'`;

export const Webhook = shape('a webhook: { url, on, funnels, secret }', {
  url: v.pipe(
    v.string(ADDRESS),
    v.check((text) => isDestination(text) && !text.startsWith('/') && !text.includes('#'), ADDRESS),
    v.check((text) => mayBePublic(text, true), PUBLIC),
    v.maxLength(2_000, ADDRESS),
    v.description(ADDRESS),
  ),
  on: list(
    `what is told: 'form', 'stage', 'handOff', 'order', 'erased', 'alert'`,
    choice(`'form', 'stage', 'handOff', 'order', 'erased' or 'alert'`, WEBHOOK_KINDS),
    1,
    WEBHOOK_KINDS.length,
  ),
  funnels: v.optional(
    list(
      'the funnels of which stages, hand-offs and alerts are told, 1 to 20; left out: all',
      id('the id of a funnel'),
      1,
      20,
    ),
  ),
  secret: v.optional(
    id(
      'a name for the key of its signatures, which is no secret: "npm run webhooks -- secret <name>" prints the key',
    ),
    'webhooks',
  ),
});
