// Alerting: a job judges each closed day of watched figures; what it leaves in the outbox is told like everything else.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import { type Jobs, MINUTE } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

const TIMEOUT = Duration.minutes(5);

export type AlertingProps = {
  readonly bundles: Bundles<'watch-figures'>;
  readonly leads: LeadStore;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
};

export class Alerting extends Construct {
  constructor(scope: Construct, id: string, { bundles, leads, jobs, alarms }: AlertingProps) {
    super(scope, id);
    const watchFigures = new ServiceFunction(this, 'WatchFigures', {
      description: 'Judges each closed day of watched figures by their own past',
      bundle: bundles['watch-figures'],
      timeout: TIMEOUT,
      memory: 1_024,
      isJob: true,
      alarms,
      impact: 'Incidents of watched figures are found late; everything is counted all the same.',
    });
    leads.grantWatch(watchFigures);
    jobs.everyHour(watchFigures, {
      minute: MINUTE.watchFigures,
      overdue: { alarm: 'WatchOverdue', impact: 'incidents of watched figures are not found.' },
    });
  }
}
