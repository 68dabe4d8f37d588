// Who sent a submission, as a keyed hash of the address: it tells senders apart and names none.
import { createHmac } from 'node:crypto';

/** @param address an IPv4 or IPv6 address */
export function senderOf(key: string, address: string): string {
  const said = JSON.stringify(['sender', network(address)]);
  return createHmac('sha256', key).update(said).digest('base64url').slice(0, 22);
}

/** One customer of a provider has a whole network of IPv6: its first 64 bits. */
function network(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
