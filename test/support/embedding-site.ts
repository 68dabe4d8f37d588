// A site on another origin than imbuto's that pastes its script, under a content security policy that allows no more than that.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { defineConfig } from '../../functions/domain/config/define-config.ts';
import { onLoopback, type Served } from './loopback.ts';

const GUIDE = 'guide.pdf';

const CONFIG = defineConfig({
  timezone: 'UTC',
  locale: 'en',
  forms: [
    {
      id: 'ebook',
      title: { en: 'The e-book', it: 'L’e-book' },
      fields: [
        { name: 'email', type: 'email' },
        { name: 'plan', type: 'select', options: ['free', 'pro'] },
        { name: 'topics', type: 'checkboxes', options: ['news', 'offers'] },
        { name: 'terms', type: 'consent', text: { en: 'I agree', it: 'Accetto' }, version: '1' },
        { name: 'seats', type: 'number' },
        { name: 'note', type: 'textarea' },
        { name: 'variant', type: 'hidden' },
      ],
    },
    {
      id: 'elsewhere',
      title: 'Elsewhere',
      fields: [
        { name: 'email', type: 'email' },
        { name: 'name', type: 'text', required: true, aliases: ['Your Name'] },
      ],
      thanks: '/thanks?from=elsewhere',
    },
    {
      id: 'guide',
      fields: [{ name: 'email', type: 'email' }],
      delivers: GUIDE,
    },
    {
      id: 'asking',
      fields: [{ name: 'email', type: 'email' }],
      variants: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, title: `Variant ${id}` })),
    },
  ],
  funnels: [
    {
      id: 'trial',
      kind: 'sales',
      by: ['channel', 'first.channel'],
      stages: [
        { id: 'interest', on: [{ form: 'ebook' }] },
        { id: 'action', on: [{ event: 'Order Completed', from: 'server' }] },
      ],
    },
    {
      id: 'visits',
      kind: 'marketing',
      by: ['channel', 'first.channel'],
      stages: [
        { id: 'first', on: [{ page: '/*' }] },
        { id: 'offered', on: [{ page: '/offer' }] },
        { id: 'signing', on: [{ page: '/signup' }] },
        { id: 'sent', on: [{ form: 'ebook' }] },
        { id: 'asked', on: [{ event: 'Price Asked' }, { form: 'asking' }] },
      ],
    },
  ],
});

/** @returns the file's path, for `IMBUTO_CONFIG` */
export function writeEmbeddingConfig(directory: string): string {
  const file = join(directory, 'funnels.json');
  writeFileSync(join(directory, GUIDE), 'The guide');
  writeFileSync(file, JSON.stringify({ ...CONFIG, freshness: '1s' }));
  return file;
}

/**
 * Its pages are in Italian, have a form each and, below `/shown` and `/asking`, a place for imbuto's own.
 * @param imbuto its address
 * @param tag more attributes of the script's
 */
export async function openEmbeddingSite(imbuto: string, tag: string): Promise<Served> {
  const policy = [
    "default-src 'none'",
    `script-src ${imbuto}`,
    `connect-src ${imbuto}`,
    `form-action ${imbuto}`,
    'img-src data:',
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const server = createServer(({ url = '/' }, response) => {
    const [form, more] = url.startsWith('/elsewhere')
      ? ['elsewhere', '<input name="Your Name" id="n"> <label for="n">Nome</label>']
      : [url.startsWith('/guide') ? 'guide' : 'ebook', ''];
    const own = url.startsWith('/shown') ? 'ebook' : url.startsWith('/asking') ? 'asking' : undefined;
    const body = own
      ? `<div data-imbuto-form="${own}"></div>`
      : `<form action="${imbuto}/f/${form}" method="post" novalidate>
<label>E-mail <input name="email"></label>${more}<input type="hidden" name="_page" value=""><button name="action">Invia</button></form>`;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    });
    response.end(`<!doctype html><html lang="it"><head><meta charset="utf-8"><title>${url}</title>
<link rel="icon" href="data:,"><script async src="${imbuto}/embed.js" ${tag}></script></head><body>${body}</body></html>`);
  });
  return await onLoopback(server);
}
