// What each role may do, written out: whoever widens one must widen this table too, and say why in review.
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-name.ts';
import { actionsNeeded, functionCode } from '../support/function-code.ts';
import { mailingConfig, type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(mailingConfig());
});

const SES = 'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/';

const ALLOWED: Readonly<Record<FunctionName, readonly string[]>> = {
  capture: [
    'dynamodb: GetItem UpdateItem on DoorTable',
    'secretsmanager: GetSecretValue on KeysFormKey, KeysTurnstile',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
    'sqs: GetQueueAttributes on SubmissionsDeadLetterQueue',
  ],
  collect: [
    'dynamodb: GetItem UpdateItem on DoorTable',
    'secretsmanager: GetSecretValue on KeysFormKey, KeysSecretKey',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
  ],
  progress: [
    'dynamodb: BatchGetItem DeleteItem GetItem PutItem UpdateItem on LeadsTable',
    'sqs: DeleteMessage GetQueueAttributes ReceiveMessage SendMessage on SubmissionsQueue',
    'sqs: SendMessage on TellingQueue',
  ],
  recount: [
    'dynamodb: BatchGetItem DeleteItem DescribeTable GetItem PutItem Query Scan UpdateItem on LeadsTable',
    'sqs: DeleteMessage GetQueueAttributes ReceiveMessage SendMessage on RecountsQueue',
  ],
  'start-recount': [
    'dynamodb: GetItem PutItem Query on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
    'sqs: SendMessage on RecountsQueue',
  ],
  'issue-revisions': [
    'dynamodb: DeleteItem GetItem PutItem Query UpdateItem on LeadsTable',
    's3: GetObject PutObject on ReportingArchiveBucket/*',
    's3: ListBucket on ReportingArchiveBucket',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
    'sqs: GetQueueAttributes on SubmissionsDeadLetterQueue, SubmissionsQueue',
  ],
  'mail-reports': [
    'dynamodb: PutItem Query on LeadsTable',
    's3: GetObject on ReportingArchiveBucket/*',
    's3: ListBucket on ReportingArchiveBucket',
    'secretsmanager: GetSecretValue on KeysLinkKey',
    `ses: SendEmail on ${SES}hello@mail.example.com, ${SES}mail.example.com`,
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
  ],
  'apply-retention': [
    'dynamodb: BatchGetItem DeleteItem GetItem PutItem Query Scan UpdateItem on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
  ],
  outbound: [
    'dynamodb: BatchGetItem GetItem PutItem Query UpdateItem on LeadsTable',
    'dynamodb: DeleteItem on LeadsTable',
    'secretsmanager: GetSecretValue on KeysFormKey, KeysHandOffKey, KeysMailKey, KeysWebhookKey',
    `ses: SendEmail on ${SES.replace('identity', 'configuration-set')}LeadMailMails, ${SES}hello@mail.example.com, ${SES}mail.example.com`,
    'sqs: ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage SendMessage on TellingQueue',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
  ],
  'sweep-outbox': [
    'dynamodb: DeleteItem Query on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
    'sqs: SendMessage on TellingQueue',
  ],
  nurture: [
    'dynamodb: DeleteItem Query on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
    'sqs: SendMessage on TellingQueue',
  ],
  'watch-figures': [
    'dynamodb: GetItem Query on LeadsTable',
    'dynamodb: PutItem on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
  ],
  'pack-list': [
    'dynamodb: BatchGetItem DeleteItem GetItem PutItem Query UpdateItem on LeadsTable',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
  ],
  'after-the-form': [
    'dynamodb: GetItem PutItem on LeadsTable',
    's3: GetObject on arn:AWS::Partition:s3:::AssetsOfDeploys/<hash>.pdf',
    'secretsmanager: GetSecretValue on KeysMailKey',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
  ],
  'hand-off-desk': [
    'dynamodb: BatchGetItem GetItem on LeadsTable',
    'secretsmanager: GetSecretValue on KeysHandOffKey',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
  ],
  'mail-events': ['dynamodb: GetItem PutItem on LeadsTable'],
  'write-data': [
    'dynamodb: BatchGetItem GetItem Query Scan on LeadsTable',
    'dynamodb: PutItem on LeadsTable',
    's3: DeleteObject PutObject on DataOutBucket/*',
    's3: ListBucket on DataOutBucket',
    'sqs: GetQueueAttributes GetQueueUrl SendMessage on JobsDeadLetterQueue',
  ],
  report: [
    'dynamodb: BatchGetItem on DoorTable',
    'dynamodb: GetItem Query on LeadsTable',
    'dynamodb: UpdateItem on LeadsTable',
    's3: GetObject on ReportingArchiveBucket/*',
    's3: ListBucket on ReportingArchiveBucket',
    'secretsmanager: GetSecretValue on KeysLinkKey, KeysOwnerToken',
    'sqs: GetQueueAttributes on SubmissionsDeadLetterQueue, SubmissionsQueue',
  ],
  leads: [
    'dynamodb: BatchGetItem DeleteItem GetItem PutItem Query Scan UpdateItem on LeadsTable',
    'secretsmanager: GetSecretValue on KeysFormKey, KeysLinkKey, KeysOwnerToken',
    'sqs: GetQueueAttributes SendMessage on SubmissionsQueue',
    'sqs: SendMessage on TellingQueue',
  ],
};

