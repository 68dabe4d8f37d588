// The functions of a template, each with the environment that Lambda would give it.
import { cpus } from 'node:os';
import type { Speech } from '../speech.ts';
import { REGION } from '../template/physical-ids.ts';
import type { FunctionPlan, Plan } from '../template/plan.ts';
import { createFunction, type LambdaFunction } from './function.ts';
import { InitFailed } from './sandbox.ts';

/** Finds a function by its ARN. */
export type Functions = {
  get(arn: string): LambdaFunction;
  /** By how it is called in what people read, e.g. `issue-revisions`. */
  named(speaker: string): LambdaFunction | undefined;
  /**
   * Loads those for which a visitor or a queue waits; one that runs by the clock or on events is loaded when it first runs.
   * @throws FunctionsUnusable naming those that cannot be loaded
   */
  init(): Promise<void>;
  stop(): void;
};

export type Surroundings = {
  readonly accessKeyId: string;
  /** The variables that point the functions' clients to this machine. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly speech: Speech;
};

/** What AWS would only say at the first request. */
export class FunctionsUnusable extends Error {
  override readonly name = 'FunctionsUnusable';
}

export function createFunctions(plan: Plan, { accessKeyId, endpoints, speech }: Surroundings): Functions {
  const byArn = new Map(
    plan.functions.map((each) => [
      each.arn,
      createFunction({
        ...each,
        environment: { ...sandboxEnvironment(each, accessKeyId), ...endpoints, ...each.environment },
        concurrency: concurrencyOf(each, plan),
        hear: (line) => speech.hear(each.speaker, line),
        complain: ({ type, message, frames = [] }) =>
          speech.error(each.speaker, [message ? `${type}: ${message}` : type, ...frames].join('\n')),
      }),
    ]),
  );
  const all = [...byArn.values()];
  return {
    get(arn) {
      const found = byArn.get(arn);
      if (!found) throw new FunctionsUnusable(`There is no function ${arn}.`);
      return found;
    },
    named: (speaker) => all.find((each) => each.speaker === speaker),
    init: () =>
      initAll(
        all.filter(({ arn }) => isAwaited(arn, plan)),
        speech,
      ),
    stop() {
      for (const each of all) each.stop();
    },
  };
}

function sandboxEnvironment(plan: FunctionPlan, accessKeyId: string): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: plan.directory,
    _HANDLER: plan.handler,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: 'UTC',
    // The developer's own AWS account stays out of it.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function concurrencyOf({ arn, reservedConcurrency }: FunctionPlan, plan: Plan): number {
  const fromRoutes = plan.api.routes.some(({ functionArn }) => functionArn === arn)
    ? Math.min(8, Math.max(2, 2 * cpus().length))
    : 0;
  const fromQueues = plan.eventSources
    .filter(({ functionArn }) => functionArn === arn)
    .reduce((sum, { maximumConcurrency }) => sum + maximumConcurrency, 0);
  return Math.min(reservedConcurrency ?? Number.POSITIVE_INFINITY, Math.max(1, fromRoutes + fromQueues));
}

function isAwaited(arn: string, plan: Plan): boolean {
  return [...plan.api.routes, ...plan.eventSources].some(({ functionArn }) => functionArn === arn);
}

async function initAll(functions: readonly LambdaFunction[], speech: Speech): Promise<void> {
  const results = await Promise.all(
    functions.map(async (each) => {
      try {
        await each.init();
        return undefined;
      } catch (error) {
        if (!(error instanceof InitFailed)) throw error;
        speech.error(each.speaker, error.message);
        return each.speaker;
      }
    }),
  );
  const failed = results.filter((speaker) => speaker !== undefined);
  if (failed.length > 0)
    throw new FunctionsUnusable(`These functions cannot be loaded: ${failed.join(', ')}.`);
}
