// What the stack has that costs: counted in the template that deploys.
import { join } from 'node:path';
import { keptBundles } from '../../bin/kept-bundles.ts';
import { loadConfigFile } from '../../lib/configuration.ts';
import { synthesise } from '../../lib/synthesise.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export type Stack = {
  /** Metrics that alarms watch: each is billed, also where an alarm compares two. */
  readonly alarms: number;
  readonly secrets: number;
  /** Queues that Lambda asks for messages. */
  readonly queues: number;
  /** GB of memory of a function, by a word of its logical id. */
  readonly memoryGb: (name: string) => number;
};

type Resource = {
  readonly Type: string;
  readonly Properties?: {
    readonly MemorySize?: number;
    readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
  };
};

const ROOT = join(import.meta.dirname, '..', '..');

export async function readStack(): Promise<Stack> {
  const { input } = await loadConfigFile({}, ROOT);
  const assembly = await synthesise({
    config: input,
    files: ROOT,
    bundles: await keptBundles(),
    outdir: temporaryDirectory(),
    validation: false,
  });
  const resources = Object.entries<Resource>(assembly.stacks[0]?.template.Resources ?? {});
  const count = (type: string): number => resources.filter(([, { Type }]) => Type === type).length;
  return {
    alarms: resources
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .reduce((sum, [, { Properties }]) => sum + metricsOf(Properties?.Metrics), 0),
    secrets: count('AWS::SecretsManager::Secret'),
    queues: count('AWS::Lambda::EventSourceMapping'),
    memoryGb: (name) => {
      const found = resources.find(([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.includes(name));
      const memory = found?.[1].Properties?.MemorySize;
      if (memory === undefined) throw new Error(`the template has no function ${name} that says its memory`);
      return memory / 1_024;
    },
  };
}

/** An alarm on one metric lists none. */
function metricsOf(metrics: readonly { readonly MetricStat?: unknown }[] | undefined): number {
  return metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
}
