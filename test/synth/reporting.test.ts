// The bucket of issued reports and the clock that issues them.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised();
});

describe('the archive of reports', () => {
  it('is closed to the public', () => {
    stack.template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('refuses plain HTTP', () => {
    const [, policy] = stack.one('AWS::S3::BucketPolicy');
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('stays when the stack goes, and so does every version of a revision', () => {
    const [, bucket] = stack.one('AWS::S3::Bucket');
    expect([bucket.DeletionPolicy, bucket.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
  });
});

describe('the schedule', () => {
  const schedule = () => stack.one('AWS::Scheduler::Schedule')[1].Properties;

  it('runs every hour in UTC: local times skip and repeat when clocks change, and zones differ by half-hours', () => {
    expect(schedule()).toMatchObject({
      ScheduleExpression: 'cron(5 * * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });

  it('runs the roll-up', () => {
    const [rollUp] = stack.function('roll-up');
    expect(schedule().Target.Arn).toEqual({ 'Fn::GetAtt': [rollUp, 'Arn'] });
  });

  it('gives up on a run when the next one is due, and sets it aside', () => {
    const [deadLetters] = stack.one('AWS::SQS::Queue', 'ReportingHourlyDeadLetterQueue');
    expect(schedule().Target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 3 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [deadLetters, 'Arn'] } },
    });
  });

  it('sets aside a run that failed as well: the scheduler itself does not wait for the end', () => {
    const [deadLetters] = stack.one('AWS::SQS::Queue', 'ReportingHourlyDeadLetterQueue');
    const [rollUp] = stack.function('roll-up');
    stack.template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: rollUp },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [deadLetters, 'Arn'] } } },
    });
  });
});
