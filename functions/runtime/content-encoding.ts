// A body as it was before its sender compressed it, and never more of it than is taken.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';

export type DecodedBody =
  | { readonly kind: 'decoded'; readonly body: Buffer }
  | { readonly kind: 'malformed' | 'too-large' | 'unsupported-encoding' };

/** What `Accept-Encoding` says in the answer to an encoding that is not read here (RFC 9110, 15.5.16). */
export const READ_ENCODINGS = 'gzip, deflate, br, identity';

type Decoder = (body: Buffer, options: ZlibOptions) => Buffer;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', (body, options) => (isZlib(body) ? inflateSync : inflateRawSync)(body, options)],
  ['br', brotliDecompressSync],
]);

/**
 * @param contentEncoding the header; absent, empty and `identity` are the body as it is
 * @param most bytes of the body as it came, and of the body as it was: nothing beyond them is unpacked
 */
export function decodeBody(body: Buffer, contentEncoding: string | undefined, most: number): DecodedBody {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding, ...more] = codings;
  const decoder = coding === undefined ? undefined : DECODERS.get(coding);
  if (more.length > 0 || (coding !== undefined && decoder === undefined))
    return { kind: 'unsupported-encoding' };
  if (body.length > most) return { kind: 'too-large' };
  if (decoder === undefined) return { kind: 'decoded', body };
  try {
    return { kind: 'decoded', body: decoder(body, { maxOutputLength: most }) };
  } catch (error) {
    return { kind: isTooLarge(error) ? 'too-large' : 'malformed' };
  }
}

/** `deflate` is zlib's format (RFC 9110, 8.4.1.2), but some senders leave its two bytes of header out (RFC 1950, 2.2). */
function isZlib(body: Buffer): boolean {
  const [method = 0, flags = 0] = body;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
