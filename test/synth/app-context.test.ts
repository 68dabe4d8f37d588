// The stages and knobs of this repository's own app: what `cdk deploy -c name=value` does.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { expect, it } from 'vitest';
import { synthesise } from '../../lib/synthesise.ts';
import { configWith, emptyBundles, type TemplateResource } from '../support/synthesised.ts';

async function stackWith(context: Readonly<Record<string, unknown>>): Promise<CloudFormationStackArtifact> {
  const assembly = await synthesise({
    config: configWith(),
    bundles: await emptyBundles(),
    outdir: mkdtempSync(join(tmpdir(), 'imbuto-context-')),
    validation: false,
    context,
  });
  const [stack] = assembly.stacks;
  if (stack === undefined) throw new Error('no stack');
  return stack;
}

function resourcesOf({ template }: CloudFormationStackArtifact, type: string): readonly TemplateResource[] {
  return Object.values<TemplateResource>(template.Resources).filter(({ Type }) => Type === type);
}

it('is one stack that keeps its leads, unless it is told otherwise', async () => {
  const stack = await stackWith({});
  expect(stack.stackName).toBe('imbuto');
  expect(
    resourcesOf(stack, 'AWS::DynamoDB::Table')
      .map(({ DeletionPolicy }) => DeletionPolicy)
      .sort(),
  ).toEqual(['Delete', 'Retain']);
});

it('has stages and names, so that several stand in one account', async () => {
  const stack = await stackWith({ stage: 'dev', stackName: 'agency' });
  expect(stack.stackName).toBe('agency-dev');
  for (const { DeletionPolicy } of resourcesOf(stack, 'AWS::DynamoDB::Table'))
    expect(DeletionPolicy).toBe('Delete');
});

it('takes numbers as they come from a command line', async () => {
  const stack = await stackWith({
    workers: '5',
    logLevel: 'warn',
    logDays: '90',
    budget: '25',
    alarmEmail: 'you@example.com',
    publicKey: '0f8b6c1e-2a5d-4f0c-9c1e-7a3b2d4e5f60',
    domain: 'funnels.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:000000000000:certificate/1',
  });
  expect(
    resourcesOf(stack, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.ScalingConfig.MaximumConcurrency,
    ),
  ).toContain(5);
  for (const { Properties } of resourcesOf(stack, 'AWS::Logs::LogGroup'))
    expect(Properties.RetentionInDays).toBe(90);
  expect(resourcesOf(stack, 'AWS::Budgets::Budget')).toHaveLength(1);
  expect(resourcesOf(stack, 'AWS::ApiGatewayV2::DomainName')).toHaveLength(1);
});

it.each([
  [{ stage: 'test' }, 'context stage'],
  [{ workers: 'many' }, '2 to 1000'],
  [{ workers: 1 }, '2 to 1000'],
  [{ logDays: '31' }, 'one of 1, 3'],
  [{ domain: 'funnels.example.com' }, 'domain and certificateArn go together'],
  [{ budget: '5' }, 'budget needs alarmEmail'],
  [{ publicKey: 'short' }, '16 to 64'],
])('refuses %j with what would be right', async (context, fix) => {
  await expect(stackWith(context)).rejects.toThrow(fix);
});
