// The queue of accepted submissions, and the one for those that could not be worked in.
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

/** The longest that SQS keeps a message. What was answered with success must outlive a long week-end. */
const RETENTION = Duration.days(14);
/** Below five, Lambda's own back-off could send good messages to the dead-letter queue. */
const RECEIVES = 5;
/** How old a submission may get, beyond the window it waits for company, before somebody is told. */
const PATIENCE = Duration.minutes(15);

export type SubmissionQueueProps = {
  /** The batching window of the function that reads the queue. */
  readonly window: Duration;
  /** The timeout of the function that reads the queue. */
  readonly consumerTimeout: Duration;
  readonly alarms: Alarms;
};

export class SubmissionQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, { window, consumerTimeout, alarms }: SubmissionQueueProps) {
    super(scope, id);
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds() + window.toSeconds()),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: RECEIVES },
    });
    alarms.whenAbove('SubmissionsDead', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      impact: 'Accepted submissions could not be counted. They are kept for 14 days from their acceptance.',
    });
    alarms.whenAbove('SubmissionsOld', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: window.plus(PATIENCE).toSeconds(),
      impact: 'Accepted submissions wait: reports lag behind, nothing is lost before 14 days.',
    });
  }

  /** To send, and to see whether the queue is there. */
  grantSend(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:SendMessage', 'sqs:GetQueueAttributes');
    fn.tell('queueUrl', this.queue.queueUrl);
  }

  /** To send back what was not begun or was given up, as new messages: they spend no try. */
  grantSendAgain(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:SendMessage');
    fn.tell('queueUrl', this.queue.queueUrl);
  }

  /** To see how many messages wait, and how many are set aside. */
  grantSeeDepth(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:GetQueueAttributes');
    this.deadLetterQueue.grant(fn, 'sqs:GetQueueAttributes');
    fn.tell('queueUrl', this.queue.queueUrl);
    fn.tell('deadLetterQueueUrl', this.deadLetterQueue.queueUrl);
  }
}
