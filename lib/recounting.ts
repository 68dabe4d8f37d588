// Recounts: a queue of their own and the function that walks the leads, so that live submissions never wait for one.
import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { Bundles } from './bundle.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

/** A page takes seconds; a message goes on for as many pages as there is time for. */
const TIMEOUT = Duration.minutes(1);
/** The least that Lambda takes, and as many as leave the table to live submissions. */
const WALKERS = 2;
const RECEIVES = 5;
const RETENTION = Duration.days(14);
/** For clocks that are apart, and for a last request that is still on its way when a worker is stopped. */
const SLACK = Duration.seconds(30);

export type RecountingProps = {
  readonly bundles: Bundles<'recount'>;
  readonly leads: LeadStore;
  /** The timeout of the function that counts live submissions. */
  readonly workerTimeout: Duration;
  readonly alarms: Alarms;
};

export class Recounting extends Construct {
  readonly queue: Queue;
  readonly recount: ServiceFunction;

  constructor(scope: Construct, id: string, { bundles, leads, workerTimeout, alarms }: RecountingProps) {
    super(scope, id);
    const deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    acknowledge(deadLetterQueue, 'AwsSolutions-SQS3', 'This queue is the dead-letter queue itself.');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: RECEIVES },
    });
    alarms.whenAbove('RecountsDead', {
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      impact:
        'An edited funnel is not recounted to the end: its reports go on showing the former definition.',
    });
    this.recount = new ServiceFunction(this, 'Recount', {
      description: 'Brings leads under the definitions of edited funnels',
      bundle: bundles.recount,
      timeout: TIMEOUT,
      memory: 1_024,
      sendsToItsQueue: true,
      alarms,
      impact:
        'Recounts of edited funnels wait; live submissions are counted, and reports show the former definition.',
    });
    const { recount } = this;
    leads.grantRecount(recount);
    this.grantSend(recount);
    recount.tell('settleSeconds', String(workerTimeout.plus(SLACK).toSeconds()));

    const grant = this.queue.grant(
      recount,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    );
    const source = new EventSourceMapping(this, 'Source', {
      target: recount.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      maxConcurrency: WALKERS,
    });
    // Lambda refuses a mapping whose function may not read the queue yet.
    grant.applyBefore(source);
  }

  /** To start recounts, and to go on with them. */
  grantSend(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:SendMessage');
    fn.tell('recountQueueUrl', this.queue.queueUrl);
  }
}
