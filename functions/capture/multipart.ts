// The body of a multipart form (RFC 7578) as its fields, letters still as bytes, and the files that stood between them.
import { mediaParameter, readMediaType } from '../runtime/media-type.ts';
import type { RawField } from './raw-fields.ts';

export type Multipart = {
  readonly fields: readonly RawField[];
  /** Files are not kept; one that was not chosen is none. */
  readonly files: readonly { readonly name: Uint8Array; readonly bytes: number }[];
};

/** Thrown for a body that does not end as it should, or whose parts cannot be told apart. */
export class MalformedMultipart extends Error {
  override readonly name = 'MalformedMultipart';
}

/** Thrown for more parts than a form has. */
export class TooManyParts extends Error {
  override readonly name = 'TooManyParts';
}

/** @param most parts, files among them */
export function readMultipart(body: Buffer, contentType: string, most: number): Multipart {
  const fields: RawField[] = [];
  const files: { name: Uint8Array; bytes: number }[] = [];
  for (const { headers, content } of partsOf(body, boundaryOf(contentType))) {
    if (fields.length + files.length === most) throw new TooManyParts(`more than ${most}`);
    const disposition = headers.get('content-disposition') ?? '';
    const name = mediaParameter(disposition, 'name');
    if (name === undefined) throw new MalformedMultipart('a part has no name');
    const bytes = Buffer.from(unescaped(name), 'latin1');
    const file = mediaParameter(disposition, 'filename') ?? mediaParameter(disposition, 'filename*');
    if (file === undefined) {
      fields.push({
        name: bytes,
        value: content,
        charset: readMediaType(headers.get('content-type')).charset,
      });
    } else if (file !== '' || content.length > 0) files.push({ name: bytes, bytes: content.length });
  }
  return { fields, files };
}

/** RFC 2046, 5.1.1 */
const LONGEST_BOUNDARY = 70;

function boundaryOf(contentType: string): string {
  const boundary = mediaParameter(contentType, 'boundary') ?? '';
  if (boundary === '' || boundary.length > LONGEST_BOUNDARY) throw new MalformedMultipart('no boundary');
  return boundary;
}

type Part = { readonly headers: ReadonlyMap<string, string>; readonly content: Buffer };

function* partsOf(body: Buffer, boundary: string): Iterable<Part> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The first delimiter has no line before it that it could end.
  const first = delimiter.subarray(2);
  const start = body.subarray(0, first.length).equals(first) ? 0 : body.indexOf(delimiter) + 2;
  if (start === 1) throw new MalformedMultipart('no part begins');
  let from = start + first.length;
  while (!body.subarray(from, from + 2).equals(Buffer.from('--'))) {
    const line = body.indexOf('\r\n', from);
    const end = body.indexOf(delimiter, line < 0 ? body.length : line);
    if (line < 0 || end < 0) throw new MalformedMultipart('the last part does not end');
    yield readPart(body.subarray(line, end));
    from = end + delimiter.length;
  }
}

/** @param part from the line end before its first header */
function readPart(part: Buffer): Part {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) throw new MalformedMultipart('a part has no content');
  const lines = part.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  return { headers, content: transferred(part.subarray(end + 4), headers.get('content-transfer-encoding')) };
}

/** RFC 7578, 4.7 has no more use for these; mail libraries still write them. */
function transferred(content: Buffer, encoding = ''): Buffer {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(content.toString('latin1'), 'base64');
    case 'quoted-printable': {
      const lines = content.toString('latin1').replace(/=\r\n/g, '');
      const octet = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
      return Buffer.from(lines.replace(/=([\dA-F]{2})/gi, octet), 'latin1');
    }
    default:
      return content;
  }
}

/** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function unescaped(name: string): string {
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}
