// An edited file is seen however an editor writes it, and one edit at a time is taken up.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFile } from '../../bin/local/watch-configuration.ts';
import { eventually } from '../support/eventually.ts';

describe('a watched file', () => {
  let directory: string;
  let file: string;
  let stop: () => void = () => {};
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'imbuto-watch-'));
    file = join(directory, 'funnels.config.ts');
    writeFileSync(file, 'first');
  });
  afterEach(() => {
    stop();
    rmSync(directory, { recursive: true });
  });

  it('is told of when it is written, and when another takes its place', async () => {
    let edits = 0;
    stop = watchFile(file, async () => void edits++);
    writeFileSync(file, 'second');
    await eventually(async () => expect(edits).toBe(1), 10_000);
    writeFileSync(`${file}.new`, 'third');
    renameSync(`${file}.new`, file);
    await eventually(async () => expect(edits).toBe(2), 10_000);
  });

  it('is told of once more where it is edited while an edit is taken up, never twice at once', async () => {
    let begun = 0;
    let atOnce = 0;
    let most = 0;
    const released: (() => void)[] = [];
    stop = watchFile(file, async () => {
      begun++;
      most = Math.max(most, ++atOnce);
      await new Promise<void>((resolve) => released.push(resolve));
      atOnce--;
    });
    writeFileSync(file, 'second');
    await eventually(async () => expect(begun).toBe(1), 10_000);
    writeFileSync(file, 'third');
    await new Promise((resolve) => setTimeout(resolve, 600));
    released.shift()?.();
    await eventually(async () => expect(begun).toBe(2), 10_000);
    released.shift()?.();
    expect(most).toBe(1);
  });
});
