// The owner's pages of leads: one found by its e-mail or id, shown whole, and erased.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { any, type CaptureApi } from './capture-api.ts';
import type { Bundles } from './function-code.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';
import type { Telling } from './telling.ts';

export type LeadPagesProps = {
  readonly bundles: Bundles<'leads'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  readonly keys: Keys;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  /** Leads share links. */
  readonly sharing: boolean;
  /** Absent: nobody is told of anything. */
  readonly telling?: Telling;
};

/** Apart from the reports: only this function may read, and erase, what is kept of a person. */
export class LeadPages extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { bundles, leads, submissions, keys, api, alarms, sharing, telling }: LeadPagesProps,
  ) {
    super(scope, id);
    const pages = new ServiceFunction(this, 'Leads', {
      description: 'Shows a lead to the owner, and erases it',
      bundle: bundles.leads,
      // The gateway waits for 30 seconds; the function answers before.
      timeout: Duration.seconds(28),
      memory: 1_024,
      alarms,
      impact:
        'The owner cannot see or erase a lead; what visitors send is taken and counted all the same, and the reports are shown.',
    });
    leads.grantErase(pages);
    submissions.grantSend(pages);
    // What was told of a lead can be told again from its page.
    telling?.grantSend(pages);
    keys.grantOwnerToken(pages);
    keys.grantLinkKey(pages);
    if (sharing) keys.grantShareKey(pages);
    api.route(pages, api.throttles.pages, any('/leads'), any('/leads/{proxy+}'));
  }
}
