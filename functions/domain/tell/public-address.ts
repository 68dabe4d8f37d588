// Which addresses webhooks may be sent to: public ones.
import ipaddr from 'ipaddr.js';

/** Of the rest, some lead to IPv4 addresses: `::7f00:1` is 127.0.0.1. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** @param allowsLoopback for a receiver on the machine of the local host */
export function isPublic(address: string, allowsLoopback: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  let ip = ipaddr.parse(address);
  if ('isIPv4MappedAddress' in ip && ip.isIPv4MappedAddress()) ip = ip.toIPv4Address();
  const range = ip.range();
  const isGlobal = range === 'unicast' && (ip.kind() === 'ipv4' || ip.match(GLOBAL_IPV6));
  return isGlobal || (allowsLoopback && range === 'loopback');
}

/** False where the host of an address is written as an IP address that is not public; a name says nothing before it is resolved. */
export function mayBePublic(url: string, allowsLoopback: boolean): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  return !ipaddr.isValid(host) || isPublic(host, allowsLoopback);
}
