// The script for other sites, as any page may load it.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HttpAnswer } from '../runtime/answer.ts';
import type { HttpRequest } from '../runtime/request.ts';
import type { CaptureDeps } from './deps.ts';

/** Pages of any site, also of one that asks for leave of everything that it loads (Cross-Origin-Embedder-Policy). */
const OPEN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } as const;
/** A changed script is with every visitor within a day, and nobody waits for it. */
const CACHE = 'public, max-age=3600, stale-while-revalidate=86400';

type Script = { readonly etag: string; readonly plain: string; readonly gzipped: Uint8Array };
type Deps = Pick<CaptureDeps, 'embedScript'>;
const made = new WeakMap<Deps, Script>();

export function showScript(deps: Deps, { headers }: Pick<HttpRequest, 'headers'>): HttpAnswer {
  const { etag, plain, gzipped } = made.get(deps) ?? make(deps);
  const always = { ...OPEN, etag, 'cache-control': CACHE, vary: 'accept-encoding' };
  if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: always };
  const zips = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers['accept-encoding'] ?? '');
  return {
    status: 200,
    headers: {
      ...always,
      'content-type': 'text/javascript; charset=utf-8',
      ...(zips ? { 'content-encoding': 'gzip' } : {}),
    },
    body: zips ? gzipped : plain,
  };
}

/** Once an instance, when it is first asked for. */
function make(deps: Deps): Script {
  const plain = deps.embedScript();
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  // Weak: the same for both encodings.
  const script = { etag: `W/"${hash}"`, plain, gzipped: gzipSync(plain, { level: 9 }) };
  made.set(deps, script);
  return script;
}

function isKnown(known: string | undefined, etag: string): boolean {
  return (known ?? '').split(',').some((each) => each.trim() === '*' || weak(each.trim()) === etag);
}

/** Proxies make strong ones weak, and the other way round. */
function weak(etag: string): string {
  return etag.startsWith('W/') ? etag : `W/${etag}`;
}
