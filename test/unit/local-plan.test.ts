// What the local host reads from a template, and what it refuses because AWS would behave otherwise.
import { describe, expect, it } from 'vitest';
import { nameResources } from '../../bin/local/template/physical-ids.ts';
import { type Plan, planFrom } from '../../bin/local/template/plan.ts';
import type { Assembly, JsonObject, Resource } from '../../bin/local/template/template.ts';

const FUNCTION: Resource = {
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'index.handler', Code: { S3Bucket: 'b', S3Key: 'code.zip' } },
};
const BASE: Readonly<Record<string, Resource>> = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default' } },
  Worker: FUNCTION,
  Queue: { Type: 'AWS::SQS::Queue' },
};

function plan(more: Readonly<Record<string, Resource>> = {}): Plan {
  const assembly: Assembly = {
    stackName: 'test',
    template: { Resources: { ...BASE, ...more } },
    assetDirectory: (key) => `/assets/${key}`,
    constructPath: (id) => (id === 'Worker' ? 'test/Reporting/IssueRevisions/Function/Resource' : undefined),
  };
  const place = {
    stackName: 'test',
    region: 'eu-west-1',
    stackGuid: 'guid',
    apiUrl: 'http://a',
    queuesUrl: 'http://q',
  };
  return planFrom(nameResources(assembly.template, place), assembly);
}

function route(integration: JsonObject, more: JsonObject = {}): Readonly<Record<string, Resource>> {
  return {
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { PayloadFormatVersion: '2.0', ...integration },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'GET /',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
        ...more,
      },
    },
  };
}
const WORKER = { 'Fn::GetAtt': ['Worker', 'Arn'] };
const source = (more: JsonObject): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: { Ref: 'Worker' },
    EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    ...more,
  },
});

const rule = (more: JsonObject): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: ['aws.cloudformation'] },
    Targets: [{ Id: 'Target', Arn: WORKER }],
    ...more,
  },
});

describe('a plan', () => {
  it('gives a function Lambda’s own defaults, and the name of its construct', () => {
    expect(plan().functions).toEqual([
      {
        name: 'test-Worker',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:test-Worker',
        speaker: 'issue-revisions',
        directory: '/assets/code.zip',
        handler: 'index.handler',
        environment: {},
        memoryMb: 128,
        timeoutMs: 3_000,
        reservedConcurrency: undefined,
      },
    ]);
  });

  it('gives an event source Lambda’s own defaults', () => {
    expect(plan({ Source: source({}) }).eventSources).toMatchObject([
      {
        batchSize: 10,
        windowMs: 0,
        maximumConcurrency: 2,
        reportsItemFailures: false,
        queueUrl: 'http://q/000000000000/test-Queue',
      },
    ]);
    expect(plan({ Source: source({ Enabled: false }) }).eventSources).toEqual([]);
  });

  it.each([
    ['its ARN', WORKER],
    [
      'the address that API Gateway invokes it by',
      {
        'Fn::Sub': [
          'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/#/invocations'.replace(
            '#',
            '$'.concat('{A}'),
          ),
          { A: WORKER },
        ],
      },
    ],
    ['its name', { Ref: 'Worker' }],
  ])('finds the function of a route by %s', (_what, IntegrationUri) => {
    expect(plan(route({ IntegrationUri })).api.routes).toMatchObject([
      { routeKey: 'GET /', functionArn: expect.stringMatching(/:test-Worker$/) },
    ]);
  });

  it('reads how often a failed run is tried again, and where it ends', () => {
    const config: Resource = {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Worker' },
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      },
    };
    expect(plan({ Config: config }).asyncInvocations).toMatchObject([
      { retries: 1, deadLettersUrl: 'http://q/000000000000/test-Queue' },
    ]);
  });

  it('reads which events invoke a function, and names rules that wait for what does not occur here', () => {
    const pattern = { source: ['aws.cloudformation'], detail: { status: ['A', 'B'], exit: [0] } };
    const { rules, gaps } = plan({
      Rule: rule({ EventPattern: pattern }),
      Off: rule({ State: 'DISABLED' }),
      Other: rule({ EventPattern: { source: ['aws.s3'] } }),
    });
    expect(rules).toMatchObject([
      { functionArn: expect.stringMatching(/:test-Worker$/), pattern },
      { pattern: { source: ['aws.s3'] } },
    ]);
    expect(gaps).toEqual([
      'Other waits for events that do not occur here: only deploys, bounces and complaints do',
    ]);
  });

  it('names what has no effect here, once each, and nothing that is without effect anyway', () => {
    const types = [
      'AWS::Route53::HostedZone',
      'AWS::Route53::HostedZone',
      'AWS::IAM::Role',
      'AWS::CloudWatch::Alarm',
      'AWS::Lambda::Permission',
    ];
    const { gaps } = plan(Object.fromEntries(types.map((Type, index) => [`R${index}`, { Type }])));
    expect(gaps).toEqual(['AWS::Route53::HostedZone is in the template and has no effect here']);
  });

  it.each<[string, Readonly<Record<string, Resource>>, string]>([
    [
      'an authorizer',
      route({ IntegrationUri: WORKER }, { AuthorizationType: 'JWT' }),
      'authorizers are not reproduced',
    ],
    [
      'payload format 1.0',
      route({ IntegrationUri: WORKER, PayloadFormatVersion: '1.0' }),
      'only payload format 2.0',
    ],
    [
      'a route to nothing',
      route({ IntegrationUri: 'arn:aws:lambda:x:y:function:other' }),
      'a function that is not in the template',
    ],
    [
      'CORS of the gateway',
      {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', CorsConfiguration: {} } },
      },
      'CORS of the gateway',
    ],
    [
      'a stage of another name',
      { Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: 'prod' } } },
      'without a stage $default',
    ],
    ['two APIs', { Other: { Type: 'AWS::ApiGatewayV2::Api' } }, 'found 2'],
    ['event filters', { Source: source({ FilterCriteria: {} }) }, 'event filters'],
    [
      'a rule by the clock',
      { Rule: rule({ EventPattern: null, ScheduleExpression: 'rate(1 hour)' }) },
      'a rule with a schedule is not reproduced',
    ],
    ['another event bus', { Rule: rule({ EventBusName: 'own' }) }, 'only the default event bus'],
    [
      'a rule that changes the event',
      { Rule: rule({ Targets: [{ Arn: WORKER, InputPath: '$.detail' }] }) },
      'given the event as it is',
    ],
    [
      'a rule that invokes no function',
      { Rule: rule({ Targets: [{ Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] }) },
      'a function that is not in the template',
    ],
    [
      'an event pattern with more than values',
      { Rule: rule({ EventPattern: { source: [{ prefix: 'aws.' }] } }) },
      'EventPattern.source has a filter',
    ],
    ['a rule without a pattern', { Rule: rule({ EventPattern: null }) }, 'EventPattern is no pattern'],
    ['another event source', { Source: source({ EventSourceArn: 'arn:aws:kinesis:x' }) }, 'only SQS queues'],
    [
      'code that is no asset',
      { Worker: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' } } } },
      'only code from an asset',
    ],
    [
      'an environment that Lambda would not take',
      {
        Worker: {
          ...FUNCTION,
          Properties: { ...FUNCTION.Properties, Environment: { Variables: { X: 'x'.repeat(4_096) } } },
        },
      },
      'larger than Lambda',
    ],
  ])('is refused for %s', (_what, more, message) => {
    expect(() => plan(more)).toThrow(message);
  });
});
