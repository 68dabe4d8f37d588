// A function as all of imbuto's are: arm64, a role and a log of its own, and alarms on its failing.
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../functions/runtime/environment-names.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { Bundle } from './function-code.ts';

export type ServiceFunctionProps = {
  readonly description: string;
  readonly bundle: Bundle;
  readonly timeout: Duration;
  /** MiB. Processor time comes in proportion: 1,769 MiB have one core. */
  readonly memory: number;
  readonly alarms: Alarms;
  /** What it means when the function fails, as a sentence. */
  readonly impact: string;
  /**
   * Whether it sends messages to the queue that invokes it. Lambda takes that for a mistake, and stops it after about 16 rounds,
   * unless it is allowed: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  readonly sendsToItsQueue?: boolean;
  /**
   * Whether it is one of the `Jobs`. What Lambda refuses to run is then tried again for an hour, and told of by their dead-letter
   * queue, so that it needs no alarm of its own.
   */
  readonly isJob?: boolean;
};

export class ServiceFunction extends Construct implements IGrantable {
  readonly lambda: LambdaFunction;
  readonly grantPrincipal: IPrincipal;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const {
      description,
      bundle,
      timeout,
      memory,
      alarms,
      impact,
      sendsToItsQueue = false,
      isJob = false,
    } = props;
    const logGroup = new LogGroup(this, 'Log', {
      retention: bundle.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of its own: the one that CDK would make carries a managed policy that may write to every log.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.timeout = timeout;
    this.lambda = new LambdaFunction(this, 'Function', {
      description,
      code: bundle.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: bundle.memory ?? memory,
      timeout,
      role,
      logGroup,
      // HTTP APIs take no part in traces, and the SDK's tracer would add 30 ms to each start: logs and metrics do.
      tracing: Tracing.DISABLED,
      ...(sendsToItsQueue ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    });
    this.grantPrincipal = this.lambda.grantPrincipal;
    this.tell('installation', alarms.installation);
    this.tell('logLevel', bundle.logLevel);
    alarms.whenAbove(`${id}Errors`, {
      metric: this.lambda.metricErrors({ period: ALARM_PERIOD }),
      above: 0,
      impact: `An invocation of the function ended with an error. ${impact}`,
    });
    if (isJob) return;
    alarms.whenAbove(`${id}Throttles`, {
      metric: this.lambda.metricThrottles({ period: ALARM_PERIOD }),
      above: 0,
      impact: `Lambda refused to run the function: the account's concurrency is used up. ${impact}`,
    });
  }

  /** Sets what the function's `readEnvironment` asks for; called by the grants, so that neither goes without the other. */
  tell(name: keyof typeof ENVIRONMENT, value: string): void {
    this.lambda.addEnvironment(ENVIRONMENT[name], value);
  }
}
