// What comes after a form: mails to leads, the pages to which they lead, and what SES tells of them.
import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { MAIL_UNDECIDED } from '../functions/runtime/environment-names.ts';
import type { Alarms } from './alarms.ts';
import { any, type CaptureApi } from './capture-api.ts';
import type { FoundFiles } from './find-files.ts';
import { FormFiles } from './form-files.ts';
import type { Bundles } from './function-code.ts';
import type { Jobs } from './jobs.ts';
import type { Keys } from './keys.ts';
import type { LeadStore } from './lead-store.ts';
import type { MailSender } from './mail-sender.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

export type AfterTheFormProps = {
  readonly bundles: Bundles<'after-the-form' | 'mail-events'>;
  readonly leads: LeadStore;
  readonly submissions: SubmissionQueue;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly api: CaptureApi;
  readonly alarms: Alarms;
  /** What mails leads, and as whom; absent: what forms give is on the pages behind them. */
  readonly mailing?: { readonly outbound: ServiceFunction; readonly mail: MailSender };
  readonly files: FoundFiles;
};

export class AfterTheForm extends Construct {
  constructor(scope: Construct, id: string, props: AfterTheFormProps) {
    super(scope, id);
    const { keys, submissions, mailing } = props;
    // Without mails it is capture that signs, with a key that it reads anyway.
    const key = mailing === undefined ? keys.formKey : keys.mailKey();
    if (mailing !== undefined) {
      const { outbound, mail } = mailing;
      keys.grantMailKey(outbound, key);
      submissions.grantSend(outbound);
      mail.grantSend(outbound, this.#hearOfMails(props));
      this.#alarm(props.alarms);
    }
    this.#pages(props, key);
  }

  #pages(
    { bundles, leads, submissions, keys, api, alarms, mailing, files }: AfterTheFormProps,
    key: Secret,
  ): void {
    const pages = new ServiceFunction(this, 'AfterTheForm', {
      description: 'Serves the pages behind forms and behind the links in mails to leads',
      bundle: bundles['after-the-form'],
      timeout: Duration.seconds(10),
      memory: 512,
      alarms,
      impact: 'Leads cannot unsubscribe, confirm or download; their mails can be opened again later.',
    });
    leads.grantFollow(pages);
    submissions.grantSend(pages);
    keys.grantMailKey(pages, key);
    new FormFiles(this, 'Files', files).grantRead(pages);
    const uses = mailing === undefined ? ['d'] : ['c', 'd', 'u'];
    api.route(pages, api.throttles.pages, ...uses.map((use) => any(`/${use}/{token}`)));
  }

  /** @returns the configuration set under which SES tells of bounces and complaints */
  #hearOfMails({ bundles, leads, jobs, alarms }: AfterTheFormProps): string {
    const set = new CfnConfigurationSet(this, 'Mails', {});
    new CfnConfigurationSetEventDestination(this, 'Events', {
      configurationSetName: set.ref,
      eventDestination: {
        enabled: true,
        matchingEventTypes: ['BOUNCE', 'COMPLAINT'],
        eventBridgeDestination: {
          // SES takes no other.
          eventBusArn: Stack.of(this).formatArn({
            service: 'events',
            resource: 'event-bus',
            resourceName: 'default',
          }),
        },
      },
    });
    const mailEvents = new ServiceFunction(this, 'MailEvents', {
      description: 'Notes who complained of a mail or cannot be reached',
      bundle: bundles['mail-events'],
      timeout: Duration.seconds(30),
      memory: 256,
      isJob: true,
      alarms,
      impact: 'Who complained or cannot be reached may get mail again.',
    });
    leads.grantSuppress(mailEvents);
    const rule = new Rule(this, 'MailsTold', {
      description: 'Hands over bounces and complaints of mails to leads',
      // https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        // Not of what else the account sends.
        detail: { mail: { tags: { 'ses:configuration-set': [set.ref] } } },
      },
    });
    rule.addTarget(
      new LambdaFunction(mailEvents.lambda, {
        deadLetterQueue: jobs.deadLetterQueue,
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
      }),
    );
    return set.ref;
  }

  #alarm(alarms: Alarms): void {
    alarms.whenAbove('MailUndecided', {
      metric: alarms.counted(MAIL_UNDECIDED),
      above: 0,
      impact:
        'Of a mail to a lead it is not known whether it went: it is not sent again, and listed at /leads/waiting.',
    });
  }
}
