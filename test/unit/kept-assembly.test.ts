// The assembly that a start takes over from one before: only while all that it was made from is the same.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptAssembly } from '../../bin/local/kept-assembly.ts';

let root: string;
let starts: number;
const make = vi.fn(async (directory: string) => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'manifest.json'), `made ${make.mock.calls.length}`);
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imbuto-kept-'));
  mkdirSync(join(root, 'cache'));
  starts = 0;
  make.mockClear();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function started(from: string): Promise<string> {
  starts += 1;
  const directory = join(root, `start-${starts}`);
  await keptAssembly({ cache: join(root, 'cache'), from, directory, make });
  return readFileSync(join(directory, 'manifest.json'), 'utf8');
}

it('is made once for each of two configurations that take turns', async () => {
  const said = [await started('one'), await started('two'), await started('one'), await started('two')];
  expect(said).toEqual(['made 1', 'made 2', 'made 1', 'made 2']);
});

it('stays as it was made when the host that took it over changes its own', async () => {
  await started('one');
  writeFileSync(join(root, 'start-1', 'manifest.json'), 'changed');
  expect(await started('one')).toBe('made 1');
});

it('is not kept where making it failed', async () => {
  make.mockRejectedValueOnce(new Error('no'));
  await expect(started('one')).rejects.toThrow('no');
  expect(await started('one')).toBe('made 2');
});
