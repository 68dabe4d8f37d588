// Alarms: each failing has one, each tells what it means, and the runbook has an entry for each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formName, keyName } from '../../functions/domain/config/door.ts';
import {
  HELD_UP,
  MAIL_FAILED,
  MAIL_UNDECIDED,
  QUOTA_REACHED,
} from '../../functions/runtime/environment-names.ts';
import { createTelemetry } from '../../functions/runtime/telemetry.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-name.ts';
import { configWith, mailingConfig, type Synthesised, synthesised } from '../support/synthesised.ts';

const EXPECTED = [
  'AfterTheFormErrors',
  'AfterTheFormThrottles',
  'AnsweredWithFault',
  'ApplyRetentionErrors',
  'CaptureErrors',
  'CaptureThrottles',
  'CollectErrors',
  'CollectThrottles',
  'DataOutOverdue',
  'FormQuotaReached',
  'HandOffDeskErrors',
  'HandOffDeskThrottles',
  'IssueRevisionsErrors',
  'JobsDead',
  'KeyQuotaReached',
  'LeadsErrors',
  'LeadsThrottles',
  'MailEventsErrors',
  'MailFailed',
  'MailOverdue',
  'MailReportsErrors',
  'MailUndecided',
  'NurtureErrors',
  'NurtureOverdue',
  'OutboundErrors',
  'OutboundThrottles',
  'PackListErrors',
  'PackingOverdue',
  'ProgressErrors',
  'ProgressThrottles',
  'RecountErrors',
  'RecountOverdue',
  'RecountThrottles',
  'RecountsDead',
  'ReportErrors',
  'ReportOverdue',
  'ReportThrottles',
  'RetentionOverdue',
  'StartRecountErrors',
  'SubmissionsDead',
  'SubmissionsHeldUp',
  'SubmissionsOld',
  'SweepOutboxErrors',
  'SweepOverdue',
  'TellingDead',
  'WatchFiguresErrors',
  'WatchOverdue',
  'WriteDataErrors',
];

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(mailingConfig());
});

const alarms = () => [...stack.all('AWS::CloudWatch::Alarm').values()].map(({ Properties }) => Properties);
const named = (name: string) =>
  alarms().find(({ AlarmDescription }) => AlarmDescription.startsWith(`${name}: `)) ?? {};

