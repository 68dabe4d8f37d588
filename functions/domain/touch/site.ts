// Which hosts are one site: a step from one to the other is no arrival.

/** Suffixes under which strangers live side by side: there a site is one host. */
const SHARED = new Set(
  `amazonaws.com azurewebsites.net blogspot.com cargo.site carrd.co cloudfront.net duckdns.org firebaseapp.com fly.dev
  framer.app framer.website github.io gitlab.io glitch.me herokuapp.com myshopify.com neocities.org netlify.app ngrok.io
  ngrok-free.app notion.site onrender.com pages.dev railway.app repl.co replit.app surge.sh tilda.ws translate.goog
  trycloudflare.com ucoz.ru vercel.app web.app webflow.io weebly.com wixsite.com wordpress.com workers.dev`.split(
    /\s+/,
  ),
);

/** Second levels that, before a country's two letters, are part of the ending: `co.uk`, `com.br`, `msk.ru`. */
const SECOND_LEVELS = new Set(
  'ac co com edu go gob gouv gov ind ltd me mil msk ne net nom or org plc sch spb web'.split(' '),
);

/**
 * The host in small letters, without port, final dot and a leading `www.`; undefined for what is none.
 * @param value a host, a host with a port, or an address with one
 */
export function readHost(value: string): string | undefined {
  const text = value.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  return plainHost(url?.hostname ?? '');
}

export function plainHost(hostname: string): string | undefined {
  return (
    hostname
      .toLowerCase()
      .replace(/\.$/, '')
      .replace(/^www\.(?=.*\.)/, '') || undefined
  );
}

/** True for one host, and for hosts under one registered domain (by the usual endings, without the Public Suffix List). */
export function isSameSite(a: string, b: string): boolean {
  return a === b || registered(a) === registered(b);
}

function registered(host: string): string {
  if (/^[\d.]+$|:/.test(host)) return host;
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  if (SHARED.has(`${second}.${top}`)) return host;
  return labels.slice(top.length === 2 && SECOND_LEVELS.has(second) ? -3 : -2).join('.');
}
