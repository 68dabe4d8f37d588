// Telling: a queue of what is to be told, the function that tells it, and the sweep of what a worker has left behind.
import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OUTBOUND_TRIES } from '../functions/runtime/environment-names.ts';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { CaptureApi } from './capture-api.ts';
import type { Bundles } from './function-code.ts';
import type { Jobs } from './jobs.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import type { MailSender } from './mail-sender.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

/** A receiver has ten seconds. */
const TIMEOUT = Duration.seconds(30);
const SWEEP_TIMEOUT = Duration.minutes(1);
const RETENTION = Duration.days(14);
/** One receiver that answers late holds up few. */
const BATCH = 5;
const SENDERS = 5;
const SWEEP_MINUTES = 5;

export type TellingProps = {
  readonly bundles: Bundles<'outbound' | 'sweep-outbox'>;
  readonly leads: LeadStore;
  /** The function that writes the outbox. */
  readonly worker: ServiceFunction;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  /** Absent: nobody is told by mail. */
  readonly mail?: MailSender;
};

export class Telling extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly webhookKey: Secret;
  readonly outbound: ServiceFunction;
  readonly #keys: Keys;

  constructor(scope: Construct, id: string, props: TellingProps) {
    super(scope, id);
    const { bundles, leads, worker, jobs, keys, api, alarms, mail } = props;
    this.#keys = keys;
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    acknowledge(this.deadLetterQueue, 'AwsSolutions-SQS3', 'This queue is the dead-letter queue itself.');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: OUTBOUND_TRIES },
    });
    alarms.whenAbove('TellingDead', {
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: ALARM_PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      impact: 'A webhook or a notice was not taken for more than a day, and is set aside for 14 days.',
    });
    this.webhookKey = keys.webhookKey();

    const outbound = new ServiceFunction(this, 'Outbound', {
      description: 'Tells people and other programs what leads have done',
      bundle: bundles.outbound,
      timeout: TIMEOUT,
      memory: 512,
      sendsToItsQueue: true,
      alarms,
      impact: 'Webhooks and notices wait in their queue; everything is counted all the same.',
    });
    this.outbound = outbound;
    leads.grantTell(outbound);
    keys.grantWebhookKey(outbound, this.webhookKey);
    api.tellAddress(outbound);
    mail?.grantSend(outbound);
    this.grantSend(outbound);
    const grant = this.queue.grant(
      outbound,
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    );
    const source = new EventSourceMapping(this, 'Source', {
      target: outbound.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH,
      reportBatchItemFailures: true,
      maxConcurrency: SENDERS,
    });
    // Lambda refuses a mapping whose function may not read the queue yet.
    grant.applyBefore(source);

    const sweep = new ServiceFunction(this, 'SweepOutbox', {
      description: 'Hands over what a worker that was stopped has left in the outbox',
      bundle: bundles['sweep-outbox'],
      timeout: SWEEP_TIMEOUT,
      memory: 256,
      isJob: true,
      alarms,
      impact: 'What a worker was stopped at is told later.',
    });
    leads.grantSweep(sweep);
    this.grantSend(sweep);
    jobs.everyMinutes(sweep, {
      minutes: SWEEP_MINUTES,
      overdue: { alarm: 'SweepOverdue', impact: 'what a worker was stopped at is not told.' },
    });
    this.grantSend(worker);
  }

  /** Who was brought by whom is sent as events of the two leads. */
  countReferrals(submissions: SubmissionQueue): void {
    this.#keys.grantShareKey(this.outbound);
    submissions.grantSend(this.outbound);
  }

  /** To put in what is to be told. */
  grantSend(fn: ServiceFunction): void {
    this.queue.grant(fn, 'sqs:SendMessage');
    fn.tell('outboundQueueUrl', this.queue.queueUrl);
  }
}
