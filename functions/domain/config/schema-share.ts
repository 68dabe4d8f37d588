// The schema of share links.
import * as v from 'valibot';
import { shape } from './schema-parts.ts';
import { isDestination } from './web-address.ts';

const TO = `where the links lead that leads share: a form of yours, '/f/{id}', or a page of yours with the script or a form of imbuto's, like 'https://example.com/'; https (http for localhost only), no #, at most 1000 characters`;

export const Share = shape('{ to }', {
  to: v.pipe(
    v.string(TO),
    v.check((text) => isDestination(text) && !text.includes('#'), TO),
    v.maxLength(1_000, TO),
    v.description(TO),
  ),
});
