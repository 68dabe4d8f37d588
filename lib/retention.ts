// Retention: leads without an event for the configured time are erased; what they have counted stays.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import { type Jobs, MINUTE } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

/** A walk goes on in the next hour's run: this is how much of it one run does. */
const TIMEOUT = Duration.minutes(5);

export type RetentionProps = {
  readonly bundles: Bundles<'apply-retention'>;
  readonly leads: LeadStore;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
};

export class Retention extends Construct {
  constructor(scope: Construct, id: string, { bundles, leads, jobs, alarms }: RetentionProps) {
    super(scope, id);
    const applyRetention = new ServiceFunction(this, 'ApplyRetention', {
      description: 'Erases leads without an event for the configured time, once a week',
      bundle: bundles['apply-retention'],
      timeout: TIMEOUT,
      memory: 1_024,
      isJob: true,
      alarms,
      impact: 'Leads are kept longer than the configured retention; everything else goes on.',
    });
    leads.grantRetain(applyRetention);
    jobs.everyHour(applyRetention, {
      minute: MINUTE.applyRetention,
      overdue: {
        alarm: 'RetentionOverdue',
        impact: 'leads are kept longer than the configured retention.',
      },
    });
  }
}