describe('a function may do what it does, and nothing else', () => {
  it.each(Object.keys(ALLOWED) as FunctionName[])('%s', (name) => {
    const [, { Properties }] = stack.function(name);
    const log = withoutHash(Properties.LoggingConfig.LogGroup.Ref);
    const allowed = stack.allowed(name).map(sentence);
    expect(allowed).toContain(`logs: CreateLogStream PutLogEvents on ${log}`);
    expect(allowed.filter((line) => !line.startsWith('logs:')).sort()).toEqual([...ALLOWED[name]].sort());
  });

  it.each([
    ['StartRecount', 'RecountsStartRecountFunction'],
    ['IssueRevisions', 'ReportingIssueRevisionsFunction'],
    ['MailReports', 'ReportingMailReportsFunction'],
    ['ApplyRetention', 'RetentionApplyRetentionFunction'],
    ['SweepOutbox', 'TellingSweepOutboxFunction'],
    ['Nurture', 'NurturingNurtureFunction'],
    ['PackList', 'ListPackingPackListFunction'],
    ['WatchFigures', 'AlertingWatchFiguresFunction'],
    ['WriteData', 'DataOutWriteDataFunction'],
  ])('and the scheduler may start %s and set aside what it could not start', (job, functionId) => {
    const [, policy] = stack.one('AWS::IAM::Policy', `Jobs${job}Role`);
    const lines = policy.Properties.PolicyDocument.Statement.map(
      ({ Action, Resource }: { Action: string; Resource: unknown }) =>
        sentence({ actions: [Action].flat(), resources: [Resource].flat() }),
    );
    expect(lines).toEqual([
      `lambda: InvokeFunction on ${functionId}`,
      'sqs: SendMessage on JobsDeadLetterQueue',
    ]);
  });
});

describe('a function is allowed what its code asks of AWS: no emulator refuses, so that only the cloud would', () => {
  const SET_ASIDE = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'];
  /** What Lambda does in a function's name: write its log, read its queue, set aside what failed. */
  const BY_LAMBDA: Readonly<Record<string, readonly string[]>> = {
    progress: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    recount: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    outbound: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    'start-recount': SET_ASIDE,
    'issue-revisions': SET_ASIDE,
    'mail-reports': SET_ASIDE,
    'apply-retention': SET_ASIDE,
    'sweep-outbox': SET_ASIDE,
    nurture: SET_ASIDE,
    'pack-list': SET_ASIDE,
    'watch-figures': SET_ASIDE,
    'write-data': SET_ASIDE,
  };

  it.each(FUNCTION_NAMES)('%s', async (name) => {
    const allowed = stack.allowed(name).flatMap(({ actions }) => actions);
    const needed = actionsNeeded(await functionCode(name));
    expect(needed.length).toBeGreaterThan(0);
    expect([...new Set(allowed.filter((action) => !action.startsWith('logs:')))].sort()).toEqual(
      [...new Set([...needed, ...(BY_LAMBDA[name] ?? [])])].sort(),
    );
  });
});

describe('who may put items of one partition alone', () => {
  it.each<[string, FunctionName, object]>([
    [
      'watches figures: these and the outbox',
      'watch-figures',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['figures', 'O#*'] } },
    ],
    [
      'writes data: how far an export is',
      'write-data',
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['data-out'] } },
    ],
  ])('%s', (_, name, condition) => {
    const [, { Properties }] = stack.function(name);
    const role: string = Properties.Role['Fn::GetAtt'][0];
    const writing = [...stack.all('AWS::IAM::Policy').values()]
      .filter(({ Properties: { Roles } }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(writing.map(({ Condition }) => Condition)).toEqual([condition]);
  });
});

describe('no role', () => {
  it('has an action or a resource that is a wildcard', () => {
    for (const [id, { Properties }] of stack.all('AWS::IAM::Policy')) {
      for (const { Action, Resource, Effect } of Properties.PolicyDocument.Statement) {
        expect(Effect, id).toBe('Allow');
        expect([Action].flat().join(), id).not.toContain('*');
        expect([Resource].flat(), id).not.toContain('*');
      }
    }
  });

  it("carries a managed policy: AWS's basic one may write to every log of the account", () => {
    for (const [id, { Properties }] of stack.all('AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns, id).toBeUndefined();
    }
  });

  it("is taken by another account's scheduler", () => {
    const taken = [...stack.all('AWS::IAM::Role').values()]
      .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement)
      .filter(({ Principal }) => Principal.Service === 'scheduler.amazonaws.com');
    expect(taken).toHaveLength(9);
    for (const { Condition } of taken)
      expect(Condition.StringEquals['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
  });
});

function sentence({
  actions,
  resources,
}: {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}): string {
  const [service] = (actions[0] ?? '').split(':');
  const verbs = actions.map((action) => action.replace(`${service}:`, '')).sort();
  return `${service}: ${verbs.join(' ')} on ${resources.map(nameOf).sort().join(', ')}`;
}

function nameOf(resource: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = resource as Record<string, unknown>;
  if ('Fn::Sub' in (resource as object)) return 'AssetsOfDeploys';
  if (typeof Ref === 'string') return withoutHash(Ref);
  if (Array.isArray(attribute)) return withoutHash(attribute[0]);
  if (Array.isArray(join)) {
    const parts = join[1].map((part: unknown) => (typeof part === 'string' ? part : nameOf(part)));
    return parts.join('').replace(/[0-9a-f]{64}/, '<hash>');
  }
  return JSON.stringify(resource);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
