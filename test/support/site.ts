// The web site of somebody who installed a library for browsers: every page loads it, from the site itself.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { onLoopback, type Served } from './loopback.ts';

const modules = createRequire(import.meta.url);

/** The bundles that the npm package brings: `index.js` sets `AnalyticsNext`, `standalone.js` makes `analytics`. */
const SEGMENT = join(dirname(modules.resolve('@segment/analytics-next/package.json')), 'dist', 'umd');
/** Its `index.js` sets `rudderanalytics`, with all of its parts in it. */
export const RUDDERSTACK = join(dirname(modules.resolve('@rudderstack/analytics-js/bundled')), '..', 'umd');

/**
 * @param head of every page, which has nothing else
 * @param bundles the directory of the library
 */
export async function openSite(head: string, bundles = SEGMENT): Promise<Served> {
  const page = `<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,">${head}</head><body></body></html>`;
  const server = createServer((request, response) => {
    const bundle = /^\/(index|standalone)\.js$/.exec(request.url ?? '')?.[0];
    const [type, body] =
      bundle === undefined ? ['text/html', page] : ['text/javascript', readFileSync(join(bundles, bundle))];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  return await onLoopback(server);
}
