// Sees that the configuration was edited.
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** An editor writes a file in several steps, or a new one in its place. */
const SETTLED_MS = 200;

/**
 * Calls `edited` after each edit of a file, one call at a time; edits meanwhile lead to one more.
 * @returns how to stop it
 */
export function watchFile(path: string, edited: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let isAskedAgain = false;
  const run = async (): Promise<void> => {
    if (isBusy) {
      isAskedAgain = true;
      return;
    }
    isBusy = true;
    await edited();
    isBusy = false;
    if (isAskedAgain) {
      isAskedAgain = false;
      await run();
    }
  };
  let watcher: FSWatcher;
  try {
    // The folder: a file that is replaced takes a watch of itself along.
    watcher = watch(dirname(path), (_, name) => {
      if (name !== null && name !== basename(path)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void run(), SETTLED_MS);
    });
  } catch {
    // Not every file system can be watched: an edit needs a restart there.
    return () => {};
  }
  watcher.on('error', () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
