// The bucket of exports, and that it is there only where it is asked for.
import { beforeAll, describe, expect, it } from 'vitest';
import { configWith, type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(configWith({ dataOut: { every: 'week' } }));
});
const bucket = () => stack.one('AWS::S3::Bucket', 'DataOut')[1];

it('without dataOut there is neither bucket nor function', async () => {
  const plain = await synthesised();
  const ids = Object.keys(plain.template.toJSON().Resources);
  expect(ids.filter((id) => id.startsWith('DataOut'))).toEqual([]);
});

describe('the bucket of exports', () => {
  it('is closed to the public, and refuses plain HTTP', () => {
    expect(bucket().Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const [, policy] = stack.one('AWS::S3::BucketPolicy', 'DataOut');
    expect(policy.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('keeps no version of what is deleted, and nothing that is not written anew', () => {
    const { VersioningConfiguration, LifecycleConfiguration } = bucket().Properties;
    expect(VersioningConfiguration).toBeUndefined();
    expect(LifecycleConfiguration.Rules).toEqual([
      {
        Status: 'Enabled',
        ExpirationInDays: 15,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]);
  });
});

describe('the function that writes it', () => {
  it('may not read what lies there', () => {
    const actions = stack.allowed('write-data').flatMap(({ actions }) => actions);
    expect(actions).not.toContain('s3:GetObject');
  });

  it('has all the time that Lambda gives', () => {
    expect(stack.function('write-data')[1].Properties.Timeout).toBe(900);
  });
});
