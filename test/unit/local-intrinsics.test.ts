// What CloudFormation's functions stand for on this machine.
import { describe, expect, it } from 'vitest';
import { type References, resolver, Unresolvable } from '../../bin/local/template/intrinsics.ts';
import { nameResources } from '../../bin/local/template/physical-ids.ts';
import type { Json, Template } from '../../bin/local/template/template.ts';

const TEMPLATE: Template = {
  Resources: {},
  Parameters: { Version: { Default: '/cdk-bootstrap/version' } },
  Mappings: { Sizes: { large: { memory: 1024 } } },
  Conditions: {
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    There: { 'Fn::Not': [{ Condition: 'Here' }] },
    Either: { 'Fn::Or': [{ Condition: 'There' }, { 'Fn::Equals': ['a', 'a'] }] },
    Both: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'There' }] },
  },
};
const REFERENCES: References = {
  pseudo: {
    'AWS::Region': 'eu-west-1',
    'AWS::StackId': 'arn:aws:cloudformation:eu-west-1:0:stack/imbuto/guid',
  },
  ref: (id) => (id === 'Table' ? 'the-table' : undefined),
  attribute: (id, name) => `${id}:${name}`,
};
const resolve = resolver(TEMPLATE, REFERENCES);
/** The placeholders of Fn::Sub look like those of a template string, which these are not. */
const sub = (pattern: string): string => pattern.replaceAll('§', '$');

describe('intrinsic functions', () => {
  it.each<[string, Json, Json | undefined]>([
    ['Ref of a resource', { Ref: 'Table' }, 'the-table'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref of a parameter', { Ref: 'Version' }, '/cdk-bootstrap/version'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue:Arn'],
    ['Fn::GetAtt in one text', { 'Fn::GetAtt': 'Queue.Nested.Arn' }, 'Queue:Nested.Arn'],
    ['Fn::Join', { 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 3]] }, 'a/the-table/3'],
    [
      'Fn::Sub',
      { 'Fn::Sub': sub('x-§{Table}-§{Queue.Arn}-§{AWS::Region}-§{!Literal}') },
      sub('x-the-table-Queue:Arn-eu-west-1-§{Literal}'),
    ],
    [
      'Fn::Sub with values',
      { 'Fn::Sub': [sub('§{A}-§{Table}'), { A: { Ref: 'AWS::Region' } }] },
      'eu-west-1-the-table',
    ],
    [
      'Fn::Select of Fn::Split',
      { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      'guid',
    ],
    ['Fn::Select by text', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'large', 'memory'] }, 1024],
    ['Fn::If', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
    [
      'Fn::If of a condition of conditions',
      [{ 'Fn::If': ['There', 1, 2] }, { 'Fn::If': ['Either', 1, 2] }, { 'Fn::If': ['Both', 1, 2] }],
      [2, 1, 2],
    ],
    ['AWS::NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['AWS::NoValue in a list', [1, { 'Fn::If': ['There', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['AWS::NoValue alone', { Ref: 'AWS::NoValue' }, undefined],
    ['Fn::Base64', { 'Fn::Base64': 'x' }, 'eA=='],
    ['depth', { a: [{ b: { Ref: 'Table' } }] }, { a: [{ b: 'the-table' }] }],
    ['an object whose only key is no function', { Reference: 'Table' }, { Reference: 'Table' }],
  ])('resolve %s', (_what, value, wanted) => {
    expect(resolve(value)).toEqual(wanted);
  });

  it.each<[Json, string]>([
    [{ Ref: 'Nothing' }, 'Ref Nothing refers to nothing'],
    [{ 'Fn::Transform': {} }, 'Fn::Transform is not known to the local host'],
    [{ 'Fn::Select': [5, ['a']] }, 'an item that is not there'],
    [{ 'Fn::If': ['Nowhere', 1, 2] }, 'there is no condition Nowhere'],
    [{ 'Fn::Join': ['', [{ a: 1 }]] }, 'no text'],
  ])('refuse %j', (value, message) => {
    expect(() => resolve(value)).toThrow(Unresolvable);
    expect(() => resolve(value)).toThrow(message);
  });
});

describe('physical ids', () => {
  const place = {
    stackName: 'imbuto',
    region: 'eu-west-1',
    stackGuid: '11111111-2222-3333-4444-555555555555',
    apiUrl: 'http://localhost:3000',
    queuesUrl: 'http://127.0.0.1:4000',
  };
  const template: Template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: { 'Fn::Join': ['-', ['My', { Ref: 'AWS::Region' }]] } },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x' } },
      Key: { Type: 'AWS::SecretsManager::Secret' },
      Skipped: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      VeryLongName: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'x'.repeat(90) } },
      AVeryLongLogicalIdThatWouldMakeANameWhichIsTooLongForAllServices: { Type: 'AWS::DynamoDB::Table' },
    },
  };
  const { resolve, resources, byArn } = nameResources(template, place);

  it('give queues addresses that clients accept', () => {
    expect(resolve({ Ref: 'Queue' })).toBe('http://127.0.0.1:4000/000000000000/imbuto-Queue');
    expect(byArn('arn:aws:sqs:eu-west-1:000000000000:imbuto-Queue')?.logicalId).toBe('Queue');
  });

  it('keep explicit names, in small letters where the service wants them so', () => {
    expect(resolve({ Ref: 'Bucket' })).toBe('my-eu-west-1');
    expect(resolve({ Ref: 'VeryLongName' })).toBe('x'.repeat(90));
  });

  it('keep generated names short, and different', () => {
    const name = resolve({ Ref: 'AVeryLongLogicalIdThatWouldMakeANameWhichIsTooLongForAllServices' });
    expect(String(name)).toMatch(/^imbuto-AVeryLong.{38}-[0-9a-f]{8}$/);
  });

  it('make the API’s address this machine’s, and the stack’s id last as long as its data', () => {
    expect(resolve({ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] })).toBe('http://localhost:3000');
    expect(resolve({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] })).toBe(
      place.stackGuid,
    );
  });

  it('leave out what a condition leaves out', () => {
    expect(resources.map(({ logicalId }) => logicalId)).not.toContain('Skipped');
  });

  it('know no attribute that has no meaning here', () => {
    expect(() => resolve({ 'Fn::GetAtt': ['Queue', 'Colour'] })).toThrow(
      'Colour of Queue (AWS::SQS::Queue) has no meaning here',
    );
  });
});
