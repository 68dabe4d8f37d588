// What a Content-Type says: the media type, and whether the body is in a character set that is read here.

export type MediaType = {
  /** In lower case, without parameters; empty where none is named. */
  readonly type: string;
  /** As it is declared, in lower case; undefined where none is. */
  readonly charset: string | undefined;
  /** The text is UTF-8, said or not; US-ASCII is a part of it. */
  readonly isUtf8: boolean;
};

const UTF_8 = new Set(['', 'utf-8', 'utf8', 'us-ascii']);

export function readMediaType(contentType: string | undefined): MediaType {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const charset = mediaParameter(contentType ?? '', 'charset')
    ?.trim()
    .toLowerCase();
  return { type, charset, isUtf8: UTF_8.has(charset ?? '') };
}

/** A parameter of a header such as Content-Type or Content-Disposition, out of its quotes; the first of its name. */
export function mediaParameter(header: string, name: string): string | undefined {
  for (const [, key = '', quoted, plain = ''] of header.matchAll(PARAMETER)) {
    if (key.toLowerCase() === name) return quoted === undefined ? plain.trim() : unquoted(quoted);
  }
  return undefined;
}

/** No character can be read in two ways, so a long header is read in one go. */
const PARAMETER = /;[ \t]*([\w!#$%&'*+.^`|~-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g;

/** `\"` is a quotation mark; before anything else a backslash is one, as in the Windows paths of old browsers. */
function unquoted(text: string): string {
  return text.replaceAll('\\"', '"');
}
