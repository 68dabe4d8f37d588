// What `-c name=value` or the context of cdk.json says to this repository's own app.
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Node } from 'constructs';
import * as v from 'valibot';
import type { ImbutoProps } from './imbuto-props.ts';

/** The context that asks for what there is not; its message says what there is. */
export class InvalidContext extends Error {
  override readonly name = 'InvalidContext';
}

const STAGES = ['prod', 'dev'] as const;
const LEVELS = ['info', 'warn', 'error'] as const;
/** As CloudWatch takes them. */
const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

const text = (right: string, pattern: RegExp) => v.optional(v.pipe(v.string(right), v.regex(pattern, right)));
const number = (right: string, check: (value: number) => boolean) =>
  v.optional(v.pipe(v.union([v.string(), v.number()], right), v.transform(Number), v.check(check, right)));

const EMAIL = /^[^@\s]+@[^@\s]+$/;

const Context = v.object({
  stage: v.optional(v.picklist(STAGES, `${STAGES.join(' or ')}: dev goes with its stack`), 'prod'),
  stackName: text('letters, digits and hyphens, at most 100', /^[A-Za-z][A-Za-z0-9-]{0,99}$/),
  alarmEmail: text('an e-mail address', EMAIL),
  alarmTopicArn: text('the ARN of a topic', /^arn:[^:]+:sns:/),
  workers: number('2 to 1000', (n) => Number.isInteger(n) && n >= 2 && n <= 1_000),
  logLevel: v.optional(v.picklist(LEVELS, LEVELS.join(', '))),
  logDays: number(`one of ${DAYS.join(', ')}`, (n) => DAYS.some((days) => days === n)),
  budget: number('US dollars a month', (n) => n > 0),
  publicKey: text('16 to 64 letters, digits and hyphens', /^[A-Za-z0-9][A-Za-z0-9-]{15,63}$/),
  domain: text('a name like funnels.example.com', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  certificateArn: text('the ARN of a certificate in the region of the stack', /^arn:[^:]+:acm:/),
});

export type AppContext = v.InferOutput<typeof Context>;

/** @throws InvalidContext */
export function readAppContext(node: Node): AppContext {
  const given = Object.keys(Context.entries).flatMap((name) => {
    const value: unknown = node.tryGetContext(name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const parsed = v.safeParse(Context, Object.fromEntries(given));
  if (!parsed.success) throw new InvalidContext(parsed.issues.map(inWords).join('\n'));
  const { domain, certificateArn, budget, alarmEmail } = parsed.output;
  if ((domain === undefined) !== (certificateArn === undefined))
    throw new InvalidContext('context: domain and certificateArn go together');
  if (budget !== undefined && alarmEmail === undefined)
    throw new InvalidContext('context: budget needs alarmEmail: who is told');
  return parsed.output;
}

function inWords({ path, message, input }: v.BaseIssue<unknown>): string {
  return `context ${String(path?.[0]?.key)}\n  found: ${JSON.stringify(input)}\n  fix:   ${message}`;
}

export function stackNameOf({ stage, stackName = 'imbuto' }: AppContext): string {
  return stage === 'prod' ? stackName : `${stackName}-${stage}`;
}

export function propsOf(context: AppContext, stack: Stack): Partial<ImbutoProps> {
  const { stage, alarmEmail, alarmTopicArn, workers, logLevel, logDays, budget, publicKey } = context;
  const { domain, certificateArn } = context;
  const given = <K extends keyof ImbutoProps>(name: K, value: ImbutoProps[K] | undefined) =>
    value === undefined ? {} : { [name]: value };
  return {
    removalPolicy: stage === 'dev' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    ...given('alarmEmail', alarmEmail),
    ...given(
      'alarmTopic',
      alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(stack, 'AlarmTopic', alarmTopicArn),
    ),
    ...given('workers', workers),
    ...given('logLevel', logLevel),
    ...given('logRetention', logDays),
    ...given('publicKey', publicKey),
    ...(budget === undefined || alarmEmail === undefined
      ? {}
      : { budget: { monthly: budget, email: alarmEmail } }),
    ...(domain === undefined || certificateArn === undefined
      ? {}
      : {
          domain: {
            name: domain,
            certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
          },
        }),
  };
}
