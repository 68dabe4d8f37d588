// A bucket of exports as a folder of files.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ExportBucket } from '../../functions/store/data-out/export-bucket.ts';

export function folderBucket(folder: string): ExportBucket {
  return {
    put: async (key, contents) => {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), contents);
    },
    list: async (prefix) => {
      mkdirSync(join(folder, prefix), { recursive: true });
      return readdirSync(join(folder, prefix), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
        .sort();
    },
    remove: async (keys) => {
      for (const key of keys) rmSync(join(folder, key));
    },
  };
}
