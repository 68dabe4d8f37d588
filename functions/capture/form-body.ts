// The body of a form, in each of the three encodings in which it may come.
import type { Sent } from '../domain/event/form-fields.ts';
import { readMediaType } from '../runtime/media-type.ts';
import type { HttpRequest } from '../runtime/request.ts';

export type BodyReading =
  | { readonly kind: 'read'; readonly sent: Sent }
  | { readonly kind: 'malformed' | 'too-large' | 'unsupported-encoding' };

const MAX_BODY_BYTES = 256 * 1024;

export const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
] as const;

/** Of a name that comes more than once the last value is taken. */
export async function readFormBody({
  headers,
  body,
}: Pick<HttpRequest, 'headers' | 'body'>): Promise<BodyReading> {
  const { type, isUtf8 } = readMediaType(headers['content-type']);
  if (headers['content-encoding'] !== undefined) return { kind: 'unsupported-encoding' };
  if (!isUtf8 || !isFormType(type)) return { kind: 'unsupported-encoding' };
  if (body.length > MAX_BODY_BYTES) return { kind: 'too-large' };
  try {
    return { kind: 'read', sent: await READERS[type](body, headers['content-type'] ?? '') };
  } catch {
    // Their readers throw on nothing but bodies that are not what their type says.
    return { kind: 'malformed' };
  }
}

type FormType = (typeof FORM_TYPES)[number];
type Reader = (body: Buffer, contentType: string) => Sent | Promise<Sent>;

const READERS: Readonly<Record<FormType, Reader>> = {
  'application/x-www-form-urlencoded': (body) => new Map(new URLSearchParams(utf8(body))),
  'multipart/form-data': async (body, contentType) => {
    // Node loads its HTTP client for this, tens of milliseconds: only for those who need it.
    const form = await new Response(Uint8Array.from(body), {
      headers: { 'content-type': contentType },
    }).formData();
    return new Map([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  },
  'application/json': (body) => {
    const value: unknown = JSON.parse(utf8(body));
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new TypeError('not an object');
    return new Map(
      Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, textOf(each)]])),
    );
  },
};

function isFormType(type: string): type is FormType {
  return (FORM_TYPES as readonly string[]).includes(type);
}

function textOf(value: unknown): string | null {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
}

function utf8(body: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(body);
}
