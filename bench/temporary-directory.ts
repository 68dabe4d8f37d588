// A directory that is gone when the benchmark is over, also when it is stopped in the middle.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'imbuto-bench-'));
  process.once('exit', () =>
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  );
  return directory;
}
