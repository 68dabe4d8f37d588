// What invokes the functions of a template beside its API: queues, schedules and events, and what becomes of runs that fail.
import { type EventPattern, parsePattern } from '../event-pattern.ts';
import type { NamedResource, Naming } from './physical-ids.ts';
import { functionArn, NotReproduced, numberOr, type Properties } from './plan-parts.ts';
import type { Json } from './template.ts';

export type EventSourcePlan = {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
};

export type SchedulePlan = {
  readonly functionArn: string;
  readonly expression: string;
  readonly timezone: string;
  /** Absent: what the scheduler gives by itself. */
  readonly input?: unknown;
};

/** Which events invoke a function. */
export type RulePlan = {
  readonly logicalId: string;
  readonly functionArn: string;
  readonly pattern: EventPattern;
};

/** What becomes of invocations that nobody waits for. */
export type AsyncPlan = {
  readonly functionArn: string;
  readonly retries: number;
  readonly deadLettersUrl: string | undefined;
};

/** Lambda polls without a bound unless it is given one; two are plenty on a laptop. */
const UNBOUND_CONCURRENCY = 2;

export function planEventSource(resource: NamedResource, naming: Naming): readonly EventSourcePlan[] {
  const properties = resource.properties();
  if (properties.Enabled === false) return [];
  if (properties.FilterCriteria !== undefined)
    throw new NotReproduced(`${resource.logicalId}: event filters are not reproduced.`);
  const queue = naming.byArn(String(properties.EventSourceArn));
  if (queue?.type !== 'AWS::SQS::Queue')
    throw new NotReproduced(`${resource.logicalId}: only SQS queues are event sources here.`);
  const maximum = (properties.ScalingConfig as Properties | undefined)?.MaximumConcurrency;
  return [
    {
      functionArn: functionArn(String(properties.FunctionName), naming, resource),
      queueArn: queue.arn,
      queueUrl: queue.ref,
      batchSize: numberOr(properties.BatchSize, 10),
      windowMs: numberOr(properties.MaximumBatchingWindowInSeconds, 0) * 1000,
      maximumConcurrency: numberOr(maximum, UNBOUND_CONCURRENCY),
      reportsItemFailures: ((properties.FunctionResponseTypes ?? []) as readonly Json[]).includes(
        'ReportBatchItemFailures',
      ),
    },
  ];
}

export function planSchedule(resource: NamedResource, naming: Naming): readonly SchedulePlan[] {
  const { State, ScheduleExpression, ScheduleExpressionTimezone, Target } = resource.properties();
  if (State === 'DISABLED') return [];
  const { Arn, Input } = (Target ?? {}) as Properties;
  return [
    {
      functionArn: functionArn(String(Arn), naming, resource),
      expression: String(ScheduleExpression),
      timezone: typeof ScheduleExpressionTimezone === 'string' ? ScheduleExpressionTimezone : 'UTC',
      ...(typeof Input === 'string' ? { input: JSON.parse(Input) } : {}),
    },
  ];
}

/** @throws NotReproduced, UnknownPattern */
export function planRule(resource: NamedResource, naming: Naming): readonly RulePlan[] {
  const { State, ScheduleExpression, EventBusName, EventPattern: pattern, Targets } = resource.properties();
  if (State === 'DISABLED') return [];
  if (ScheduleExpression !== undefined)
    throw new NotReproduced(
      `${resource.logicalId}: a rule with a schedule is not reproduced; make it a schedule.`,
    );
  if (EventBusName !== undefined)
    throw new NotReproduced(`${resource.logicalId}: only the default event bus is here.`);
  return ((Targets ?? []) as readonly Properties[]).map((target) => {
    if (['Input', 'InputPath', 'InputTransformer'].some((key) => target[key] !== undefined))
      throw new NotReproduced(
        `${resource.logicalId}: a target is given the event as it is, not a part of it.`,
      );
    return {
      logicalId: resource.logicalId,
      functionArn: functionArn(String(target.Arn), naming, resource),
      pattern: parsePattern(pattern),
    };
  });
}

/** Lambda tries twice more by itself. */
const RETRIES = 2;

export function planAsync(resource: NamedResource, naming: Naming): AsyncPlan {
  const { FunctionName, MaximumRetryAttempts, DestinationConfig } = resource.properties();
  const { Destination } = ((DestinationConfig as Properties | undefined)?.OnFailure ?? {}) as Properties;
  const queue = Destination === undefined ? undefined : naming.byArn(String(Destination));
  return {
    functionArn: functionArn(String(FunctionName), naming, resource),
    retries: numberOr(MaximumRetryAttempts, RETRIES),
    deadLettersUrl: queue?.type === 'AWS::SQS::Queue' ? queue.ref : undefined,
  };
}
