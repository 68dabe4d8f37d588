// What the world sends, and what becomes of it: one row a case, from the request by its own route to what the owner sees.
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { browser, form, multipart, preflight, rows, SHOP, server } from '../support/as-it-was-meant.ts';

const X = { event: 'X', userId: 'u' };
const X_IN_BATCH = { batch: [{ type: 'track', ...X }] };
const U_DID_X = [{ ids: 'user u', did: ['X'] }];
const ANNA = 'email=anna@example.com';
const JSON_ANNA = '{"email":"anna@example.com"}';
const ANNA_ASKED = [{ ids: 'email anna@example.com', did: ['ebook'] }];

const zipped = (asked: ReturnType<typeof browser>) => ({
  ...asked,
  headers: { ...asked.headers, 'content-encoding': 'gzip' },
  body: gzipSync(asked.body ?? ''),
});

describe('official clients', () => {
  rows(
    ['gzip on /v1/batch, with the public key', [zipped(browser('batch', X_IN_BATCH))], { leads: U_DID_X }],
    ['gzip on /v1/batch, with the secret key', [zipped(server('batch', X_IN_BATCH))], { leads: U_DID_X }],
    ['POST /v1/import', [server('import', X_IN_BATCH)], { leads: U_DID_X }],
    [
      'the header AnonymousId, of which the browser asks first',
      [
        preflight('/v1/track', 'anonymousid,authorization,content-type'),
        browser('track', X, { headers: { AnonymousId: 'YTE=', origin: SHOP } }),
      ],
      {
        answers: [204, 200],
        headers: { 'access-control-allow-headers': expect.stringContaining('anonymousid') },
        leads: U_DID_X,
      },
    ],
  );
});
