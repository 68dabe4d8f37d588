// The bundles that a run takes over from the one before: only while nothing that they were made from has changed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptBundles } from '../../bin/kept-bundles.ts';

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
  kept = join(directory, 'cache', 'bundles.json');
  writeFileSync(source, 'before');
  make.mockClear();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function folder(entryPoints: Readonly<Record<string, string>> = ENTRIES): Promise<string> {
  return keptBundles({ cache: join(directory, 'cache'), entryPoints, make });
}

async function started(entryPoints: Readonly<Record<string, string>> = ENTRIES): Promise<string> {
  return readFileSync(join(await folder(entryPoints), 'capture/index.cjs'), 'utf8');
}

it('are made once for two starts', async () => {
  expect([await started(), await started()]).toEqual(['made 1', 'made 1']);
});

it.each([
  ['a source has changed', () => writeFileSync(source, 'after')],
  ['what was noted of them is damaged', () => writeFileSync(kept, '{"entryPoints":')],
  ['what was noted of them is gone', () => rmSync(kept)],
  ['they are gone', async () => rmSync(await folder(), { recursive: true })],
])('are made anew when %s', async (_, change) => {
  await started();
  await change();
  expect([await started(), await started()]).toEqual(['made 2', 'made 2']);
});

it('are made anew when a source is gone, as the bundler then has to say so', async () => {
  await started();
  rmSync(source);
  await expect(started()).rejects.toThrow('ENOENT');
  expect(make).toHaveBeenCalledTimes(2);
});

it('are made anew for other functions', async () => {
  await started();
  expect(await started({ ...ENTRIES, 'report/index': 'handler.ts' })).toBe('made 2');
});
