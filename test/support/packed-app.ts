// A CDK app outside of this project, with the packed package installed: no registry is asked.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

type Manifest = {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** @returns the tarball that `npm pack` makes */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'imbuto-pack-'));
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return join(folder, said.trim().split('\n').at(-1) ?? '');
}

/**
 * As `npm install <tarball>` leaves it: the package unpacked, what it declares beside it, linked from this project's own
 * node_modules, and its command. What it needs and does not declare is not found.
 */
export function appWith(tarball: string, files: Readonly<Record<string, string>>): string {
  const app = mkdtempSync(join(tmpdir(), 'imbuto-app-'));
  const modules = join(app, 'node_modules');
  const installed = join(modules, 'imbuto');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const manifest: Manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const { dependencies, peerDependencies, optionalDependencies, bin } = manifest;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }))
    link(join(ROOT, 'node_modules', name), join(modules, name));
  for (const [name, file] of Object.entries(bin)) {
    chmodSync(join(installed, file), 0o755);
    link(join(installed, file), join(modules, '.bin', name));
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  return app;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
