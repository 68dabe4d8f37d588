// What runs the jobs: the clock, and a deploy that is through.
import { beforeAll, describe, expect, it } from 'vitest';
import { STILL_USED_MS } from '../../functions/pack-list/pack-list.ts';
import type { FunctionName } from '../../lib/function-name.ts';
import { mailingConfig, type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(mailingConfig());
});

const HOURLY = [
  'start-recount',
  'issue-revisions',
  'mail-reports',
  'apply-retention',
  'watch-figures',
  'write-data',
] as const satisfies readonly FunctionName[];
const JOBS = [...HOURLY, 'sweep-outbox', 'nurture', 'pack-list'] as const satisfies readonly FunctionName[];

const scheduleOf = (name: FunctionName) => {
  const [id] = stack.function(name);
  const found = [...stack.all('AWS::Scheduler::Schedule').values()]
    .map(({ Properties }) => Properties)
    .filter(({ Target }) => Target.Arn['Fn::GetAtt'][0] === id);
  expect(found, name).toHaveLength(1);
  return found[0] ?? {};
};
const minuteOf = (name: FunctionName) =>
  Number(/^cron\((\d+) \* \* \* \? \*\)$/.exec(scheduleOf(name).ScheduleExpression)?.[1]);
const deadLetters = () => ({ 'Fn::GetAtt': [stack.one('AWS::SQS::Queue', 'JobsDeadLetterQueue')[0], 'Arn'] });

describe.each(HOURLY)('%s', (name) => {
  it('runs every hour in UTC: local times skip and repeat when clocks change, and zones differ by half-hours', () => {
    expect(minuteOf(name)).toBeGreaterThan(0);
    expect(scheduleOf(name)).toMatchObject({
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });
});

describe('sweep-outbox', () => {
  it('runs every five minutes: so long is what a stopped worker has left not told at most', () => {
    expect(scheduleOf('sweep-outbox')).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });
});

describe('nurture', () => {
  it('runs every five minutes: so much later than it is due a step goes at most, and one run is over before the next', () => {
    expect(scheduleOf('nurture')).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' });
    expect(stack.function('nurture')[1].Properties.Timeout).toBeLessThan(300);
  });
});

describe('pack-list', () => {
  it('runs every five minutes: what changes meanwhile is read one by one', () => {
    expect(scheduleOf('pack-list')).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
    });
  });

  it('is over long before a place is used again at which it may still write', () => {
    const { Timeout } = stack.function('pack-list')[1].Properties;
    expect(Timeout * 1_000).toBeLessThan(STILL_USED_MS / 2);
  });
});

describe.each(JOBS)('%s', (name) => {
  it('gives up on a run after an hour, in which others were due, and sets it aside', () => {
    expect(scheduleOf(name).Target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 },
      DeadLetterConfig: { Arn: deadLetters() },
    });
  });

  it('sets aside a run that failed as well: the scheduler itself does not wait for the end', () => {
    stack.template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: stack.function(name)[0] },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: { OnFailure: { Destination: deadLetters() } },
    });
  });
});

describe('the clock', () => {
  it('runs these jobs and nothing else', () => {
    stack.template.resourceCountIs('AWS::Scheduler::Schedule', JOBS.length);
  });

  it('lets issuing take all of its time before it has mailed what was issued', () => {
    const { Timeout } = stack.function('issue-revisions')[1].Properties;
    expect(minuteOf('mail-reports')).toBeGreaterThanOrEqual(minuteOf('issue-revisions') + Timeout / 60);
  });
});

describe('a deploy that is through', () => {
  const rule = () => stack.one('AWS::Events::Rule', 'Jobs');

  it('of this stack, also one that was rolled back, starts the recount of edited funnels', () => {
    const [, { Properties }] = rule();
    expect(Properties).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ Ref: 'AWS::StackId' }],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] },
        },
      },
    });
    expect(Properties.Targets).toEqual([
      expect.objectContaining({
        Arn: { 'Fn::GetAtt': [stack.function('start-recount')[0], 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 },
        DeadLetterConfig: { Arn: deadLetters() },
      }),
    ]);
  });

  it('may invoke the function, and set aside what it could not: by this rule and no other', () => {
    const byRule = { 'Fn::GetAtt': [rule()[0], 'Arn'] };
    stack.template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [stack.function('start-recount')[0], 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: byRule,
    });
    const [, policy] = stack.one('AWS::SQS::QueuePolicy', 'JobsDeadLetterQueue');
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': byRule } },
      }),
    );
  });

  it('cannot be undone by that run: it is no part of the deploy', () => {
    const types = [...new Set(Object.values(stack.template.toJSON().Resources).map((one) => typeOf(one)))];
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
  });
});

function typeOf(resource: unknown): string {
  return String((resource as { readonly Type?: unknown }).Type);
}
