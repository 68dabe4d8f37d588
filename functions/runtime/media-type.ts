// What a Content-Type says: the media type, and whether the body is in a character set that is read here.

export type MediaType = {
  /** In lower case, without parameters; empty where none is named. */
  readonly type: string;
  /** The text is UTF-8, said or not; US-ASCII is a part of it. */
  readonly isUtf8: boolean;
};

const UTF_8 = new Set(['', 'utf-8', 'utf8', 'us-ascii']);

export function readMediaType(contentType: string | undefined): MediaType {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter)) ?? '';
  const name = charset.slice('charset='.length).replaceAll('"', '').trim().toLowerCase();
  return { type: type.toLowerCase(), isUtf8: UTF_8.has(name) };
}
