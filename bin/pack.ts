// `npm pack`: makes dist/, which is all that the package holds: compiled code, its types, the bundles, what `init` copies.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './digest.ts';
import { keptBundles } from './kept-bundles.ts';

const DIST = join(ROOT, 'dist');

rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
// Types are checked by `npm run types`; here they are only written.
const { status } = spawnSync(compiler, ['-p', 'tsconfig.package.json', '--noCheck'], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) throw new Error(`the compiler ended with ${status}`);
cpSync(await keptBundles(), join(DIST, 'bundles'), { recursive: true });
cpSync(join(ROOT, 'template'), join(DIST, 'template'), { recursive: true });
for (const file of ['preflight.cjs', 'imbuto.cjs']) cpSync(join(ROOT, 'bin', file), join(DIST, 'bin', file));
