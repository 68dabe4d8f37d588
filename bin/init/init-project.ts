// A project of the owner's own: configuration, app, page, README and workflow, beside what stands there already.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const TEMPLATE = join(import.meta.dirname, '..', '..', 'template');
/** npm leaves a file `.gitignore` out of a package. */
const OTHERWISE_NAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** By the names that documents and messages have for them. */
const SCRIPTS = [
  'start',
  'demo',
  'leads',
  'keys',
  'costs',
  'channels',
  'webhooks',
  'hourly',
  'redrive',
  'reconcile',
];

const USAGE = `imbuto init

Makes a project in this folder: funnels.config.ts, app.ts, cdk.json, index.html, README.md, a workflow for GitHub, package.json.
A file that is there already is left as it is.`;

/** @returns the exit code */
export function initProject(args: readonly string[], folder: string): number {
  if (args.length > 0) {
    console.error(USAGE);
    return args.includes('--help') ? 0 : 2;
  }
  for (const file of filesBelow(TEMPLATE)) {
    const target = join(folder, dirname(file), OTHERWISE_NAMED[basename(file)] ?? basename(file));
    tell(!existsSync(target), target.slice(folder.length + 1), () => {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(TEMPLATE, file), target);
    });
  }
  const manifest = join(folder, 'package.json');
  const before = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  writeFileSync(manifest, `${JSON.stringify(withImbuto(before, basename(folder)), null, 2)}\n`);
  console.log(`${'written'.padEnd(8)} package.json\n\nNow: npm install && npx imbuto start`);
  return 0;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}

function tell(isNew: boolean, name: string, write: () => void): void {
  if (isNew) write();
  console.log(`${(isNew ? 'written' : 'kept').padEnd(8)} ${name}`);
}

type Manifest = {
  readonly name?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

/** What is said there already stays as it is. */
function withImbuto(before: Manifest, name: string): object {
  const own = JSON.parse(readFileSync(packageOfImbuto(), 'utf8'));
  return {
    name:
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'funnels',
    private: true,
    type: 'module',
    ...before,
    scripts: { ...Object.fromEntries(SCRIPTS.map((each) => [each, `imbuto ${each}`])), ...before.scripts },
    dependencies: { imbuto: own.version, ...own.peerDependencies, ...before.dependencies },
    devDependencies: {
      'aws-cdk': own.devDependencies['aws-cdk'],
      '@types/node': own.devDependencies['@types/node'],
      typescript: own.devDependencies.typescript,
      ...before.devDependencies,
    },
  };
}

/** Compiled, this file is one folder deeper. */
function packageOfImbuto(): string {
  const near = join(TEMPLATE, '..', 'package.json');
  return existsSync(near) ? near : join(TEMPLATE, '..', '..', 'package.json');
}
