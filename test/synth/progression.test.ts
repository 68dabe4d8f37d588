// The queue and the worker that reads it: numbers that must fit one another, or messages are lost or worked twice.
import { beforeAll, describe, expect, it } from 'vitest';
import { configWith, type Synthesised, synthesised } from '../support/synthesised.ts';

const FOURTEEN_DAYS = 14 * 86_400;

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(configWith({ freshness: '45s' }));
});

const eventSource = (from: Synthesised) =>
  from.one('AWS::Lambda::EventSourceMapping', 'Progression')[1].Properties;
const queue = (from: Synthesised) => from.one('AWS::SQS::Queue', 'SubmissionsQueue')[1].Properties;

describe('the submission queue', () => {
  it('hides a message for six timeouts of the worker and its window: else a slow batch is worked twice at once', () => {
    const [, { Properties }] = stack.function('progress');
    expect(queue(stack).VisibilityTimeout).toBeGreaterThanOrEqual(6 * Properties.Timeout + 45);
  });

  it('gives a message five tries, then sets it aside alone', () => {
    const [deadLetters] = stack.one('AWS::SQS::Queue', 'SubmissionsDeadLetterQueue');
    expect(queue(stack).RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
      maxReceiveCount: 5,
    });
  });

  it('keeps what was accepted for as long as SQS can, and so does its dead-letter queue', () => {
    const [, deadLetters] = stack.one('AWS::SQS::Queue', 'SubmissionsDeadLetterQueue');
    expect(queue(stack).MessageRetentionPeriod).toBe(FOURTEEN_DAYS);
    expect(deadLetters.Properties.MessageRetentionPeriod).toBe(FOURTEEN_DAYS);
  });

  it('is a standard queue: order is the fold of a lead, not of the queue', () => {
    expect(queue(stack).FifoQueue).toBeUndefined();
  });
});

describe('every queue', () => {
  it('is encrypted at rest, without a key that would cost by the month', () => {
    for (const [id, { Properties }] of stack.all('AWS::SQS::Queue')) {
      expect(Properties, id).toMatchObject({ SqsManagedSseEnabled: true });
      expect(Properties, id).not.toHaveProperty('KmsMasterKeyId');
    }
  });

  it('refuses plain HTTP', () => {
    const policies = [...stack.all('AWS::SQS::QueuePolicy').values()];
    for (const id of stack.all('AWS::SQS::Queue').keys()) {
      const statements = policies
        .filter(({ Properties }) => JSON.stringify(Properties.Queues).includes(id))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
      expect(statements, id).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('the event source', () => {
  it('lets submissions gather for the configured freshness', () => {
    expect(eventSource(stack)).toMatchObject({ MaximumBatchingWindowInSeconds: 45, BatchSize: 1_000 });
  });

  it("falls back to batches of ten at freshness '0s': Lambda refuses larger ones without a window", async () => {
    const fresh = await synthesised(configWith({ freshness: '0s' }));
    expect(eventSource(fresh)).toMatchObject({ MaximumBatchingWindowInSeconds: 0, BatchSize: 10 });
  });

  it('takes partial failures, so that a poison message does not take its neighbours along', () => {
    expect(eventSource(stack).FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('bounds the workers by the source, not by reserved concurrency, which would throttle into the dead-letter queue', () => {
    expect(eventSource(stack).ScalingConfig).toEqual({ MaximumConcurrency: 2 });
    const [, { Properties }] = stack.function('progress');
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('waits for the right to read the queue: without it Lambda refuses the mapping', () => {
    const [, source] = stack.one('AWS::Lambda::EventSourceMapping', 'Progression');
    const [, { Properties }] = stack.function('progress');
    const [policy] = [...stack.all('AWS::IAM::Policy')].find(
      ([, { Properties: policyOf }]) => policyOf.Roles[0].Ref === Properties.Role['Fn::GetAtt'][0],
    ) ?? [''];
    expect(source.DependsOn).toContain(policy);
  });
});
