// Recounts: what starts them, a queue of their own, and the function that walks the leads, so that live submissions never wait.
import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import { type Jobs, MINUTE } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

/** A page takes seconds; a message goes on for as many pages as there is time for. */
const TIMEOUT = Duration.minutes(1);
/** A few items are read and written, and a message is sent for each segment: a table that answers late has its retries. */
const START_TIMEOUT = Duration.minutes(1);
/** The least that Lambda takes, and as many as leave the table to live submissions. */
const WALKERS = 2;
const RECEIVES = 5;
const RETENTION = Duration.days(14);
/** For clocks that are apart, and for a last request that is still on its way when a worker is stopped. */
const SLACK = Duration.seconds(30);

export type RecountingProps = {
  readonly bundles: Bundles<'recount' | 'start-recount'>;
  readonly leads: LeadStore;
  /** The function that counts live submissions. */
  readonly worker: ServiceFunction;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
};

export class Recounting extends Construct {
  readonly queue: Queue;
  readonly recount: ServiceFunction;

  constructor(scope: Construct, id: string, props: RecountingProps) {
    super(scope, id);
    const { bundles, leads, worker, alarms } = props;
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
    recount.tell('settleSeconds', String(worker.timeout.plus(SLACK).toSeconds()));

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
    this.#start(props);
  }

  #start({ bundles, leads, worker, jobs, alarms }: RecountingProps): void {
    const startRecount = new ServiceFunction(this, 'StartRecount', {
      description: 'Claims the recount of edited funnels, and sends what of one has come to a stand',
      bundle: bundles['start-recount'],
      timeout: START_TIMEOUT,
      memory: 512,
      isJob: true,
      alarms,
      impact: 'Edited funnels go on being shown as before; the next hourly run tries again.',
    });
    leads.grantClaim(startRecount);
    this.grantSend(startRecount);
    // What they are to count must not be claimed before the functions that count are deployed.
    startRecount.lambda.node.addDependency(worker.lambda, this.recount.lambda);
    jobs.afterDeploy(startRecount);
    jobs.everyHour(startRecount, {
      minute: MINUTE.startRecount,
      overdue: {
        alarm: 'RecountOverdue',
        impact:
          'a funnel that was edited since is not recounted, and a recount that lost its message stands still.',
      },
    });
  }

  /** To start recounts, and to go on with them. */
  grantSend(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:SendMessage');
    fn.tell('recountQueueUrl', this.queue.queueUrl);
  }
}
