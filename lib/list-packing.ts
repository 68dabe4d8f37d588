// The job that packs the index of contacts, so that the list of leads finds what is rare among very many at once.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { Bundles } from './function-code.ts';
import type { Jobs } from './jobs.ts';
import type { LeadStore } from './lead-store.ts';
import { ServiceFunction } from './service-function.ts';

/** All rows of 100,000 contacts take a few seconds. Less than a place is still used (`STILL_USED_MS`). */
const TIMEOUT = Duration.minutes(5);
const MINUTES = 5;

export type ListPackingProps = {
  readonly bundles: Bundles<'pack-list'>;
  readonly leads: LeadStore;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
};

export class ListPacking extends Construct {
  constructor(scope: Construct, id: string, { bundles, leads, jobs, alarms }: ListPackingProps) {
    super(scope, id);
    const packList = new ServiceFunction(this, 'PackList', {
      description: 'Packs the index of contacts, from which the list of leads is read',
      bundle: bundles['pack-list'],
      timeout: TIMEOUT,
      memory: 1_024,
      isJob: true,
      alarms,
      impact: 'The list of leads gets slower; it lists all the same.',
    });
    leads.grantPack(packList);
    jobs.everyMinutes(packList, {
      minutes: MINUTES,
      overdue: { alarm: 'PackingOverdue', impact: 'the list of leads gets slower; it lists all the same.' },
    });
  }
}
