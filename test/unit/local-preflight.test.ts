// The preflight: the file that must run on any Node, and starts the right one.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const PREFLIGHT = join(import.meta.dirname, '..', '..', 'bin', 'preflight.cjs');
const directory = mkdtempSync(join(tmpdir(), 'imbuto-preflight-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function script(code: string): string {
  const file = join(directory, `${Math.random().toString(36).slice(2)}.ts`);
  writeFileSync(file, code);
  return file;
}

/** This Node, and an older one where the machine has it. */
const NODES = [process.execPath, '/usr/bin/node', '/usr/local/bin/node'].filter((file) => existsSync(file));

describe('the preflight', () => {
  it('is written in syntax of 2009, so that an old Node can say what is wrong', async () => {
    const inSyntaxOf = async (target: string): Promise<string | undefined> => {
      const { outputFiles } = await build({ entryPoints: [PREFLIGHT], write: false, minify: true, target });
      return outputFiles[0]?.text;
    };
    // esbuild refuses to lower some of what is newer, and changes the rest.
    const asItIs = await inSyntaxOf('esnext');
    expect(await inSyntaxOf('es5')).toBe(asItIs);
    expect(asItIs).not.toMatch(/\bimport\(/);
  });

  it.each(NODES)('runs TypeScript under %s with arguments and exit code passed on', (node) => {
    const file = script(`
      const [major = ''] = process.versions.node.split('.');
      console.log(JSON.stringify([process.argv.slice(2), Number(major) >= 24, import.meta.main]));
      await Promise.resolve();
      process.exitCode = 7 satisfies number;`);
    const { status, stdout } = spawnSync(node, [PREFLIGHT, file, 'a b', '--c'], { encoding: 'utf8' });
    expect([status, JSON.parse(stdout)]).toEqual([7, [['a b', '--c'], true, true]]);
  });

  it.each(NODES)('passes signals on under %s, and ends as its child did', async (node) => {
    const polite = script(
      `process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const rude = script(`setInterval(() => {}, 1000); console.log('up');`);
    for (const [file, wanted] of [
      [polite, [3, null]],
      [rude, [null, 'SIGTERM']],
    ] as const) {
      const child = spawn(node, [PREFLIGHT, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await ended).toEqual(wanted);
    }
  });

  it('says how it is used when it is given nothing to run', () => {
    const { status, stderr } = spawnSync(process.execPath, [PREFLIGHT], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'Usage: node bin/preflight.cjs FILE [ARGUMENT ...]\n']);
  });
});
