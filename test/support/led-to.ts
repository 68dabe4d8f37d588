// What tests are led to, told to the watcher of a run of them. Proofs answer requests as well, and run without it.
import { channel } from 'node:diagnostics_channel';

/** Where tests tell of addresses that they were led to: redirects, headers, and links of pages. */
export const LED_TO = channel('imbuto:test:led-to');

/** @param markup of a page, or another body */
export function ledTo(headers: Readonly<Record<string, string | undefined>>, markup: string): void {
  const links = markup.matchAll(/\s(?:href|action)="(\/[^"]*)"/g);
  for (const one of [...Object.values(headers), ...[...links].map(([, link]) => link)]) LED_TO.publish(one);
}
