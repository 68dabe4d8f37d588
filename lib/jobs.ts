// What runs without being asked: once an hour, or when a deploy is through. What could not run ends in a dead-letter queue.
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Schedule, ScheduleExpression, type ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

/** A run that could not start in its hour is made up for by the next. */
const MAXIMUM_AGE = Duration.hours(1);
const RETRIES_TO_START = 3;
const RETRIES_OF_A_FAILED_RUN = 2;
/** One run may fail and be made up for by the next; after this many the job is overdue. */
const SILENT_HOURS = 3;

/** Minutes of the hour, none the full hour, when everybody's schedules run. What is issued has its time before it is mailed. */
export const MINUTE = {
  startRecount: 5,
  issueRevisions: 5,
  mailReports: 15,
  applyRetention: 25,
  watchFigures: 35,
  writeData: 45,
} as const;

export type HourlyJob = {
  readonly minute: number;
  /** The name of the alarm when no run has come to its end for hours, and what that means, as a sentence. */
  readonly overdue: { readonly alarm: string; readonly impact: string };
};

export class Jobs extends Construct {
  readonly deadLetterQueue: Queue;
  readonly #alarms: Alarms;

  constructor(scope: Construct, id: string, { alarms }: { readonly alarms: Alarms }) {
    super(scope, id);
    this.#alarms = alarms;
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetterQueue, 'AwsSolutions-SQS3', 'This queue is the dead-letter queue itself.');
    alarms.whenAbove('JobsDead', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      impact:
        'A job did not start, or failed three times. The next hourly run makes up for it, if it succeeds.',
    });
  }

  /** Runs a function every hour, in UTC, and at least once: it must do no harm when it runs twice. */
  everyHour(fn: ServiceFunction, { minute, overdue }: HourlyJob): void {
    const schedule = ScheduleExpression.cron({ minute: String(minute), timeZone: TimeZone.ETC_UTC });
    this.#every(fn, { schedule, words: 'hour', name: 'Hourly', overdue });
  }

  /** The same every so many minutes. */
  everyMinutes(
    fn: ServiceFunction,
    { minutes, overdue }: Omit<HourlyJob, 'minute'> & { readonly minutes: number },
  ): void {
    const schedule = ScheduleExpression.rate(Duration.minutes(minutes));
    this.#every(fn, { schedule, words: `${minutes} minutes`, name: 'Often', overdue });
  }

  #every(
    fn: ServiceFunction,
    {
      schedule,
      words,
      name: suffix,
      overdue,
    }: Pick<HourlyJob, 'overdue'> & {
      readonly schedule: ScheduleExpression;
      readonly words: string;
      readonly name: string;
    },
  ): void {
    const name = fn.node.id;
    // The scheduler's own queue tells only of runs that did not start: it does not wait for their end.
    fn.lambda.configureAsyncInvoke({
      maxEventAge: MAXIMUM_AGE,
      retryAttempts: RETRIES_OF_A_FAILED_RUN,
      onFailure: new SqsDestination(this.deadLetterQueue),
    });
    new Schedule(this, `${name}${suffix}`, {
      description: `Runs ${name} every ${words}`,
      schedule,
      target: { bind: () => this.#target(fn) },
    });
    // A job that has not done everything ends with an error, so that these are the runs that have.
    const period = Duration.hours(1);
    this.#alarms.whenSilent(overdue.alarm, {
      metric: new MathExpression({
        expression: 'runs - failed',
        label: `${name} completed`,
        usingMetrics: {
          runs: fn.lambda.metricInvocations({ period, statistic: Stats.SUM }),
          failed: fn.lambda.metricErrors({ period, statistic: Stats.SUM }),
        },
        period,
      }),
      periods: SILENT_HOURS,
      impact: `${name} has not come to its end for ${SILENT_HOURS} hours: ${overdue.impact}`,
    });
  }

  /**
   * Runs a job that also runs every hour whenever a deploy of this stack is through, or rolled back. Not a part of the deploy:
   * a run that fails does not undo a release that is otherwise good, but is tried again, and made up for by the next hourly one.
   */
  afterDeploy(fn: ServiceFunction): void {
    const name = fn.node.id;
    const rule = new Rule(this, `${name}AfterDeploy`, {
      description: `Runs ${name} when a deploy of this stack is through`,
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [Stack.of(this).stackId],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] },
        },
      },
    });
    rule.addTarget(
      new LambdaFunction(fn.lambda, {
        deadLetterQueue: this.deadLetterQueue,
        maxEventAge: MAXIMUM_AGE,
        retryAttempts: RETRIES_TO_START,
      }),
    );
  }

  /** Written out because CDK's own target also lets the schedule run every version of the function. */
  #target(fn: ServiceFunction): ScheduleTargetConfig {
    const { account, region } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    const role = new Role(this, `${fn.node.id}Role`, {
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
