// The files that forms deliver: where each lies in the private bucket, and how it is handed out.

import { type HttpAnswer, seeOther } from '../runtime/answer.ts';
import { presignedGet } from '../runtime/aws/presigned-url.ts';
import type { AwsEnvironment } from '../runtime/environment.ts';
import { Unavailable } from '../runtime/unavailable.ts';
import { isRecord } from '../store/item-format.ts';

export type Files = ReadonlyMap<string, { readonly key: string; readonly size: number }>;

export type FileStore = {
  /** Undefined where no form delivers a file of this name. */
  readonly hand: (name: string, now: number) => Promise<HttpAnswer | undefined>;
  /** Where else a click may lead to a file, for the page's policy. */
  readonly origin: string;
};

/** A function answers with 6 MB at most, and in base64. What is larger comes from the bucket itself, by an address that lasts a minute. */
const DIRECT_BYTES = 4_000_000;
const SECONDS = 60;
/** A visitor waits for the answer, and is told where there is none. */
const TIMEOUT_MS = 5_000;

export class FileUnavailable extends Unavailable {
  override readonly name = 'FileUnavailable';
}

/** @param text JSON of the stack's: by name, key and size */
export function readFiles(text: string): Files {
  const said: unknown = JSON.parse(text);
  return new Map(
    Object.entries(isRecord(said) ? said : {}).flatMap(([name, file]) =>
      isRecord(file) && typeof file.key === 'string' && typeof file.size === 'number'
        ? [[name, { key: file.key, size: file.size }] as const]
        : [],
    ),
  );
}

export function fileStore(
  environment: AwsEnvironment,
  bucket: string,
  files: Files,
  timeoutMs = TIMEOUT_MS,
): FileStore {
  const sign = (key: string, now: number, answer = {}): string =>
    presignedGet(environment, { bucket, key, expiresSeconds: SECONDS, now, answer });
  return {
    origin: new URL(sign('x', 0)).origin,
    async hand(name, now) {
      const file = files.get(name);
      if (file === undefined) return undefined;
      const headers = { 'content-disposition': attachment(name), 'content-type': 'application/octet-stream' };
      if (file.size > DIRECT_BYTES) {
        return seeOther(sign(file.key, now, { 'response-content-disposition': attachment(name) }));
      }
      try {
        const response = await fetch(sign(file.key, now), { signal: AbortSignal.timeout(timeoutMs) });
        if (!response.ok) throw new FileUnavailable(`the bucket answered ${response.status}`);
        return { status: 200, headers, body: new Uint8Array(await response.arrayBuffer()) };
      } catch (cause) {
        throw cause instanceof FileUnavailable ? cause : new FileUnavailable('no answer', { cause });
      }
    },
  };
}

/** RFC 6266: letters beyond ASCII go into the second form. */
function attachment(name: string): string {
  const plain = name.replace(/[^\w .()+-]/g, '_');
  const all = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${all}`;
}
