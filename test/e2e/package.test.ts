// The package as an owner has it: packed, installed into an app outside of this project, synthesised and run there.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Assembly, type Resource, readAssembly } from '../../bin/local/template/template.ts';
import { eventually } from '../support/eventually.ts';
import { removeDirectory, startHostProcess } from '../support/host.ts';
import { appWith, pack } from '../support/packed-app.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const CONFIG = `import { defineConfig } from 'imbuto/config';
export default defineConfig({
  freshness: '0s',
  forms: [{ id: 'ebook', fields: [{ name: 'email', type: 'email' }] }],
  funnels: [{ id: 'trial', kind: 'sales', stages: [
    { id: 'interest', on: [{ form: 'ebook' }] },
    { id: 'action', on: [{ event: 'Order Completed' }] },
  ] }],
});
`;

const MANIFEST = JSON.stringify({ private: true, type: 'module' });
const CDK_JSON = JSON.stringify({ app: 'node app.ts' });

const ONE = `import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Imbuto } from 'imbuto';
import config from './funnels.config.ts';

const stack = new Stack(new App(), 'shop');
new Queue(stack, 'Orders');
new Imbuto(stack, 'Funnels', { config });
`;

const TWO_STAGES = `import { App, RemovalPolicy, Stack, Stage, type StageProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Imbuto } from 'imbuto';
import config from './funnels.config.ts';

class Shop extends Stage {
  constructor(scope: Construct, id: string, props: StageProps & { readonly removalPolicy: RemovalPolicy }) {
    super(scope, id, props);
    new Imbuto(new Stack(this, 'shop'), 'Funnels', { config, removalPolicy: props.removalPolicy });
  }
}

