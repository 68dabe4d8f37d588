// The CDK app as a command: what it says of a bad configuration, and that it needs no CLI to give the same template.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imbuto-app-'));
});

function run(environment: Readonly<Record<string, string>>) {
  return new Promise<{ readonly code: number | null; readonly stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/preflight.cjs', 'bin/imbuto.ts'],
      {
        cwd: ROOT,
        env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: join(directory, 'out'), ...environment },
      },
      (_error, _stdout, stderr) => resolve({ code: child.exitCode, stderr }),
    );
  });
}

describe('the CDK app', () => {
  it('refuses a bad configuration with its message alone, before anything is synthesised', async () => {
    const file = join(directory, 'bad.json');
    await writeFile(file, JSON.stringify({ forms: [{ id: 'ebook', feilds: [] }] }));
    const { code, stderr } = await run({ IMBUTO_CONFIG: file });
    expect(code).toBe(1);
    expect(stderr).toContain('feilds');
    expect(stderr).not.toMatch(/^\s+at /m);
    await expect(readFile(join(directory, 'out', 'manifest.json'))).rejects.toThrow('ENOENT');
  });

  it('says which file it looked for when there is none', async () => {
    const { code, stderr } = await run({ IMBUTO_CONFIG: join(directory, 'absent.json') });
    expect(code).toBe(1);
    expect(stderr).toContain('absent.json');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
