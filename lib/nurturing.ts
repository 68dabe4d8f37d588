// Nurture: a schedule hands out the steps of sequences that are due; what tells everything else mails them.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import type { Jobs } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';
import type { Telling } from './telling.ts';

/** Shorter than the time between two runs. */
const TIMEOUT = Duration.minutes(4);
const MINUTES = 5;

export type NurturingProps = {
  readonly bundles: Bundles<'nurture'>;
  readonly leads: LeadStore;
  readonly telling: Telling;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
};

export class Nurturing extends Construct {
  constructor(scope: Construct, id: string, { bundles, leads, telling, jobs, alarms }: NurturingProps) {
    super(scope, id);
    const nurture = new ServiceFunction(this, 'Nurture', {
      description: 'Hands out the steps of sequences that are due',
      bundle: bundles.nurture,
      timeout: TIMEOUT,
      memory: 512,
      isJob: true,
      alarms,
      impact: 'Mails of sequences go later.',
    });
    leads.grantSweep(nurture);
    telling.grantSend(nurture);
    leads.grantNurture(telling.outbound);
    jobs.everyMinutes(nurture, {
      minutes: MINUTES,
      overdue: { alarm: 'NurtureOverdue', impact: 'mails of sequences are not sent.' },
    });
  }
}
