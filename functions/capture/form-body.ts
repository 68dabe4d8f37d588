// The body of a form, in each of the encodings in which it may come.
import type { Locale } from '../domain/config/config.ts';
import { gather, type Sent } from '../domain/event/sent.ts';
import { parseExact } from '../domain/text/exact-json.ts';
import { UTF_8 } from '../domain/text/letters.ts';
import { type MediaType, readMediaType } from '../runtime/media-type.ts';
import type { HttpRequest } from '../runtime/request.ts';
import { jsonFields } from './json-fields.ts';
import { readMultipart, TooManyParts } from './multipart.ts';
import { readRawFields, UnknownCharset } from './raw-fields.ts';
import { readUrlencoded } from './urlencoded.ts';

/** A file that came with the form, and is not kept. */
export type LeftOut = { readonly field: string; readonly reason: 'file'; readonly bytes: number };

export type BodyReading =
  | {
      readonly kind: 'read';
      readonly sent: Sent;
      readonly left: readonly LeftOut[];
      /** Nobody said in which charset it is, and it is not UTF-8. */
      readonly isGuessed: boolean;
      /** A program wrote it, which can be told to write it again. */
      readonly isJson: boolean;
    }
  | { readonly kind: 'malformed' | 'too-large' | 'unsupported-encoding' };

type ReadBody = Extract<BodyReading, { readonly kind: 'read' }>;

/** Of text; files are not counted. */
const MAX_TEXT_BYTES = 256 * 1024;
/** Files among them. No page asks for more, and each costs some time. */
const MOST_FIELDS = 10_000;

export const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json',
  'text/plain',
] as const;

/** @param locale the language of the form: where no charset is told, its older pages are what letters are read by */
export function readFormBody(
  { headers, body }: Pick<HttpRequest, 'headers' | 'body'>,
  locale: Locale,
): BodyReading {
  const { type, charset, isUtf8 } = readMediaType(headers['content-type']);
  if (!/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? '')) {
    return { kind: 'unsupported-encoding' };
  }
  if (!isFormType(type)) return { kind: 'unsupported-encoding' };
  if (type !== 'multipart/form-data' && body.length > MAX_TEXT_BYTES) return { kind: 'too-large' };
  try {
    return READERS[type](body, { contentType: headers['content-type'] ?? '', charset, isUtf8, locale });
  } catch (error) {
    if (error instanceof TooManyParts) return { kind: 'too-large' };
    // Their readers throw on nothing but bodies that are not what their type says; without one a body may be anything.
    const unread = error instanceof UnknownCharset || type === 'text/plain' || type === '';
    return { kind: unread ? 'unsupported-encoding' : 'malformed' };
  }
}

type FormType = (typeof FORM_TYPES)[number] | '';
type Told = Pick<MediaType, 'charset' | 'isUtf8'> & { readonly contentType: string; readonly locale: Locale };
type Reader = (body: Buffer, told: Told) => BodyReading;

const READERS: Readonly<Record<FormType, Reader>> = {
  'application/x-www-form-urlencoded': (body, { charset, locale }) => {
    const fields = readUrlencoded(body);
    if (fields.length > MOST_FIELDS) return { kind: 'too-large' };
    const { named, isGuessed } = readRawFields(fields, charset, locale);
    return read(gather(named), [], isGuessed);
  },
  'multipart/form-data': (body, { contentType, charset, locale }) => {
    const { fields, files } = readMultipart(body, contentType, MOST_FIELDS);
    const bytes = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
    if (bytes > MAX_TEXT_BYTES) return { kind: 'too-large' };
    const names = files.map(({ name }) => ({ name, value: name }));
    const { named, isGuessed } = readRawFields([...fields, ...names], charset, locale);
    const left = named.slice(fields.length).map(([field], at) => ({
      field: field.slice(0, LONGEST_FIELD),
      reason: 'file' as const,
      bytes: files[at]?.bytes ?? 0,
    }));
    return read(gather(named.slice(0, fields.length)), left.slice(0, MOST_LEFT), isGuessed);
  },
  'application/json': readJson,
  // A page's script that sends text needs no preflight: a beacon, say, which may also name no type.
  'text/plain': readJson,
  '': readJson,
};

/** So many files are named in an answer, each by so much of its field's name. */
const MOST_LEFT = 20;
const LONGEST_FIELD = 100;

/**
 * The gateway hands on JSON and text as letters: in another charset than UTF-8 they are lost before they are here, and
 * U+FFFD stands in their place.
 */
function readJson(body: Buffer, { isUtf8 }: Told): BodyReading {
  if (!isUtf8) return { kind: 'unsupported-encoding' };
  const fields = jsonFields(parseExact(UTF_8.decode(body)));
  return fields.length > MOST_FIELDS ? { kind: 'too-large' } : { ...read(gather(fields)), isJson: true };
}

function read(sent: Sent, left: readonly LeftOut[] = [], isGuessed = false): ReadBody {
  return { kind: 'read', sent, left, isGuessed, isJson: false };
}

function isFormType(type: string): type is FormType {
  return Object.hasOwn(READERS, type);
}
