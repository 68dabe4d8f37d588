// From a configuration to a cloud assembly: bundles, stack, checks. What deploys and what runs locally both start here.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Annotations, App, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Config } from '../functions/domain/config/config.ts';
import { noticesOf, noticeText } from '../functions/domain/config/notices.ts';
import { type Bundles, bundleFunctions } from './bundle.ts';
import { ImbutoStack } from './imbuto-stack.ts';

const ROOT = join(import.meta.dirname, '..');

export const STACK_NAME = 'imbuto';

export type SynthesiseOptions = {
  readonly config: Config;
  /** Takes the assembly: the template, its manifest and the assets. */
  readonly outdir: string;
  /** Whether the template is held to CloudFormation's schemas and to cdk-nag's rules, which takes seconds. */
  readonly validation: boolean;
  /** False where somebody else tells the owner of keys that nothing acts on; by default they are warnings of the stack. */
  readonly warns?: boolean;
  /** Bundles made before; by default all functions are bundled into `outdir`. */
  readonly bundles?: Bundles;
};

/** @throws Error with the findings, when the template does not pass a check. */
export async function synthesise({
  config,
  outdir,
  validation,
  warns = true,
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
  const stack = new ImbutoStack(app, STACK_NAME, {
    config,
    bundles: bundles ?? (await bundleFunctions({ config, outdir: join(outdir, 'bundles') })),
    ...(typeof alarmEmail === 'string' && alarmEmail !== '' ? { alarmEmail } : {}),
  });
  for (const notice of warns ? noticesOf(config) : []) {
    // An id with brackets would be cut off where it is shown.
    const id = notice.path.replaceAll('[', '.').replaceAll(']', '');
    Annotations.of(stack).addWarningV2(`imbuto:${id}`, noticeText(notice));
  }
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
