// The recounts' queue and the function that reads it: numbers that must fit those of the worker.
import { beforeAll, describe, expect, it } from 'vitest';
import { ENVIRONMENT } from '../../functions/runtime/environment-names.ts';
import { type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised();
});

describe('recounts', () => {
  it('have a queue and a function of their own: live submissions never wait behind one', () => {
    const [queue] = stack.one('AWS::SQS::Queue', 'RecountsQueue');
    const [recount] = stack.function('recount');
    const [, source] = stack.one('AWS::Lambda::EventSourceMapping', 'Recounts');
    expect(source.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: recount },
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('hide a message for six timeouts, and set it aside after five tries', () => {
    const [deadLetters] = stack.one('AWS::SQS::Queue', 'RecountsDeadLetterQueue');
    const [, { Properties }] = stack.one('AWS::SQS::Queue', 'RecountsQueue');
    expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * stack.function('recount')[1].Properties.Timeout,
    );
    expect(Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] },
      maxReceiveCount: 5,
    });
  });

  it('are claimed by a function that is deployed after those that count: they must know what they are to count', () => {
    const [progress] = stack.function('progress');
    const [recount] = stack.function('recount');
    expect(stack.function('start-recount')[1].DependsOn).toEqual(expect.arrayContaining([progress, recount]));
  });

  it('wait for longer than a worker lives that knows nothing of them', () => {
    const { Variables } = stack.function('recount')[1].Properties.Environment;
    const worker = stack.function('progress')[1].Properties.Timeout;
    expect(Number(Variables[ENVIRONMENT.settleSeconds])).toBeGreaterThanOrEqual(worker + 30);
  });
});
