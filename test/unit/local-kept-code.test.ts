// The code that a start takes over from the one before: only while nothing that it was made from has changed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptCode } from '../../bin/local/kept-code.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ENTRIES = { 'capture/index': 'handler.ts' };
let directory: string;
let source: string;
let kept: string;
const make = vi.fn(async () => ({
  files: { 'capture/index.cjs': `made ${make.mock.calls.length}` },
  inputs: [relative(ROOT, source)],
}));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'imbuto-kept-'));
  source = join(directory, 'source.ts');
  kept = join(directory, 'cache', 'code.json');
  writeFileSync(source, 'before');
  make.mockClear();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function started(entries: Readonly<Record<string, string>> = ENTRIES): Promise<string | undefined> {
  return (await keptCode(kept, make)(entries)).files['capture/index.cjs'];
}

it('is made once for two starts', async () => {
  expect([await started(), await started()]).toEqual(['made 1', 'made 1']);
});

it.each([
  ['a source has changed', () => writeFileSync(source, 'after')],
  ['the kept file is damaged', () => writeFileSync(kept, '{"entryPoints":')],
  ['the kept file is gone', () => rmSync(kept)],
])('is made anew when %s', async (_, change) => {
  await started();
  change();
  expect([await started(), await started()]).toEqual(['made 2', 'made 2']);
});

it('is made anew when a source is gone, as the bundler then has to say so', async () => {
  await started();
  rmSync(source);
  await expect(started()).rejects.toThrow('ENOENT');
  expect(make).toHaveBeenCalledTimes(2);
});

it('is made anew for other functions', async () => {
  await started();
  expect(await started({ ...ENTRIES, 'report/index': 'handler.ts' })).toBe('made 2');
});
