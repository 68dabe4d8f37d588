// The canary: what a host of a test says must hold no e-mail address, in any form.
import { subscribe } from 'node:diagnostics_channel';

export class AddressLeaked extends Error {
  override readonly name = 'AddressLeaked';
}

/** As it is, percent-encoded, or with the escape of JSON; versions of packages have an `@` too, and no letters at their end. */
const ADDRESS = /[\w.+-]+(?:@|%40|\\u0040)(?:[\w-]+\.)+[a-z]{2,}(?![\w/])/i;

/** The redirects of each host, which undici tells of: an address in one would stand in histories and in logs of proxies. */
const redirects = new Map<string, string[]>();
subscribe('undici:request:headers', (message) => {
  const { request, response } = message as {
    readonly request: { readonly origin?: unknown };
    readonly response: { readonly headers: readonly Buffer[] };
  };
  const { headers } = response;
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() !== 'location') continue;
    const origin = String(request.origin);
    redirects.set(origin, [...(redirects.get(origin) ?? []), `location: ${headers[at + 1]}`]);
  }
});

export function holdsAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** @throws AddressLeaked with each line that holds an address; to be called when a host of a test is closed */
export function assertNoAddress(said: string, url = ''): void {
  const lines = [...said.split('\n'), ...(redirects.get(url) ?? [])];
  const leaked = lines.filter(holdsAddress);
  if (leaked.length === 0) return;
  throw new AddressLeaked(
    `an e-mail address stands in what the host said or where it led to:\n${leaked.slice(0, 5).join('\n')}`,
  );
}
