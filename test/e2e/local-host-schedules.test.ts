// The local host's clock and its own endpoint: scheduled runs, runs after a deploy, runs by hand, secrets.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeHere } from '../../bin/local/invoke.ts';
import type { JsonObject, Resource } from '../../bin/local/template/template.ts';
import { eventually } from '../support/eventually.ts';
import { type HostHere, removeDirectory, startHostHere, temporaryDirectory } from '../support/host.ts';
import { tinyStack } from '../support/tiny-stack.ts';

const TICK = `exports.handler = async (event) => { console.log('tick ' + JSON.stringify(event)); };`;
const LATER = `exports.handler = async () => { console.log('later'); };`;
const NOTE = `exports.handler = async (event) => { console.log('note ' + JSON.stringify(event)); };`;
const SHOW = `exports.handler = async () => process.env;`;

function deployRule(detail: JsonObject): Resource {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] }, ...detail },
      },
      Targets: [{ Id: 'Target', Arn: { 'Fn::GetAtt': ['Note', 'Arn'] } }],
    },
  };
}

describe('schedules', () => {
  const data = temporaryDirectory();
  let host: HostHere;
  beforeAll(async () => {
    host = await startHostHere(
      tinyStack({
        functions: { Tick: TICK, Later: LATER, Note: NOTE, Show: SHOW },
        routes: { 'GET /environment': 'Show' },
        functionProperties: { Show: { Environment: { Variables: { KEY: { Ref: 'Key' } } } } },
        resources: {
          Key: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: { GenerateSecretString: { PasswordLength: 20 } },
          },
          // Earlier in the template, later in the hour.
          Afterwards: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'cron(15 * * * ? *)',
              Target: { Arn: { 'Fn::GetAtt': ['Later', 'Arn'] } },
            },
          },
          Named: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'cron(5 * * * ? *)',
              Target: { Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] }, Input: '{"named":true}' },
            },
          },
          Noted: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'cron(5 * * * ? *)',
              Target: { Arn: { 'Fn::GetAtt': ['Note', 'Arn'] } },
            },
          },
          Deployed: deployRule({ 'stack-id': [{ Ref: 'AWS::StackId' }] }),
          DeployedElsewhere: deployRule({ 'stack-id': ['arn:aws:cloudformation:another'] }),
          RolledBack: deployRule({ 'status-details': { status: ['UPDATE_ROLLBACK_COMPLETE'] } }),
          Off: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              State: 'DISABLED',
              ScheduleExpression: 'rate(1 hour)',
              Target: { Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] }, Input: '{"off":true}' },
            },
          },
        },
      }),
      data,
    );
  });
  afterAll(async () => {
    await host?.stop();
    removeDirectory(data);
  });
  const run = async (name?: string, directory = data): Promise<readonly [number, string]> => {
    const lines: string[] = [];
    const code = await invokeHere(name === undefined ? [] : [name], { IMBUTO_DATA: directory }, (line) =>
      lines.push(line),
    );
    return [code, lines.join()];
  };
  const ticks = (): readonly unknown[] =>
    [...host.said().matchAll(/^tick +│ tick (.*)$/gm)].map(([, event]) => JSON.parse(event ?? 'null'));

  it('run once when the host has been away, with the input they name, unless they are switched off', async () => {
    await host.catchUp();
    await eventually(async () => expect(ticks()).toEqual([{ named: true }]));
  });

  it('run in the order of their times of day: what one leaves the next one finds', async () => {
    await eventually(async () => expect(host.said()).toMatch(/tick \{"named":true\}.*later/s));
  });

  it('leave what a rule has just run because the stack is deployed, with the event of CloudFormation', async () => {
    const notes = [...host.said().matchAll(/^note +│ note (.*)$/gm)].map(([, event]) =>
      JSON.parse(event ?? ''),
    );
    expect(notes).toMatchObject([
      {
        source: 'aws.cloudformation',
        'detail-type': 'CloudFormation Stack Status Change',
        detail: { 'status-details': { status: 'CREATE_COMPLETE' } },
      },
    ]);
    expect(notes[0].resources).toEqual([notes[0].detail['stack-id']]);
  });

  it('run by hand, all in the same order', async () => {
    expect(await run()).toEqual([0, 'tick is done.,note is done.,later is done.']);
  });

  it('run by hand, with what the scheduler gives', async () => {
    const before = ticks().length;
    expect(await run('tick')).toEqual([0, 'tick is done.']);
    await eventually(async () => expect(ticks().length).toBe(before + 1));
    expect(ticks().at(-1)).toMatchObject({ source: 'aws.scheduler', 'detail-type': 'Scheduled Event' });
  });

  it('cannot be run by hand where nothing runs, or what is not there', async () => {
    expect(await run('tick', '/nowhere')).toEqual([1, expect.stringContaining('No imbuto runs in /nowhere')]);
    expect(await run('tock')).toEqual([1, expect.stringContaining('tock failed')]);
  });

  it('give secrets to functions only', async () => {
    const environment = (await (await fetch(`${host.url}/environment`)).json()) as Record<string, string>;
    const ask = async (accessKeyId: string | undefined): Promise<string | undefined> => {
      const client = new SecretsManagerClient({
        endpoint: environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
        region: 'eu-west-1',
        credentials: { accessKeyId: accessKeyId ?? '', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
      return (await client.send(new GetSecretValueCommand({ SecretId: environment.KEY }))).SecretString;
    };
    const { secrets } = JSON.parse(readFileSync(join(data, 'kept.json'), 'utf8'));
    expect(await ask(environment.AWS_ACCESS_KEY_ID)).toBe(secrets.Key);
    await expect(ask('stranger')).rejects.toThrow('security token');
  });
});
