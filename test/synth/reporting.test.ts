// The bucket of issued reports.
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

describe('the function that shows reports', () => {
  it('may write what ads cost, and no lead or counter', () => {
    const statements = [...stack.all('AWS::IAM::Policy')]
      .filter(([id]) => id.startsWith('ReportingReportRole'))
      .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
      .filter(({ Action }) =>
        [Action].flat().some((action) => /Update|Put|Delete/.test(action) && action.startsWith('dynamodb:')),
      );
    expect(statements).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:UpdateItem',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['A'] } },
      }),
    ]);
  });
});
