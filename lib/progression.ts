// The worker: reads the queue in batches and moves leads, and their funnels' counters, ahead.
import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HELD_UP } from '../functions/runtime/environment-names.ts';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

/** The larger a batch, the more events of one lead share a transaction; its size in bytes ends it at 6 MB. */
const BATCH = 1_000;
/** The most that Lambda gathers without a window. */
const BATCH_WITHOUT_WINDOW = 10;
/** Two workers seldom meet at a counter, and one account's other functions keep their concurrency. */
const WORKERS = 2;

export type ProgressionProps = {
  readonly bundles: Bundles<'progress'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  /** How long submissions wait for company: longer is cheaper, shorter is fresher. */
  readonly window: Duration;
  readonly alarms: Alarms;
  readonly workers?: number | undefined;
};

export class Progression extends Construct {
  readonly progress: ServiceFunction;
  /**
   * A full batch takes seconds; what does not fit the time is sent again. The queue hides a message for six times as long,
   * which is how soon it comes again when the function was stopped.
   */
  static readonly TIMEOUT = Duration.seconds(30);

  constructor(
    scope: Construct,
    id: string,
    { bundles, leads, submissions, window, alarms, workers = WORKERS }: ProgressionProps,
  ) {
    super(scope, id);
    this.progress = new ServiceFunction(this, 'Progress', {
      description: 'Folds submissions into leads and counts them',
      bundle: bundles.progress,
      timeout: Progression.TIMEOUT,
      memory: 1_024,
      alarms,
      impact: 'Submissions wait in the queue and reports lag behind; what was accepted is kept.',
      sendsToItsQueue: true,
    });
    const { progress } = this;
    leads.grantAdvance(progress);
    submissions.grantSendAgain(progress);
    alarms.whenAbove('SubmissionsHeldUp', {
      metric: alarms.counted(HELD_UP),
      above: 0,
      impact:
        'The worker sends submissions again that were accepted more than a quarter of an hour ago: reports lag behind, nothing is lost.',
    });

    // What Lambda needs to read the queue on the function's behalf.
    const { queue } = submissions;
    const grant = queue.grant(progress, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    const source = new EventSourceMapping(this, 'Source', {
      target: progress.lambda,
      eventSourceArn: queue.queueArn,
      batchSize: window.toSeconds() === 0 ? BATCH_WITHOUT_WINDOW : BATCH,
      maxBatchingWindow: window,
      reportBatchItemFailures: true,
      maxConcurrency: workers,
    });
    // Lambda refuses a mapping whose function may not read the queue yet.
    grant.applyBefore(source);
  }
}
