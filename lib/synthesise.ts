// This repository's own app: one stack with one imbuto in it, and the checks. What deploys and what runs locally both start here.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { propsOf, readAppContext, stackNameOf } from './app-context.ts';
import { Imbuto } from './imbuto.ts';
import type { ImbutoProps } from './imbuto-props.ts';

const ROOT = join(import.meta.dirname, '..');

export type SynthesiseOptions = Pick<ImbutoProps, 'config' | 'files'> & {
  /** Takes the assembly: the template, its manifest and the assets. */
  readonly outdir: string;
  /** Whether the template is held to CloudFormation's schemas and to cdk-nag's rules, which takes seconds. */
  readonly validation: boolean;
  /** A folder a function, made from the code that stands here. */
  readonly bundles: string;
  /** Beside that of cdk.json. */
  readonly context?: Readonly<Record<string, unknown>>;
};

/** @throws Error with the findings, when the template does not pass a check. */
export async function synthesise({
  outdir,
  validation,
  context = {},
  ...props
}: SynthesiseOptions): Promise<CloudAssembly> {
  mkdirSync(outdir, { recursive: true });
  const app = new App({
    outdir,
    // The CLI brings the context of cdk.json along; whoever synthesises without it gets the same template by this.
    context: { ...JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')).context, ...context },
    analyticsReporting: false,
    autoSynth: false,
    treeMetadata: validation,
    builtinCloudFormationValidation: validation,
  });
  const said = readAppContext(app.node);
  const stack = new Stack(app, stackNameOf(said), {
    description: 'imbuto: captures leads and reports where they are lost',
  });
  // An id that adds nothing to the ids of resources: there is nothing else in this stack.
  new Imbuto(stack, 'Default', {
    ...props,
    ...propsOf(said, stack),
  });
  if (validation) {
    // Loaded when it is needed: a local start does without its rules.
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app.synth();
}
