// Copies the export that holds from its bucket into a folder, whole or not at all.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { inLanes } from '../../functions/runtime/in-lanes.ts';
import { exportBucket } from '../../functions/store/data-out/export-bucket.ts';

export class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
}

/** The folder holds something else than a copy of an export. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

const CURRENT = 'current/current.json';
const LANES = 16;

type Copied = { readonly files: number /** In UTC. */; readonly ended: string };

/**
 * @throws NothingWritten
 * @throws FolderInUse
 */
export async function copyExport(s3: S3Client, bucket: string, folder: string): Promise<Copied> {
  const before = await readdir(folder).catch((): string[] => []);
  if (before.length > 0 && !before.includes('current.json'))
    throw new FolderInUse(`${folder} is not empty and holds no copy: name another folder`);
  const read = async (key: string): Promise<Uint8Array> => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (cause) {
      if (!(cause instanceof NoSuchKey)) throw cause;
      throw new NothingWritten(
        key === CURRENT
          ? 'Nothing is written yet: npm run data -- write'
          : 'What was copied has just been replaced: copy again',
        { cause },
      );
    }
  };
  const current = await read(CURRENT);
  const { place, ended } = JSON.parse(Buffer.from(current).toString()) as {
    readonly place: string;
    readonly ended: string;
  };
  const keys = await exportBucket(s3, bucket).list(`${place}/`);
  const draft = `${folder}.part`;
  await rm(draft, { recursive: true, force: true });
  await inLanes(keys, LANES, async (key) => {
    const file = join(draft, key.slice(place.length + 1));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await read(key));
  });
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, 'current.json'), current);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return { files: keys.length, ended };
}