describe('the alarms', () => {
  it('are these', () => {
    expect(
      alarms()
        .map(({ AlarmDescription }) => AlarmDescription.split(':')[0])
        .sort(),
    ).toEqual(EXPECTED);
  });

  it('tell each in a sentence what it means, and tell the topic', () => {
    const [topic] = stack.one('AWS::SNS::Topic');
    for (const { AlarmDescription, AlarmActions } of alarms()) {
      expect(AlarmDescription).toMatch(/^\w+: [A-Z].{30,}\.$/);
      expect(AlarmActions).toEqual([{ Ref: topic }]);
    }
  });

  it('have an entry each in the runbook: meaning, how to look, how to fix', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../../docs/infrastructure.md'), 'utf8');
    const entries = [...runbook.matchAll(/^#### (.+)$/gm)].flatMap(([, heading = '']) =>
      [...heading.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(entries.sort()).toEqual(EXPECTED);
  });

  it('see the first message in a dead-letter queue', () => {
    for (const name of ['SubmissionsDead', 'RecountsDead', 'TellingDead', 'JobsDead']) {
      expect(named(name)).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('take the batching window into account before they call a message old', async () => {
    expect(named('SubmissionsOld')).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold:
        stack.one('AWS::Lambda::EventSourceMapping', 'Progression')[1].Properties
          .MaximumBatchingWindowInSeconds + 900,
    });
  });

  it.each<[string, FunctionName]>([
    ['RecountOverdue', 'start-recount'],
    ['ReportOverdue', 'issue-revisions'],
    ['MailOverdue', 'mail-reports'],
    ['RetentionOverdue', 'apply-retention'],
    ['SweepOverdue', 'sweep-outbox'],
    ['NurtureOverdue', 'nurture'],
    ['PackingOverdue', 'pack-list'],
    ['WatchOverdue', 'watch-figures'],
    ['DataOutOverdue', 'write-data'],
  ])('take three hours without a run of the job to its end for a failure: %s', (alarm, name) => {
    const { Metrics, ...overdue } = named(alarm);
    expect(overdue).toMatchObject({
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
    });
    const Dimensions = [{ Name: 'FunctionName', Value: { Ref: stack.function(name)[0] } }];
    const heard = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Dimensions, MetricName, Namespace: 'AWS/Lambda' }, Period: 3_600, Stat: 'Sum' },
      ReturnData: false,
    });
    expect(Metrics).toEqual([
      expect.objectContaining({ Expression: 'runs - failed', ReturnData: true }),
      heard('runs', 'Invocations'),
      heard('failed', 'Errors'),
    ]);
  });

  it('tell of the errors of each function, and of throttles where no dead-letter queue of jobs would', () => {
    const watched = (MetricName: string) =>
      FUNCTION_NAMES.filter((name) =>
        alarms().some(
          (alarm) =>
            alarm.MetricName === MetricName &&
            alarm.Dimensions.some(
              ({ Value }: { Value: { Ref: string } }) => Value.Ref === stack.function(name)[0],
            ),
        ),
      );
    expect(watched('Errors')).toEqual(FUNCTION_NAMES);
    expect(watched('Throttles')).toEqual([
      'capture',
      'collect',
      'progress',
      'recount',
      'report',
      'leads',
      'outbound',
      'after-the-form',
      'hand-off-desk',
    ]);
  });

  it.each([
    ['MailFailed', MAIL_FAILED],
    ['MailUndecided', MAIL_UNDECIDED],
    ['SubmissionsHeldUp', HELD_UP],
  ])('hear %s as telemetry writes it', (alarm, { service, metric }) => {
    const lines: string[] = [];
    const telemetry = createTelemetry(service, (line) => lines.push(line), { installation: 'imbuto' });
    telemetry.count(metric);
    telemetry.finish('reports mailed');
    const { _aws, ...fields } = JSON.parse(lines[0] ?? '{}');
    const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    const { Namespace: heard, Dimensions: by, MetricName } = named(alarm);
    expect([Namespace, Metrics.map(({ Name }: { Name: string }) => Name)]).toEqual([heard, [MetricName]]);
    expect(Dimensions[0].map((Name: string) => ({ Name, Value: fields[Name] }))).toEqual(by);
  });

  it('hear of each form and of each public key by its name, and say it', { timeout: 120_000 }, async () => {
    const keys = ['0f8b6c1e-2a5d-4f0c-9c1e-7a3b2d4e5f60', '7bc895153df2caa0cdccaa6c4131d323'];
    const rotated = await synthesised(
      configWith({ publicKeys: [{ key: keys[0] }, { key: keys[1], until: '2999-12-31' }] }),
    );
    const quotas = [...rotated.all('AWS::CloudWatch::Alarm').values()]
      .map(({ Properties }) => Properties)
      .filter(({ MetricName }) => MetricName === QUOTA_REACHED.metric);
    const heard = [
      ['capture', formName('ebook'), 'The form ebook got'],
      ...keys.map((key) => ['collect', keyName(key), `The public key ${key.slice(0, 8)}… sent`]),
    ];
    expect(quotas).toHaveLength(heard.length);
    for (const [service = '', door = '', said] of heard) {
      const lines: string[] = [];
      const telemetry = createTelemetry(service, (line) => lines.push(line), { installation: 'imbuto' });
      telemetry.tellOf(QUOTA_REACHED.metric, { [QUOTA_REACHED.dimension]: door });
      const { _aws, ...fields } = JSON.parse(lines[0] ?? '{}');
      const [{ Namespace, Dimensions }] = _aws.CloudWatchMetrics;
      const by = Dimensions[0].map((Name: string) => ({ Name, Value: fields[Name] }));
      const alarm = quotas.find(({ AlarmDescription }) => AlarmDescription.includes(said));
      expect(alarm).toMatchObject({ Namespace, Threshold: 0 });
      expect(alarm?.Dimensions).toEqual(expect.arrayContaining(by));
      expect(alarm?.Dimensions).toHaveLength(by.length);
    }
  });

  it('may be sent by CloudWatch of this account: the refusal of plain HTTP takes the place of the default policy', () => {
    const [, policy] = stack.one('AWS::SNS::TopicPolicy');
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
  });
});
