// Puts the files of an assembly into their bucket, as a deploy does before the stack is made.
import { readFile } from 'node:fs/promises';
import type { FileAsset } from '../template/template.ts';
import { type EmulatorClient, ensureBucket, putObject } from './emulator-client.ts';

/** @param resolve fills in the account and the region */
export async function putFiles(
  client: EmulatorClient,
  files: readonly FileAsset[],
  resolve: (text: string) => string,
): Promise<void> {
  const buckets = new Set(files.map(({ bucket }) => resolve(bucket)));
  await Promise.all([...buckets].map((bucket) => ensureBucket(client, bucket)));
  await Promise.all(
    files.map(async ({ bucket, key, path }) => putObject(client, resolve(bucket), key, await readFile(path))),
  );
}
