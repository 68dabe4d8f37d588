// From a configuration to a cloud assembly: bundles, stack, checks. What deploys and what runs locally both start here.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Config } from '../functions/domain/config/config.ts';
import { type Bundles, bundleFunctions } from './bundle.ts';
import type { FoundFiles } from './form-files.ts';
import { ImbutoStack } from './imbuto-stack.ts';

const ROOT = join(import.meta.dirname, '..');

export const STACK_NAME = 'imbuto';

export type SynthesiseOptions = {
  readonly config: Config;
  /** Takes the assembly: the template, its manifest and the assets. */
  readonly outdir: string;
  /** Whether the template is held to CloudFormation's schemas and to cdk-nag's rules, which takes seconds. */
  readonly validation: boolean;
  /** What forms deliver; absent: none does. */
  readonly files?: FoundFiles;
  /** Bundles made before; by default all functions are bundled into `outdir`. */
  readonly bundles?: Bundles;
};

/** @throws Error with the findings, when the template does not pass a check. */
export async function synthesise({
  config,
  outdir,
  validation,
  files = new Map(),
  bundles,
}: SynthesiseOptions): Promise<CloudAssembly> {
  await mkdir(outdir, { recursive: true });
  const app = new App({
    outdir,
    // The CLI brings the context of cdk.json along; whoever synthesises without it gets the same template by this.
    context: await readContext(),
    analyticsReporting: false,
    autoSynth: false,
    treeMetadata: validation,
    builtinCloudFormationValidation: validation,
  });
  const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');
  new ImbutoStack(app, STACK_NAME, {
    config,
    files,
    bundles: bundles ?? (await bundleFunctions({ config, outdir: join(outdir, 'bundles') })),
    ...(typeof alarmEmail === 'string' && alarmEmail !== '' ? { alarmEmail } : {}),
  });
  if (validation) {
    // Loaded when it is needed: a local start does without its rules.
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app.synth();
}

async function readContext(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')).context;
}
