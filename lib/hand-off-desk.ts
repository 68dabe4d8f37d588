// The desk: a page behind a signed link at which sales accepts a handed-over lead or gives it back.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { any, type CaptureApi } from './capture-api.ts';
import type { Bundles } from './function-code.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

export type HandOffDeskProps = {
  readonly bundles: Bundles<'hand-off-desk'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  readonly keys: Keys;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  /** Mails and posts the links. */
  readonly outbound: ServiceFunction;
};

/** Apart from the owner's pages: a link opens one lead, and this function can change no other. */
export class HandOffDesk extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bundles, leads, submissions, keys, api, alarms, outbound }: HandOffDeskProps,
  ) {
    super(scope, id);
    const desk = new ServiceFunction(this, 'HandOffDesk', {
      description: 'Takes what sales answers to hand-offs',
      bundle: bundles['hand-off-desk'],
      timeout: Duration.seconds(10),
      memory: 512,
      alarms,
      impact: 'Sales cannot accept leads or give them back; the links can be opened again later.',
    });
    leads.grantLook(desk);
    submissions.grantSend(desk);
    const key = keys.handOffKey();
    keys.grantHandOffKey(desk, key);
    keys.grantHandOffKey(outbound, key);
    api.route(desk, api.throttles.pages, any('/a/{token}'));
  }
}
