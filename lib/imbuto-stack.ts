// imbuto in one picture: what there is, and what reaches what.
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../functions/domain/config/config.ts';
import { mailOrders } from '../functions/domain/report/report-mail.ts';
import { usesTurnstile } from '../functions/domain/spam/turnstile.ts';
import {
  isGivingOnPage,
  isMailingLeads,
  isNotifying,
  isTelling,
  isTellingHandOffs,
} from '../functions/domain/tell/targets.ts';
import { AfterTheForm } from './after-the-form.ts';
import { Alarms } from './alarms.ts';
import { Alerting } from './alerting.ts';
import type { Bundles } from './bundle.ts';
import { CaptureApi } from './capture-api.ts';
import { Door } from './door.ts';
import type { FoundFiles } from './form-files.ts';
import { HandOffDesk } from './hand-off-desk.ts';
import { Jobs } from './jobs.ts';
import { Keys } from './keys.ts';
import { LeadPages } from './lead-pages.ts';
import { LeadStore } from './lead-store.ts';
import { ListPacking } from './list-packing.ts';
import { MailSender } from './mail-sender.ts';
import { Nurturing } from './nurturing.ts';
import { Progression } from './progression.ts';
import { Recounting } from './recounting.ts';
import { Reporting } from './reporting.ts';
import { Retention } from './retention.ts';
import { SubmissionQueue } from './submission-queue.ts';
import { Telling } from './telling.ts';

export type ImbutoStackProps = {
  readonly config: Config;
  readonly bundles: Bundles;
  /** What forms deliver. */
  readonly files: FoundFiles;
  /** Who is told of alarms. */
  readonly alarmEmail?: string;
};

export class ImbutoStack extends Stack {
  constructor(scope: Construct, id: string, { config, bundles, files, alarmEmail }: ImbutoStackProps) {
    super(scope, id, { description: 'imbuto: captures leads and reports where they are lost' });
    const window = Duration.seconds(config.freshnessSeconds);

    const sharing = config.share !== undefined;

    const alarms = new Alarms(this, 'Alarms', alarmEmail === undefined ? {} : { email: alarmEmail });
    const jobs = new Jobs(this, 'Jobs', { alarms });
    const keys = new Keys(this, 'Keys', { configured: config.publicKeys, turnstile: usesTurnstile(config) });
    const door = new Door(this, 'Door', { forms: config.forms, publicKeys: keys.publicKeys, alarms });
    const leads = new LeadStore(this, 'Leads');
    const submissions = new SubmissionQueue(this, 'Submissions', {
      window,
      consumerTimeout: Progression.TIMEOUT,
      alarms,
    });
    const api = new CaptureApi(this, 'Api', { bundles, submissions, keys, door, alarms, sharing });
    const { progress } = new Progression(this, 'Progression', {
      bundles,
      leads,
      submissions,
      window,
      alarms,
    });
    new Recounting(this, 'Recounts', { bundles, leads, worker: progress, jobs, alarms });
    if (config.retentionDays !== undefined)
      new Retention(this, 'Retention', { bundles, leads, jobs, alarms });
    const isMailed = mailOrders(config).length > 0 || isNotifying(config) || isMailingLeads(config);
    const mail =
      config.mail !== undefined && isMailed ? new MailSender(this, 'Mail', config.mail.from) : undefined;
    const reporting = new Reporting(this, 'Reporting', {
      bundles,
      leads,
      submissions,
      jobs,
      keys,
      door,
      api,
      alarms,
      ...(mail !== undefined && mailOrders(config).length > 0 ? { mail } : {}),
    });

    const telling = isTelling(config)
      ? new Telling(this, 'Telling', {
          bundles,
          leads,
          worker: progress,
          jobs,
          keys,
          api,
          alarms,
          // To leads it sends by a right of its own.
          ...(mail !== undefined && isNotifying(config) && !isMailingLeads(config) ? { mail } : {}),
        })
      : undefined;
    const mailing =
      telling !== undefined && mail !== undefined && isMailingLeads(config)
        ? { mailing: { outbound: telling.outbound, mail } }
        : undefined;
    if (telling !== undefined && sharing) telling.countReferrals(submissions);
    if (mailing !== undefined || isGivingOnPage(config)) {
      new AfterTheForm(this, 'LeadMail', {
        bundles,
        leads,
        submissions,
        jobs,
        keys,
        api,
        alarms,
        files,
        ...mailing,
      });
    }
    if (telling !== undefined && mailing !== undefined && config.nurture !== undefined)
      new Nurturing(this, 'Nurturing', { bundles, leads, telling, jobs, alarms });
    if (telling !== undefined && isTellingHandOffs(config)) {
      const { outbound } = telling;
      new HandOffDesk(this, 'Desk', { bundles, leads, submissions, keys, api, alarms, outbound });
    }
    new LeadPages(this, 'LeadPages', {
      bundles,
      leads,
      submissions,
      keys,
      api,
      alarms,
      sharing,
      ...(telling === undefined ? {} : { telling }),
    });

    if (config.alerts !== undefined) new Alerting(this, 'Alerting', { bundles, leads, jobs, alarms });
    new ListPacking(this, 'ListPacking', { bundles, leads, jobs, alarms });

    this.#tell('Address', api.url, 'The address of everything');
    const [form] = config.forms;
    if (form) this.#tell('FormAddress', `${api.url}/f/${form.id}`, 'The first form');
    this.#tell('ReportAddress', `${api.url}/reports`, 'The reports; log in with the owner token');
    this.#tell('PublicKey', keys.publicKey, 'The write key for browsers');
    this.#tell('SecretKeyArn', keys.secretKey.secretArn, 'The write key for servers, in Secrets Manager');
    this.#tell('SecretKeyConsole', this.#consoleOf(keys.secretKey.secretArn), 'Where to read it');
    this.#tell('OwnerTokenArn', keys.ownerToken.secretArn, 'The owner token, in Secrets Manager');
    this.#tell('OwnerTokenConsole', this.#consoleOf(keys.ownerToken.secretArn), 'Where to read it');
    if (keys.turnstile)
      this.#tell('TurnstileSecretArn', keys.turnstile.secretArn, 'Put the secret key of Turnstile there');
    this.#tell('LeadTable', leads.table.tableName, 'Leads and counters');
    this.#tell('DoorTable', door.table.tableName, 'What is shut, and how much forms and keys took');
    this.#tell('ReportBucket', reporting.archive.bucket.bucketName, 'Issued reports');
    this.#tell('SubmissionQueueUrl', submissions.queue.queueUrl, 'Accepted submissions');
    this.#tell('DeadLetterQueueUrl', submissions.deadLetterQueue.queueUrl, 'Submissions not counted');
    if (telling !== undefined) {
      this.#tell('WebhookKeyArn', telling.webhookKey.secretArn, 'The keys of webhooks are derived from it');
      this.#tell('OutboundQueueUrl', telling.queue.queueUrl, 'What is to be told');
      this.#tell(
        'OutboundDeadLetterQueueUrl',
        telling.deadLetterQueue.queueUrl,
        'What was not taken for a day',
      );
    }
    this.#tell('AlarmTopicArn', alarms.topic.topicArn, 'Subscribe to it to be told of alarms');
  }

  #tell(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }

  #consoleOf(secretArn: string): string {
    return `https://${this.region}.console.aws.amazon.com/secretsmanager/secret?name=${secretArn}&region=${this.region}`;
  }
}
