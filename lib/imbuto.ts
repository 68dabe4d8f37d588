// imbuto in one picture: what there is, and what reaches what.
import { CfnOutput, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ConfigInput } from '../functions/domain/config/define-config.ts';
import { parseConfig } from '../functions/domain/config/parse-config.ts';
import { mailOrders } from '../functions/domain/report/report-mail.ts';
import { usesTurnstile } from '../functions/domain/spam/turnstile.ts';
import {
  isGivingOnPage,
  isMailingLeads,
  isNotifying,
  isTelling,
  isTellingHandOffs,
} from '../functions/domain/tell/targets.ts';
import { AccountBudget } from './account-budget.ts';
import { AfterTheForm } from './after-the-form.ts';
import { Alarms } from './alarms.ts';
import { Alerting } from './alerting.ts';
import { CaptureApi } from './capture-api.ts';
import { DataOut } from './data-out.ts';
import { Door } from './door.ts';
import { findFiles } from './find-files.ts';
import { functionCode, PREBUILT } from './function-code.ts';
import { HandOffDesk } from './hand-off-desk.ts';
import type { ImbutoProps } from './imbuto-props.ts';
import { Jobs } from './jobs.ts';
import { Keys } from './keys.ts';
import { LeadPages } from './lead-pages.ts';
import { LeadStore } from './lead-store.ts';
import { ListPacking } from './list-packing.ts';
import { MailSender } from './mail-sender.ts';
import { markStack } from './mark-stack.ts';
import { Nurturing } from './nurturing.ts';
import { Progression } from './progression.ts';
import { Recounting } from './recounting.ts';
import { Reporting } from './reporting.ts';
import { Retention } from './retention.ts';
import { SubmissionQueue } from './submission-queue.ts';
import { Telling } from './telling.ts';
import { throttlesOf } from './throttles.ts';

export type {
  ImbutoBudget,
  ImbutoDomain,
  ImbutoProps,
  ImbutoThrottle,
  ImbutoThrottles,
} from './imbuto-props.ts';

/** Captures leads, moves each through funnels, and reports where they are lost. Several may stand in one stack, app or account. */
export class Imbuto extends Construct {
  /** The address of everything, without a final slash. */
  readonly url: string;
  readonly api: HttpApi;
  /** Accepted submissions that wait to be counted. */
  readonly queue: Queue;
  /** Submissions that could not be counted. */
  readonly deadLetterQueue: Queue;
  /** Leads and counters. */
  readonly table: Table;
  /** Issued reports. */
  readonly reports: Bucket;
  /** Exports of the data; undefined where the configuration has no `dataOut`. */
  readonly dataOut: Bucket | undefined;
  readonly alarms: readonly Alarm[];
  readonly alarmTopic: ITopic;
  /** The write key for browsers. It is no secret. */
  readonly publicKey: string;
  /** The write key for servers. */
  readonly secretKey: Secret;
  /** The owner logs in with it. */
  readonly ownerToken: Secret;

  /** @throws InvalidConfig, UnreadableConfig: each says what is wrong, where, and how to fix it */
  constructor(scope: Construct, id: string, props: ImbutoProps) {
    super(scope, id);
    const { removalPolicy = RemovalPolicy.RETAIN, logRetention = RetentionDays.ONE_MONTH, memory } = props;
    const config = parseConfig(configOf(props));
    const files = findFiles(config, props.files ?? process.cwd());
    const { bundles: prebuilt = PREBUILT, logLevel = 'info' } = props;
    const bundles = functionCode(config, prebuilt, { logLevel, logRetention, memory });
    const window = Duration.seconds(config.freshnessSeconds);
    markStack(this);

    const sharing = config.share !== undefined;

    const alarms = new Alarms(this, 'Alarms', {
      installation: Names.uniqueResourceName(this, { separator: '-', maxLength: 100 }),
      email: props.alarmEmail,
      topic: props.alarmTopic,
    });
    if (props.budget !== undefined) new AccountBudget(this, 'Budget', props.budget);
    const jobs = new Jobs(this, 'Jobs', { alarms });
    const keys = new Keys(this, 'Keys', { configured: config.publicKeys, turnstile: usesTurnstile(config) });
    const door = new Door(this, 'Door', { forms: config.forms, publicKeys: keys.publicKeys, alarms });
    const leads = new LeadStore(this, 'Leads', { removalPolicy });
    const submissions = new SubmissionQueue(this, 'Submissions', {
      window,
      consumerTimeout: Progression.TIMEOUT,
      alarms,
    });
    const api = new CaptureApi(this, 'Api', {
      bundles,
      submissions,
      keys,
      door,
      alarms,
      logRetention,
      throttles: throttlesOf(config.throttle, props.throttles),
      domain: props.domain,
      sharing,
    });
    const { progress } = new Progression(this, 'Progression', {
      bundles,
      leads,
      submissions,
      window,
      alarms,
      workers: props.workers,
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
      removalPolicy,
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
    const dataOut =
      config.dataOut === undefined
        ? undefined
        : new DataOut(this, 'DataOut', { bundles, leads, jobs, alarms, removalPolicy });
    new ListPacking(this, 'ListPacking', { bundles, leads, jobs, alarms });

    this.url = api.url;
    this.api = api.api;
    this.queue = submissions.queue;
    this.deadLetterQueue = submissions.deadLetterQueue;
    this.table = leads.table;
    this.reports = reporting.archive.bucket;
    this.dataOut = dataOut?.bucket;
    this.alarms = alarms.all;
    this.alarmTopic = alarms.topic;
    this.publicKey = keys.publicKey;
    this.secretKey = keys.secretKey;
    this.ownerToken = keys.ownerToken;

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
    if (dataOut !== undefined) this.#tell('DataBucket', dataOut.bucket.bucketName, 'Exports of the data');
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

  /** To send events as a server does: reads the secret key. The function is told where to send by `url`. */
  grantSendEvents(grantee: IGrantable): Grant {
    return this.secretKey.grantRead(grantee);
  }

  /** To log in as the owner, for a program that reads reports or leads by HTTP. */
  grantOwnerToken(grantee: IGrantable): Grant {
    return this.ownerToken.grantRead(grantee);
  }

  /** To read issued reports, which hold sums and nothing of a person. */
  grantReadReports(grantee: IGrantable): Grant {
    return this.reports.grantRead(grantee);
  }

  /** To read everything that is kept of leads, as docs/stored-format.md has it: personal data. */
  grantReadLeads(grantee: IGrantable): Grant {
    return this.table.grantReadData(grantee);
  }

  #tell(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }

  #consoleOf(secretArn: string): string {
    const { region } = Stack.of(this);
    return `https://${region}.console.aws.amazon.com/secretsmanager/secret?name=${secretArn}&region=${region}`;
  }
}

/** The configuration, with the key of this stage. */
function configOf({ config, publicKey }: ImbutoProps): ConfigInput {
  return publicKey === undefined ? config : { ...config, publicKeys: [{ key: publicKey }] };
}