const app = new App();
new Shop(app, 'Dev', { removalPolicy: RemovalPolicy.DESTROY });
new Shop(app, 'Prod', { removalPolicy: RemovalPolicy.RETAIN });
`;

let tarball: string;
beforeAll(() => {
  tarball = pack();
}, 240_000);

function appOf(app: string): string {
  return appWith(tarball, {
    'app.ts': app,
    'funnels.config.ts': CONFIG,
    'package.json': MANIFEST,
    'cdk.json': CDK_JSON,
  });
}

describe('an app of somebody else', () => {
  it('runs here by npx imbuto start, and counts the lead of a form', async () => {
    const app = appOf(ONE);
    const host = await startHostProcess(join(app, '.imbuto'), {
      command: ['npx', '--no-install', 'imbuto', 'start'],
      cwd: app,
      patience: 240_000,
    });
    try {
      const sent = await fetch(`${host.url}/f/ebook`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'anna@example.com' }),
      });
      expect(sent.status).toBe(202);
      await eventually(async () => {
        const answer = await fetch(`${host.url}/reports/trial?format=json`, {
          headers: { authorization: `Bearer ${host.local().ownerToken}` },
        });
        expect(await answer.json()).toMatchObject({ entered: 1 });
      });
      // What stands in the stack beside it is not its own.
      expect(host.output()).not.toContain('Orders');
    } finally {
      // npx passes no signal on: the host sees that it is gone.
      await host.stop('SIGTERM');
      await eventually(async () => expect(existsSync(join(app, '.imbuto', 'host.json'))).toBe(false));
    }
    removeDirectory(app);
  }, 400_000);

  it('has types for it', () => {
    const app = appOf(TWO_STAGES);
    symlinkSync(join(ROOT, 'node_modules', '@types'), join(app, 'node_modules', '@types'));
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--allowImportingTsExtensions',
      '--skipLibCheck',
    ];
    const { stdout, status } = spawnSync(
      join(ROOT, 'node_modules', '.bin', 'tsc'),
      [...options, '--target', 'es2024', 'app.ts'],
      { cwd: app, encoding: 'utf8' },
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 120_000);
});

describe('two stages in one app', () => {
  let outdir: string;
  let dev: Assembly;
  let prod: Assembly;
  beforeAll(() => {
    const app = appOf(TWO_STAGES);
    outdir = join(app, 'cdk.out');
    execFileSync(process.execPath, ['app.ts'], {
      cwd: app,
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
    dev = readAssembly(outdir, 'Dev/shop/Funnels');
    prod = readAssembly(outdir, 'Prod/shop/Funnels');
  }, 120_000);

  it('are told apart by their paths, and one must be named', () => {
    expect(() => readAssembly(outdir)).toThrow('Dev/shop/Funnels, Prod/shop/Funnels');
    expect([dev.stackName, prod.stackName]).toEqual(['Dev-shop', 'Prod-shop']);
  });

  it('keep the table of the one, and let that of the other go', () => {
    const tables = [dev, prod].map(({ template }) =>
      Object.entries(template.Resources).find(([id]) => /LeadsTable/.test(id)),
    );
    expect(tables.map((table) => table?.[1])).toMatchObject([
      { DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false } },
      { DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } },
    ]);
  });

  /** Not what CDK brings along to empty the bucket of a stage that goes. */
  function own({ template, constructPath, root }: Assembly, type: string): readonly Resource[] {
    return Object.entries(template.Resources).flatMap(([id, resource]) =>
      resource.Type === type && constructPath(id)?.startsWith(`${root}/`) ? [resource] : [],
    );
  }

  it('share the assets: what differs is no code', () => {
    const codeOf = (assembly: Assembly) =>
      own(assembly, 'AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties?.Code));
    expect(codeOf(dev).length).toBeGreaterThan(5);
    expect(codeOf(dev)).toEqual(codeOf(prod));
    for (const asset of codeOf(dev)) {
      const key = /"([0-9a-f]{64}\.zip)"/.exec(asset)?.[1] ?? '';
      expect(existsSync(dev.assetDirectory(key))).toBe(true);
    }
  });

  it('count by metrics of their own: one that is well does not hide the other', () => {
    const installationsOf = (assembly: Assembly) => [
      ...new Set(
        own(assembly, 'AWS::Lambda::Function').map(
          ({ Properties }) => /"INSTALLATION":"([^"]+)"/.exec(JSON.stringify(Properties?.Environment))?.[1],
        ),
      ),
    ];
    const installations = [dev, prod].map(installationsOf);
    expect(installations.map((each) => each.length)).toEqual([1, 1]);
    expect(installations[0]).not.toEqual(installations[1]);
    for (const [index, assembly] of [dev, prod].entries()) {
      const counted = own(assembly, 'AWS::CloudWatch::Alarm').filter(
        ({ Properties }) => Properties?.Namespace === 'imbuto',
      );
      expect(counted.length).toBeGreaterThan(0);
      for (const { Properties } of counted)
        expect(Properties?.Dimensions).toContainEqual({
          Name: 'installation',
          Value: installations[index]?.[0],
        });
    }
  });
});

describe('npx imbuto init', () => {
  it('makes a project that synthesises', () => {
    const app = appWith(tarball, {});
    const said = execFileSync('npx', ['--no-install', 'imbuto', 'init'], { cwd: app, encoding: 'utf8' });
    expect(said).toContain('npx imbuto start');
    for (const file of [
      'app.ts',
      'funnels.config.ts',
      'index.html',
      'README.md',
      '.gitignore',
      '.github/workflows/deploy.yml',
    ])
      expect(existsSync(join(app, file)), file).toBe(true);
    const { scripts, dependencies } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
    expect(scripts.start).toBe('imbuto start');
    expect(Object.keys(dependencies).sort()).toEqual(['aws-cdk-lib', 'constructs', 'imbuto']);
    const outdir = join(app, 'cdk.out');
    execFileSync(process.execPath, ['app.ts'], {
      cwd: app,
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
    expect(readAssembly(outdir).stackName).toBe('funnels');
  }, 120_000);

  it('leaves what is there as it is', () => {
    const app = appWith(tarball, {
      'app.ts': '// mine',
      'package.json': '{"name":"mine","scripts":{"start":"mine"}}',
    });
    execFileSync('npx', ['--no-install', 'imbuto', 'init'], { cwd: app });
    expect(readFileSync(join(app, 'app.ts'), 'utf8')).toBe('// mine');
    const { name, scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
    expect([name, scripts.start, scripts.leads]).toEqual(['mine', 'mine', 'imbuto leads']);
  });
});
