// Origins and the addresses a visitor may be sent to.

/** Plain http is for the developer's own machine only. */
function isSafe({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  return (
    protocol === 'http:' && (/^(.+\.)?localhost$/.test(hostname) || ['127.0.0.1', '[::1]'].includes(hostname))
  );
}

function parse(text: string): URL | undefined {
  return /^https?:\/\/[^/\\?#@\s]+/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** The origin as a browser sends it; undefined where the text is not scheme://host[:port] or not safe. */
export function originOf(text: string): string | undefined {
  const url = parse(text);
  if (url === undefined || !isSafe(url) || /^https?:\/\/[^/?#]*[/?#\\]/i.test(text)) return undefined;
  return url.username === '' && url.password === '' && !url.hostname.includes('*') ? url.origin : undefined;
}

/** The origin that a longer address has, to be proposed in its place. */
export function originWithin(text: string): string | undefined {
  const url = parse(text) ?? parse(`https://${text}`);
  return url && originOf(url.origin);
}

/** True for a path of this site, or an absolute address on a safe scheme. */
export function isDestination(text: string): boolean {
  // A browser reads // and /\ as the start of another host, and drops tabs and line ends before it looks.
  if (/[\s\\]/.test(text)) return false;
  if (text.startsWith('/')) {
    return !text.startsWith('//') && URL.canParse(text, 'https://example.com');
  }
  const url = parse(text);
  return url !== undefined && isSafe(url) && url.username === '' && url.password === '';
}
