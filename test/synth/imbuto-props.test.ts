// What an owner can say of an imbuto beside its configuration, and what it makes of the template.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { beforeAll, expect, it } from 'vitest';
import { Imbuto, type ImbutoProps } from '../../lib/imbuto.ts';
import { configWith, emptyBundles } from '../support/synthesised.ts';

const ZONE = { hostedZoneId: 'Z1', zoneName: 'example.com' };
const CERTIFICATE = 'arn:aws:acm:eu-west-1:000000000000:certificate/1';
const KEY = '0f8b6c1e-2a5d-4f0c-9c1e-7a3b2d4e5f60';

let bundles: string;
beforeAll(async () => {
  bundles = await emptyBundles();
});

type Made = { readonly stack: Stack; readonly imbuto: Imbuto; template(): Template };

function made(props: (stack: Stack) => Partial<ImbutoProps> = () => ({}), id = 'Funnels'): Made {
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), 'imbuto-props-')),
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'shop');
  const imbuto = new Imbuto(stack, id, { config: configWith(), bundles, ...props(stack) });
  return { stack, imbuto, template: () => Template.fromStack(stack) };
}

it('keeps leads and reports by default, and lets both go where it is told to', () => {
  for (const [removalPolicy, policy, isProtected] of [
    [undefined, 'Retain', true],
    [RemovalPolicy.DESTROY, 'Delete', false],
  ] as const) {
    const template = made(() => (removalPolicy ? { removalPolicy } : {})).template();
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
      Properties: { DeletionProtectionEnabled: isProtected },
    });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
  }
});

it('takes other workers, memory, levels and retentions of logs', () => {
  const template = made(() => ({
    workers: 8,
    memory: { progress: 2_048 },
    logLevel: 'error',
    logRetention: RetentionDays.ONE_WEEK,
  })).template();
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 1_000,
    ScalingConfig: { MaximumConcurrency: 8 },
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 2_048,
    Environment: { Variables: Match.objectLike({ LOG_LEVEL: 'error' }) },
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
});

it('takes as many requests as its properties say, or else its configuration', () => {
  const settings = (template: Template) =>
    Object.values(template.findResources('AWS::ApiGatewayV2::Stage'))[0]?.Properties;
  const { RouteSettings } = settings(made().template());
  expect(RouteSettings['ANY /f/{form}']).toEqual({ ThrottlingRateLimit: 15, ThrottlingBurstLimit: 1_000 });
  expect(RouteSettings['ANY /login']).toEqual({ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 100 });
  const other = made(() => ({
    throttles: { others: { rate: 50, burst: 60 }, forms: { rate: 10, burst: 20 } },
  })).template();
  expect(settings(other).DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 50 });
  expect(settings(other).RouteSettings['ANY /f/{form}']).toEqual({
    ThrottlingRateLimit: 10,
    ThrottlingBurstLimit: 20,
  });
});

it('makes its stage after the routes that the stage names: API Gateway refuses a stage that knows more than it does', () => {
  const template = made().template();
  const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
  const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route'));
  for (const key of Object.keys(stage?.Properties.RouteSettings ?? {})) {
    const [id] = routes.find(([, { Properties }]) => Properties.RouteKey === key) ?? [];
    expect(stage?.DependsOn).toContain(id);
  }
});

it('sends alarms to the topic that it is given, and to an address', () => {
  const template = made((stack) => ({
    alarmTopic: new Topic(stack, 'Pager'),
    alarmEmail: 'you@example.com',
  })).template();
  template.resourceCountIs('AWS::SNS::Topic', 1);
  const [pager] = Object.keys(template.findResources('AWS::SNS::Topic'));
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: pager }] });
  template.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'you@example.com',
  });
});

it('tells of a month that is going to cost more', () => {
  const template = made(() => ({ budget: { monthly: 20, email: 'you@example.com' } })).template();
  template.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 20, Unit: 'USD' }, BudgetType: 'COST', TimeUnit: 'MONTHLY' },
    NotificationsWithSubscribers: [
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ],
  });
});

it('has the public key that it is given, whatever stack it is in', () => {
  const { imbuto, template } = made(() => ({ publicKey: KEY }));
  expect(imbuto.publicKey).toBe(KEY);
  template().hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ PUBLIC_KEY: KEY }) },
  });
  expect(() => made(() => ({ publicKey: 'short' }))).toThrow('publicKeys[0].key');
});

it('is at the domain that it is given, and closed at the address of the API', () => {
  const { imbuto, template } = made((stack) => ({
    domain: {
      name: 'funnels.example.com',
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
      zone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', ZONE),
    },
  }));
  expect(imbuto.url).toBe('https://funnels.example.com');
  template().hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  template().hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'funnels.example.com' });
  template().resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
  template().hasResourceProperties('AWS::Route53::RecordSet', { Name: 'funnels.example.com.', Type: 'A' });
});

it('stands twice in one stack, with names, metrics and rights of its own', () => {
  const { stack, imbuto } = made();
  const second = new Imbuto(stack, 'Agency', { config: configWith(), bundles });
  expect(imbuto.alarms.length).toBe(second.alarms.length);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::DynamoDB::Table', 4);
  expect(template.toJSON().Metadata).toEqual({ imbuto: ['shop/Funnels', 'shop/Agency'] });
  const installations = Object.values(template.findResources('AWS::Lambda::Function')).map(
    ({ Properties }) => Properties.Environment.Variables.INSTALLATION,
  );
  expect(new Set(installations).size).toBe(2);
});

it('lets a function of the owner send events, read issued reports, and read leads, each by itself', () => {
  const { stack, imbuto } = made();
  const grantee = (id: string) =>
    new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  imbuto.grantSendEvents(grantee('Sender'));
  imbuto.grantReadReports(grantee('Reader'));
  imbuto.grantReadLeads(grantee('Exporter'));
  const template = Template.fromStack(stack);
  const actionsOf = (role: string) =>
    Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.startsWith(role))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action);
  expect(actionsOf('Sender')).toEqual(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret']);
  expect(actionsOf('Reader')).toEqual(['s3:GetObject*', 's3:GetBucket*', 's3:List*']);
  expect(actionsOf('Exporter')).toContain('dynamodb:Query');
  expect(actionsOf('Exporter').join()).not.toMatch(/Put|Update|Delete/);
});

it('refuses a bad configuration when it is made, with the place and the fix', () => {
  const forms = [{ id: 'ebook', feilds: [] }];
  expect(() => made(() => ({ config: { forms } as never }))).toThrow('feilds');
});
