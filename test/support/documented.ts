// The examples of docs/sending.md, with the address and the public key of an imbuto in them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type At = { readonly key: string; readonly url: string };

/** @param index among those of the section in that language */
export function documented(
  section: string,
  language: 'js' | 'html',
  index: number,
  { key, url }: At,
): string {
  const docs = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'sending.md'), 'utf8');
  const part = docs.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '';
  const all = [...part.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language);
  const example = all[index]?.[2];
  if (example === undefined) throw new Error(`docs/sending.md has no ${language} ${index} in "${section}"`);
  const [protocol = '', host = ''] = url.split('://');
  return example
    .replaceAll('PUBLIC-KEY', key)
    .replaceAll('https://YOUR-API', url)
    .replaceAll('YOUR-API', host)
    .replaceAll("'https'", `'${protocol}'`);
}

/** What a bundler makes of a module that imports a library: a script on a page that has the library's global before it. */
export function bundled(module: string, library: string): string {
  const script = module
    .replace(/^import (.*) from '.*';$/m, `const $1 = ${library};`)
    .replace(/^export /gm, '');
  return `<script src="/index.js"></script><script>${script}</script>`;
}
