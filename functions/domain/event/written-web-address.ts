// Web addresses as people write them: with or without `https://`.

/** Kept as it was written, `https://` put before an address without a scheme; undefined for anything else. */
export function readWebAddress(text: string): string | undefined {
  if (/\s/.test(text)) return undefined;
  const address =
    /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/:]+:\d+(?:[/?#]|$)/.test(text) ? text : `https://${text}`;
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  const hasDot = /^[^.]+(?:\.[^.]+)+\.?$/.test(url.hostname);
  return hasDot && url.username === '' && url.password === '' ? address : undefined;
}
