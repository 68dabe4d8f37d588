// Reports: issued every hour as far as they are due, kept as immutable revisions, and shown to the owner.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HEARTBEAT, MAIL_FAILED } from '../functions/runtime/environment-names.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { Bundles } from './bundle.ts';
import { any, type CaptureApi } from './capture-api.ts';
import { HourlySchedule } from './hourly-schedule.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import type { MailSender } from './mail-sender.ts';
import type { Recounting } from './recounting.ts';
import { ReportArchive } from './report-archive.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

/** One run may fail and be made up for by the next; after this many the reports are late. */
const SILENT_HOURS = 3;

export type ReportingProps = {
  readonly bundles: Bundles<'roll-up' | 'report'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  readonly recounts: Recounting;
  /** The functions that count leads: what one of them is to count must not be claimed before it is deployed. */
  readonly counting: readonly ServiceFunction[];
  readonly keys: Keys;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  /** Absent: nobody gets reports by mail. */
  readonly mail?: MailSender;
};

export class Reporting extends Construct {
  readonly archive: ReportArchive;

  constructor(scope: Construct, id: string, props: ReportingProps) {
    super(scope, id);
    this.archive = new ReportArchive(this, 'Archive');
    this.#issue(props);
    this.#show(props);
  }

  #issue(props: ReportingProps): void {
    const { bundles, leads, submissions, recounts, alarms, mail } = props;
    const rollUp = new ServiceFunction(this, 'RollUp', {
      description: 'Makes what is configured live, and issues the reports that are due',
      bundle: bundles['roll-up'],
      timeout: Duration.minutes(5),
      memory: 1_024,
      alarms,
      impact: 'Reports of closed periods are issued late; the pages still show current figures.',
    });
    leads.grantNote(rollUp);
    this.archive.grantReadWrite(rollUp);
    submissions.grantSeeDepth(rollUp);
    recounts.grantSend(rollUp);
    rollUp.lambda.node.addDependency(...props.counting.map(({ lambda }) => lambda));
    if (mail !== undefined) this.#mail(rollUp, mail, props);
    new HourlySchedule(this, 'Hourly', { fn: rollUp, alarms });
    alarms.whenSilent('ReportOverdue', {
      metric: new Metric({
        namespace: HEARTBEAT.namespace,
        metricName: HEARTBEAT.metric,
        dimensionsMap: { service: HEARTBEAT.service },
        statistic: Stats.SAMPLE_COUNT,
        period: Duration.hours(1),
      }),
      periods: SILENT_HOURS,
      impact: `The roll-up has not come to its end for ${SILENT_HOURS} hours: whatever report became due is overdue.`,
    });
  }

  #mail(rollUp: ServiceFunction, mail: MailSender, { keys, api, alarms }: ReportingProps): void {
    mail.grantSend(rollUp);
    // A mail carries a signed link to its report.
    keys.grantLinkKey(rollUp);
    api.tellAddress(rollUp);
    alarms.whenAbove('MailFailed', {
      metric: new Metric({
        namespace: MAIL_FAILED.namespace,
        metricName: MAIL_FAILED.metric,
        dimensionsMap: { service: MAIL_FAILED.service },
        statistic: Stats.SUM,
        period: ALARM_PERIOD,
      }),
      above: 0,
      impact: 'Issued reports could not be mailed to all who should get them; they stand on the pages.',
    });
  }

  #show({ bundles, leads, submissions, keys, api, alarms }: ReportingProps): void {
    const report = new ServiceFunction(this, 'Report', {
      description: "Shows the owner's reports",
      bundle: bundles.report,
      // The gateway waits for 30 seconds; the function answers before.
      timeout: Duration.seconds(28),
      memory: 1_024,
      alarms,
      impact: 'The owner cannot see the reports; what visitors send is taken and counted all the same.',
    });
    leads.grantRead(report);
    this.archive.grantRead(report);
    submissions.grantSeeDepth(report);
    keys.grantOwnerToken(report);
    keys.grantLinkKey(report);
    api.route(report, any('/reports'), any('/reports/{proxy+}'), any('/login'), any('/logout'));
  }
}
