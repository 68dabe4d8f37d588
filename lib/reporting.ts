// Reports: issued and mailed every hour as far as they are due, kept as immutable revisions, and shown to the owner.
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { MAIL_FAILED } from '../functions/runtime/environment-names.ts';
import type { Alarms } from './alarms.ts';
import { any, type CaptureApi } from './capture-api.ts';
import type { Door } from './door.ts';
import type { Bundles } from './function-code.ts';
import { type Jobs, MINUTE } from './jobs.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import type { MailSender } from './mail-sender.ts';
import { ReportArchive } from './report-archive.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

/** Longer than a run takes, and short of the minute at which mails begin. */
const JOB_TIMEOUT = Duration.minutes(5);

export type ReportingProps = {
  readonly bundles: Bundles<'issue-revisions' | 'mail-reports' | 'report'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly door: Door;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  readonly removalPolicy: RemovalPolicy;
  /** Absent: nobody gets reports by mail. */
  readonly mail?: MailSender;
};

export class Reporting extends Construct {
  readonly archive: ReportArchive;

  constructor(scope: Construct, id: string, props: ReportingProps) {
    super(scope, id);
    this.archive = new ReportArchive(this, 'Archive', { removalPolicy: props.removalPolicy });
    this.#issue(props);
    if (props.mail !== undefined) this.#mail(props.mail, props);
    this.#show(props);
  }

  #issue({ bundles, leads, submissions, jobs, alarms }: ReportingProps): void {
    const issueRevisions = new ServiceFunction(this, 'IssueRevisions', {
      description: 'Issues the reports of closed periods that are due',
      bundle: bundles['issue-revisions'],
      timeout: JOB_TIMEOUT,
      memory: 1_024,
      isJob: true,
      alarms,
      impact: 'Reports of closed periods are issued late; the pages still show current figures.',
    });
    leads.grantIssue(issueRevisions);
    this.archive.grantReadWrite(issueRevisions);
    submissions.grantSeeDepth(issueRevisions);
    jobs.everyHour(issueRevisions, {
      minute: MINUTE.issueRevisions,
      overdue: { alarm: 'ReportOverdue', impact: 'whatever report became due is overdue.' },
    });
  }

  /** Apart from issuing, and after it: it mails what stands in the archive, and what is issued later in its next run. */
  #mail(mail: MailSender, { bundles, leads, jobs, keys, api, alarms }: ReportingProps): void {
    const mailReports = new ServiceFunction(this, 'MailReports', {
      description: 'Mails the reports that were issued lately, each revision once',
      bundle: bundles['mail-reports'],
      timeout: JOB_TIMEOUT,
      memory: 512,
      isJob: true,
      alarms,
      impact: 'Issued reports are mailed late; they stand on the pages.',
    });
    leads.grantMail(mailReports);
    this.archive.grantRead(mailReports);
    mail.grantSend(mailReports);
    // A mail carries a signed link to its report.
    keys.grantLinkKey(mailReports);
    api.tellAddress(mailReports);
    jobs.everyHour(mailReports, {
      minute: MINUTE.mailReports,
      overdue: {
        alarm: 'MailOverdue',
        impact: 'what was issued since is not mailed; it stands on the pages.',
      },
    });
    alarms.whenAbove('MailFailed', {
      metric: alarms.counted(MAIL_FAILED),
      above: 0,
      impact: 'Issued reports could not be mailed to all who should get them; they stand on the pages.',
    });
  }

  #show({ bundles, leads, submissions, keys, door, api, alarms }: ReportingProps): void {
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
    leads.grantCosts(report);
    this.archive.grantRead(report);
    submissions.grantSeeDepth(report);
    keys.grantOwnerToken(report);
    door.grantReadCounts(report);
    keys.grantLinkKey(report);
    api.route(report, api.throttles.pages, any('/reports'), any('/reports/{proxy+}'));
    api.route(report, api.throttles.logIn, any('/login'), any('/logout'));
  }
}
