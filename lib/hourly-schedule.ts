// The clock: once an hour, in UTC, it runs a function; what it could not run ends in a dead-letter queue.
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression, type ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

/** Not at the full hour, when everybody's schedules run. */
const MINUTE = '5';
/** A run that could not start in its hour is made up for by the next. */
const MAXIMUM_AGE = Duration.hours(1);
const RETRIES_TO_START = 3;
const RETRIES_OF_A_FAILED_RUN = 2;

export type HourlyScheduleProps = { readonly fn: ServiceFunction; readonly alarms: Alarms };

export class HourlySchedule extends Construct {
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { fn, alarms }: HourlyScheduleProps) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetterQueue, 'AwsSolutions-SQS3', 'This queue is the dead-letter queue itself.');

    // The scheduler's own queue tells only of runs that did not start: it does not wait for their end.
    fn.lambda.configureAsyncInvoke({
      maxEventAge: MAXIMUM_AGE,
      retryAttempts: RETRIES_OF_A_FAILED_RUN,
      onFailure: new SqsDestination(this.deadLetterQueue),
    });
    new Schedule(this, 'Schedule', {
      description: `Runs ${fn.node.id} every hour`,
      schedule: ScheduleExpression.cron({ minute: MINUTE, timeZone: TimeZone.ETC_UTC }),
      target: { bind: () => this.#target(fn) },
    });
    alarms.whenAbove('ScheduleDead', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      impact:
        'An hourly run did not start, or failed three times. The next one makes up for it, if it succeeds.',
    });
  }

  /** Written out because CDK's own target also lets the schedule run every version of the function. */
  #target(fn: ServiceFunction): ScheduleTargetConfig {
    const { account, region } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        region,
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.lambda.functionArn] }),
    );
    this.deadLetterQueue.grant(role, 'sqs:SendMessage');
    return {
      arn: fn.lambda.functionArn,
      role,
      retryPolicy: {
        maximumEventAgeInSeconds: MAXIMUM_AGE.toSeconds(),
        maximumRetryAttempts: RETRIES_TO_START,
      },
      deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
    };
  }
}
