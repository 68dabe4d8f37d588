// The bytes of an item: JSON, deflated where it would not fit the first KB.
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Strings that most items hold: deflate finds them here at the cost of two bytes. Never changed, only replaced under a new version. */
const DICTIONARY = Buffer.from(
  '{"referrer":"","landingPage":"/","content":"","term":"","campaign":"","medium":"referral","medium":"social","medium":"email","medium":"organic","medium":"cpc","source":"google","channel":"Email","channel":"Referral","channel":"Organic Social","channel":"Paid Social","channel":"Organic Search","channel":"Paid Search","clickId":"gclid","currency":"USD","currency":"EUR","minor":,"order":{"id":","value":{"properties":{"email":"name":"newsletter":"Trial Started","Order Completed","/pricing","/blog/first.channel=Direct":{"e":1,"l0":1,"d1":1,"l1":1,"b1":1,"o3":1,"first.channel=Paid Search":{"first.channel=Organic Search":{"channel=Organic Social":{"channel=Direct":{"channel=Paid Search":{"channel=Organic Search":{"":{"e":1,"l0":1,"l1":1,"b1":1,"f1:1,"p1:1,"2026-"t":0},"i":[0,","@example.com"],"@gmail.com"],"e":[[1,"f:ebook:","p:","s:","c":{"',
);
const DEFLATED = 1;
const PLAIN = 2;
/**
 * An item of up to a KB costs the same whatever its length, so what fits there as it is saves the time to deflate it. Its
 * keys, names and version take the rest of the KB.
 */
const PLAIN_BYTES = 1024 - 40;

export function pack(value: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(value));
  if (body.length < PLAIN_BYTES) return Buffer.concat([Buffer.of(PLAIN), body]);
  return Buffer.concat([Buffer.of(DEFLATED), deflateRawSync(body, { dictionary: DICTIONARY, level: 6 })]);
}

/** @throws UnreadableItem */
export function unpack(bytes: Uint8Array): unknown {
  const [version] = bytes;
  if (version !== DEFLATED && version !== PLAIN) {
    throw new UnreadableItem(`an item is of codec ${version}, this code reads up to ${PLAIN}`);
  }
  try {
    const body = bytes.subarray(1);
    const json = version === PLAIN ? body : inflateRawSync(body, { dictionary: DICTIONARY });
    return JSON.parse(DECODER.decode(json));
  } catch (cause) {
    throw new UnreadableItem('an item is damaged', { cause });
  }
}

/**
 * The object that an item of this shape holds. The codec byte is the version of the shape: what another version wrote is refused
 * before.
 * @throws UnreadableItem
 */
export function unpackObject<Shape extends object>(bytes: Uint8Array): Shape {
  const value = unpack(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableItem('an item holds no object');
  return value as Shape;
}

/** @throws UnreadableItem where a stored number names nothing that this code knows */
export function known<Value>(values: readonly Value[], index: number, what: string): Value {
  const value = values[index];
  if (value === undefined) throw new UnreadableItem(`${what} ${index} is unknown to this code`);
  return value;
}

const DECODER = new TextDecoder();

/** An item that a newer version of the code wrote, or that is damaged. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
}
