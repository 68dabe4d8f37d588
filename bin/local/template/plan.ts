// Reads from a template what the host must run: functions, routes, event sources, schedules, rules, secrets.
import type { EventPattern } from '../event-pattern.ts';
import type { NamedResource, Naming } from './physical-ids.ts';
import { type ApiPlan, planApi } from './plan-api.ts';
import { NotReproduced, numberOr, type Properties } from './plan-parts.ts';
import {
  type AsyncPlan,
  type EventSourcePlan,
  planAsync,
  planEventSource,
  planRule,
  planSchedule,
  type RulePlan,
  type SchedulePlan,
} from './plan-triggers.ts';
import type { Assembly } from './template.ts';

export type FunctionPlan = {
  readonly name: string;
  readonly arn: string;
  readonly speaker: string;
  readonly directory: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly reservedConcurrency: number | undefined;
};

export type SecretPlan = {
  readonly logicalId: string;
  readonly arn: string;
  readonly name: string;
  /** As `GenerateSecretString`, or the plain value. */
  readonly generate: Properties;
  readonly value: string | undefined;
};

export type Plan = {
  readonly functions: readonly FunctionPlan[];
  readonly eventSources: readonly EventSourcePlan[];
  readonly api: ApiPlan;
  readonly schedules: readonly SchedulePlan[];
  readonly rules: readonly RulePlan[];
  readonly asyncInvocations: readonly AsyncPlan[];
  readonly secrets: readonly SecretPlan[];
  /** What the template has and the host does not do, each a sentence. */
  readonly gaps: readonly string[];
};

const REPRODUCED = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
]);
/** Who may do what, what is watched, what is kept of logs: nothing that changes what a submission does. */
const WITHOUT_EFFECT =
  /^AWS::(IAM|Logs|CloudWatch|CDK|SNS|KMS|SES|Budgets)::|::(BucketPolicy|QueuePolicy|ResourcePolicy|Permission|ScheduleGroup|DomainName|ApiMapping|RecordSet)$|^Custom::S3AutoDeleteObjects$/;

const ENVIRONMENT_LIMIT = 4_096;

/** @throws NotReproduced, Unresolvable */
export function planFrom(naming: Naming, assembly: Assembly): Plan {
  const of = (type: string): readonly NamedResource[] =>
    naming.resources.filter((resource) => resource.type === type);
  const unknown = new Set(
    naming.resources
      .map(({ type }) => type)
      .filter((type) => !REPRODUCED.has(type) && !WITHOUT_EFFECT.test(type)),
  );
  const rules = of('AWS::Events::Rule').flatMap((resource) => planRule(resource, naming));
  return {
    functions: of('AWS::Lambda::Function').map((resource) => planFunction(resource, assembly)),
    eventSources: of('AWS::Lambda::EventSourceMapping').flatMap((resource) =>
      planEventSource(resource, naming),
    ),
    api: planApi(of, naming),
    schedules: of('AWS::Scheduler::Schedule').flatMap((resource) => planSchedule(resource, naming)),
    rules,
    asyncInvocations: of('AWS::Lambda::EventInvokeConfig').map((resource) => planAsync(resource, naming)),
    secrets: of('AWS::SecretsManager::Secret').map(planSecret),
    gaps: [
      ...[...unknown].map((type) => `${type} is in the template and has no effect here`),
      ...rules
        .filter(({ pattern }) => !occursHere(pattern))
        .map(
          ({ logicalId }) =>
            `${logicalId} waits for events that do not occur here: only deploys, bounces and complaints do`,
        ),
    ],
  };
}

/** Who tells of events here: of a deploy, and of what becomes of mails. */
const TELLERS = ['aws.cloudformation', 'aws.ses'];

function occursHere({ source }: EventPattern): boolean {
  return Array.isArray(source) && TELLERS.some((one) => source.includes(one));
}

function planFunction(resource: NamedResource, assembly: Assembly): FunctionPlan {
  const { Code, Handler, Environment, MemorySize, Timeout, ReservedConcurrentExecutions } =
    resource.properties();
  const key = (Code as Properties | undefined)?.S3Key;
  if (typeof key !== 'string')
    throw new NotReproduced(`${resource.logicalId}: only code from an asset runs here.`);
  const variables = ((Environment as Properties | undefined)?.Variables ?? {}) as Properties;
  if (Buffer.byteLength(JSON.stringify(variables)) > ENVIRONMENT_LIMIT)
    throw new NotReproduced(`${resource.logicalId}: its environment is larger than Lambda's 4 KB.`);
  return {
    name: resource.name,
    arn: resource.arn,
    speaker: speakerOf(resource, assembly),
    directory: assembly.assetDirectory(key),
    handler: String(Handler),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    memoryMb: numberOr(MemorySize, 128),
    timeoutMs: numberOr(Timeout, 3) * 1000,
    reservedConcurrency:
      typeof ReservedConcurrentExecutions === 'number' ? ReservedConcurrentExecutions : undefined,
  };
}

/** `imbuto/Reporting/IssueRevisions/Function/Resource` speaks as `issue-revisions`. */
function speakerOf({ logicalId }: NamedResource, assembly: Assembly): string {
  const segments = (assembly.constructPath(logicalId) ?? logicalId)
    .split('/')
    .filter((segment) => !/^(Resource|Default|Function|Handler)$/.test(segment));
  return (segments.at(-1) ?? logicalId).replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function planSecret(resource: NamedResource): SecretPlan {
  const { GenerateSecretString = {}, SecretString } = resource.properties();
  return {
    logicalId: resource.logicalId,
    arn: resource.arn,
    name: resource.name,
    generate: GenerateSecretString as Properties,
    value: typeof SecretString === 'string' ? SecretString : undefined,
  };
}
