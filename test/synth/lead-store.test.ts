// The table: the one thing of the stack that cannot be made again.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised();
});

describe('the lead store', () => {
  it('is one table: a second one would cost a second transaction partner and a second recovery; the door counts beside it', () => {
    stack.template.resourceCountIs('AWS::DynamoDB::Table', 2);
    expect([...stack.all('AWS::DynamoDB::Table').keys()].filter((id) => !id.startsWith('Door'))).toHaveLength(
      1,
    );
  });

  it('has string keys pk and sk, as the item codecs write them', () => {
    stack.template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
  });

  it('is billed by request: an idle site costs nothing', () => {
    stack.template.hasResourceProperties('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' });
  });

  it('can be brought back to any second of the last 35 days: a wrong deploy may write nonsense', () => {
    stack.template.hasResourceProperties('AWS::DynamoDB::Table', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('deletes no lead by itself, as only the marks of erased ones have the attribute that expires', () => {
    stack.template.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'x', Enabled: true },
    });
  });

  it('survives the deletion of the stack and its own replacement', () => {
    const [, table] = stack.one('AWS::DynamoDB::Table', 'Leads');
    expect([table.DeletionPolicy, table.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it('refuses to be deleted by a slip of the hand', () => {
    stack.template.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
  });
});
