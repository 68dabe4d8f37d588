// The bucket of exports: files are put, listed and deleted, and nothing in it is ever read by imbuto itself.
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

export type ExportBucket = {
  readonly put: (key: string, contents: Buffer) => Promise<void>;
  /** @param prefix with a slash at its end */
  readonly list: (prefix: string) => Promise<readonly string[]>;
  readonly remove: (keys: readonly string[]) => Promise<void>;
};

/** As many as S3 takes in one request. */
const MOST_KEYS = 1_000;

export class ExportNotDeleted extends Error {
  override readonly name = 'ExportNotDeleted';
}

export function exportBucket(s3: Pick<S3Client, 'send'>, bucket: string): ExportBucket {
  return {
    async put(key, contents) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: contents,
          ContentType: key.endsWith('.gz') ? 'application/gzip' : 'application/json',
        }),
      );
    },

    async list(prefix) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const { Contents = [], NextContinuationToken } = await s3.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
        );
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
        token = NextContinuationToken;
      } while (token !== undefined);
      return keys;
    },

    async remove(keys) {
      for (let at = 0; at < keys.length; at += MOST_KEYS) {
        const Objects = keys.slice(at, at + MOST_KEYS).map((Key) => ({ Key }));
        const { Errors = [] } = await s3.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        if (Errors.length > 0)
          throw new ExportNotDeleted(`${Errors.length} files not deleted: ${Errors[0]?.Code}`);
      }
    },
  };
}
