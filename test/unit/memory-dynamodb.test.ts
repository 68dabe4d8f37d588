// DynamoDB in memory: what only it can show - its clock, its faults, that it shares nothing with its callers.
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { conflict, throttled } from '../../bin/local/dynamodb/dynamodb-error.ts';
import type { Faults } from '../../bin/local/dynamodb/faults.ts';
import { createMemoryDynamoDb, type MemorySettings } from '../../bin/local/dynamodb/memory-dynamodb.ts';

const TableName = 'table';
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

function withTable(settings: MemorySettings = {}) {
  const dynamodb = createMemoryDynamoDb(settings);
  dynamodb.execute('CreateTable', {
    TableName,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
  const put = (sk: string) => dynamodb.execute('PutItem', { TableName, Item: key(sk) });
  const read = (sk: string) => dynamodb.execute('GetItem', { TableName, Key: key(sk) }).Item;
  return { ...dynamodb, put, read };
}

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('what DynamoDB in memory keeps', () => {
  it('is altered by nobody who keeps what went in or came out', () => {
    const { execute, read } = withTable();
    const bytes = new Uint8Array([1]);
    const list = [{ N: '1' }];
    execute('PutItem', { TableName, Item: { ...key('a'), b: { B: bytes }, l: { L: list } } });
    bytes[0] = 9;
    list.push({ N: '2' });
    const first = read('a');
    first?.b?.B?.fill(7);
    first?.l?.L?.pop();
    expect(read('a')).toEqual({ ...key('a'), b: { B: new Uint8Array([1]) }, l: { L: [{ N: '1' }] } });
  });

  it('is scanned in one order, whatever was written first', () => {
    const pks = Array.from({ length: 300 }, (_, at) => `p${at}`);
    const [forth, back] = [pks, pks.toReversed()].map((each) => {
      const { execute } = withTable();
      for (const pk of each) execute('PutItem', { TableName, Item: { pk: { S: pk }, sk: { S: 'a' } } });
      return execute('Scan', { TableName }).Items?.map(({ pk }) => pk?.S);
    });
    expect(forth).toHaveLength(300);
    expect(back).toEqual(forth);
    expect(forth).not.toEqual([...(forth ?? [])].sort());
  });
});

describe('its commands', () => {
  it('are the SDK’s, and so are its exceptions', async () => {
    const client: Pick<DynamoDBClient, 'send'> = withTable();
    const { $metadata } = await client.send(new PutItemCommand({ TableName, Item: key('a') }));
    expect($metadata.httpStatusCode).toBe(200);
    const elsewhere = client.send(new PutItemCommand({ TableName: 'elsewhere', Item: key('a') }));
    await expect(elsewhere).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('take effect when they are sent, not when they are awaited', () => {
    const { send, read } = withTable();
    void send(new PutItemCommand({ TableName, Item: key('a') }));
    expect(read('a')).toEqual(key('a'));
  });

  it('are refused where it does not know them, or what they ask for', async () => {
    const { send, execute } = withTable();
    await expect(send(new UpdateTableCommand({ TableName }))).rejects.toThrow(
      'does not know UpdateTableCommand',
    );
    const query = { TableName, IndexName: 'by-day', KeyConditionExpression: 'pk = :pk' };
    expect(() => execute('Query', query)).toThrow('does not know IndexName');
  });
});

describe('a client token', () => {
  it('is good for ten minutes', () => {
    let now = 0;
    const { execute, read } = withTable({ now: () => now });
    const Update = {
      TableName,
      Key: key('a'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    const send = () =>
      execute('TransactWriteItems', { TransactItems: [{ Update }], ClientRequestToken: 'token' });
    send();
    now = 10 * 60_000 - 1;
    send();
    expect(read('a')?.n).toEqual({ N: '1' });
    now = 10 * 60_000;
    send();
    expect(read('a')?.n).toEqual({ N: '2' });
  });
});

describe('faults', () => {
  it.each([
    ['a throttle', throttled, ProvisionedThroughputExceededException],
    ['a transaction in its way', conflict, TransactionConflictException],
  ])('thrown before an operation keep it from happening: %s', async (_, fault, exception) => {
    const faults: Faults = {
      before(operation) {
        if (operation === 'PutItem') throw fault();
        return undefined;
      },
    };
    const { send, read } = withTable({ faults });
    const sent = send(new PutItemCommand({ TableName, Item: key('a') }));
    await expect(sent).rejects.toBeInstanceOf(exception);
    expect(read('a')).toBeUndefined();
  });

  it('thrown after an operation lose its answer, not its effect', () => {
    const faults: Faults = {
      after(operation) {
        if (operation === 'PutItem') throw new Error('the connection was reset');
      },
    };
    const { put, read } = withTable({ faults });
    expect(() => put('a')).toThrow('reset');
    expect(read('a')).toEqual(key('a'));
  });

  it('given for items of a transaction cancel it, beside the reasons that the others have', () => {
    const faults: Faults = {
      before: (operation) =>
        operation === 'TransactWriteItems'
          ? { reasons: [undefined, { Code: 'TransactionConflict' }] }
          : undefined,
    };
    const { execute, put, read } = withTable({ faults });
    put('c');
    const ConditionExpression = 'attribute_not_exists(pk)';
    const TransactItems = ['a', 'b', 'c'].map((sk) => ({
      Put: { TableName, Item: key(sk), ConditionExpression },
    }));
    const error = caught(() => execute('TransactWriteItems', { TransactItems }));
    expect(error).toBeInstanceOf(TransactionCanceledException);
    const { CancellationReasons = [] } = error as TransactionCanceledException;
    expect(CancellationReasons.map(({ Code }) => Code)).toEqual([
      'None',
      'TransactionConflict',
      'ConditionalCheckFailed',
    ]);
    expect([read('a'), read('b')]).toEqual([undefined, undefined]);
  });

  it('leave keys and requests of a batch unprocessed from some place on', async () => {
    const faults: Faults = {
      before: (operation) => (operation.startsWith('Batch') ? { processed: 1 } : undefined),
    };
    const { execute, send, put, read } = withTable({ faults });
    put('a');
    put('b');
    const Keys = ['a', 'b', 'c'].map(key);
    const { Responses, UnprocessedKeys } = await send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(Responses).toEqual({ [TableName]: [key('a')] });
    expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: [key('b'), key('c')], ConsistentRead: true } });

    const requests = ['x', 'y'].map((sk) => ({ PutRequest: { Item: key(sk) } }));
    const { UnprocessedItems } = execute('BatchWriteItem', { RequestItems: { [TableName]: requests } });
    expect(UnprocessedItems).toEqual({ [TableName]: [{ PutRequest: { Item: key('y') } }] });
    expect([read('x'), read('y')]).toEqual([key('x'), undefined]);
  });
});
