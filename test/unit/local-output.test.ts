// The host's output: in order, and never waiting for a reader.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const OUTPUT = join(import.meta.dirname, '..', '..', 'bin', 'local', 'output.ts');

function writer(code: string) {
  const program = `import { createOutput } from ${JSON.stringify(OUTPUT)}; const out = createOutput(1); ${code}`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

it('writes everything, in order, to whoever reads', async () => {
  const child = writer(`
    for (let i = 0; i < 20000; i += 1) out.write('line ' + i + '\\n');
    process.exitCode = (await out.flush()) ? 0 : 1;`);
  const [all, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(code).toBe(0);
  expect(all).toBe(Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join(''));
});

it('goes on while nobody reads, and says later how much it left out', async () => {
  const child = writer(`
    for (let i = 0; i < 30000; i += 1) { out.write('x'.repeat(99) + '\\n'); if (i % 1000 === 0) await new Promise(setImmediate); }
    console.error('went on');
    process.on('SIGTERM', async () => { out.write('end\\n'); await out.flush(); process.exit(0); });
    setInterval(() => {}, 1000);`);
  // Nothing reads stdout until it has gone on.
  expect(String((await once(child.stderr, 'data'))[0])).toContain('went on');
  const reading = text(child.stdout);
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGTERM');
  const all = await reading;
  expect(all).toMatch(/\((\d{4,}) lines were left out: nobody read them\)/);
  expect(all.endsWith('end\n')).toBe(true);
});

it('goes on when its reader is gone', async () => {
  const child = writer(`
    setInterval(() => out.write('line\\n'), 5);
    setTimeout(() => { console.error('still here'); process.exit(0); }, 300);`);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([code, said]).toEqual([0, 'still here\n']);
});
