// What holds for every function: runtime, log, environment, and no secret in plain sight.
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/function-name.ts';
import { functionCode, variablesAskedFor } from '../support/function-code.ts';
import { mailingConfig, type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised(mailingConfig());
});

describe.each(FUNCTION_NAMES)('%s', (name) => {
  const properties = () => stack.function(name)[1].Properties;

  it('runs on Node 24 and arm64, a fifth cheaper than x86', () => {
    expect(properties()).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  it('is entered where the bundle exports its handler', () => {
    expect(properties().Handler).toBe('index.handler');
  });

  it('has the variables that its code asks for: one that is missing fails in the cloud, one too many is dead', async () => {
    const asked = variablesAskedFor(await functionCode(name));
    expect(asked.length).toBeGreaterThan(0);
    expect(Object.keys(properties().Environment.Variables).sort()).toEqual([...asked].sort());
  });

  it('writes to a log of its own, which forgets after a month', () => {
    const log = stack.all('AWS::Logs::LogGroup').get(properties().LoggingConfig.LogGroup.Ref);
    expect(log?.Properties.RetentionInDays).toBe(30);
  });

  it('carries no source maps and no tracer: each adds to every start', () => {
    expect(properties().Environment.Variables).not.toHaveProperty('NODE_OPTIONS');
    expect(properties()).not.toHaveProperty('TracingConfig');
  });
});

describe('the stack', () => {
  it('has no function beside them, such as CDK adds for convenience', () => {
    stack.template.resourceCountIs('AWS::Lambda::Function', FUNCTION_NAMES.length);
  });

  it('keeps no log for ever', () => {
    for (const [id, { Properties }] of stack.all('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays, id).toBe(30);
    }
  });

  it('makes each key in Secrets Manager, without punctuation that headers or people would stumble over', () => {
    const secrets = [...stack.all('AWS::SecretsManager::Secret').values()];
    expect(secrets).toHaveLength(8);
    for (const { Properties } of secrets) {
      expect(Properties.GenerateSecretString).toEqual({ PasswordLength: 40, ExcludePunctuation: true });
      expect(Properties.SecretString).toBeUndefined();
    }
  });

  it('names secrets by ARN only: no value of one ends in an environment, an output or a log', () => {
    expect(JSON.stringify(stack.template.toJSON())).not.toMatch(
      /resolve:secretsmanager|SecretString"\s*:\s*"/,
    );
  });

  it('says where everything is when it is deployed', () => {
    expect(Object.keys(stack.template.toJSON().Outputs).sort()).toEqual([
      'Address',
      'AlarmTopicArn',
      'DataBucket',
      'DeadLetterQueueUrl',
      'DoorTable',
      'FormAddress',
      'LeadTable',
      'OutboundDeadLetterQueueUrl',
      'OutboundQueueUrl',
      'OwnerTokenArn',
      'OwnerTokenConsole',
      'PublicKey',
      'ReportAddress',
      'ReportBucket',
      'SecretKeyArn',
      'SecretKeyConsole',
      'SubmissionQueueUrl',
      'TurnstileSecretArn',
      'WebhookKeyArn',
    ]);
  });

  it('gives the public key as the GUID of the stack: no secret, and the same for as long as it lives', () => {
    const guid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    expect(stack.template.toJSON().Outputs.PublicKey.Value).toEqual(guid);
    expect(stack.function('collect')[1].Properties.Environment.Variables.PUBLIC_KEY).toEqual(guid);
    // The home page shows it in the line to paste.
    expect(stack.function('capture')[1].Properties.Environment.Variables.PUBLIC_KEY).toEqual(guid);
  });
});
