// The local DynamoDB: what only it can show - its clock, what it refuses, that it shares nothing with its callers.
import { join } from 'node:path';
import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { createDynamoDb, type DynamoDbSettings } from '../../bin/local/dynamodb/dynamodb.ts';
import type { Input, Operation, Output } from '../../bin/local/dynamodb/operations.ts';
import { openSqliteStorage } from '../../bin/local/dynamodb/sqlite-storage.ts';
import { removeDirectory, temporaryDirectory } from '../support/host.ts';

const TableName = 'table';
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

function withTable(settings: DynamoDbSettings = {}) {
  const dynamodb = createDynamoDb(settings);
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
  const read = (sk: string) => dynamodb.execute('GetItem', { TableName, Key: key(sk) }).Item;
  return { ...dynamodb, read };
}

describe.each(['in memory', 'on disk'])('what the local DynamoDB keeps %s', (where) => {
  const directory = temporaryDirectory();
  afterAll(() => removeDirectory(directory));
  let files = 0;
  const settings = (): DynamoDbSettings =>
    where === 'on disk' ? { storage: openSqliteStorage(join(directory, `${files++}.sqlite`)) } : {};

  it('is altered by nobody who keeps what went in or came out', () => {
    const { execute, read } = withTable(settings());
    const bytes = new Uint8Array([1]);
    const Item: Record<string, AttributeValue> = { ...key('a'), b: { B: bytes }, s: { S: 'a' } };
    execute('PutItem', { TableName, Item });
    bytes[0] = 9;
    Item.s = { S: 'z' };
    const first = read('a');
    first?.b?.B?.fill(7);
    if (first) first.s = { S: 'y' };
    expect(read('a')).toEqual({ ...key('a'), b: { B: new Uint8Array([1]) }, s: { S: 'a' } });
  });

  it('is scanned in one order, whatever was written first, and goes on after any item', () => {
    const pks = Array.from({ length: 300 }, (_, at) => `p${at}`);
    const [forth, back] = [pks, pks.toReversed()].map((each) => {
      const { execute } = withTable(settings());
      for (const pk of each) execute('PutItem', { TableName, Item: { pk: { S: pk }, sk: { S: 'a' } } });
      const found: (string | undefined)[] = [];
      for (let more: Input<'Scan'> | undefined = {} as Input<'Scan'>; more; ) {
        const page: Output<'Scan'> = execute('Scan', { ...more, TableName, Limit: 7 });
        found.push(...(page.Items ?? []).map(({ pk }) => pk?.S));
        more = page.LastEvaluatedKey && { TableName, ExclusiveStartKey: page.LastEvaluatedKey };
      }
      return found;
    });
    expect(forth).toHaveLength(300);
    expect(back).toEqual(forth);
    expect(forth).not.toEqual([...(forth ?? [])].sort());
  });

  it('is told in numbers of items and bytes', () => {
    const { execute } = withTable(settings());
    const told = () => {
      const { Table } = execute('DescribeTable', { TableName });
      return [Table?.ItemCount, Table?.TableSizeBytes];
    };
    for (const sk of ['a', 'b', 'c']) execute('PutItem', { TableName, Item: key(sk) });
    execute('PutItem', { TableName, Item: { ...key('a'), more: { S: 'text' } } });
    execute('DeleteItem', { TableName, Key: key('b') });
    execute('DeleteItem', { TableName, Key: key('zz') });
    expect(told()).toEqual([2, 2 * 'pk p sk c'.replaceAll(' ', '').length + 'moretext'.length]);
  });

  it('has the whole of Unicode in its keys', () => {
    const { execute } = withTable(settings());
    const sks = ['a', 'a\0', 'a\0b', 'aa', '\uD7FF', '\uE000', '\uFFFF', '\u{10000}', '\u{10FFFF}'];
    for (const sk of sks.toReversed()) execute('PutItem', { TableName, Item: key(sk) });
    const found = (range: string, values: Record<string, string>) =>
      execute('Query', {
        TableName,
        KeyConditionExpression: `pk = :pk AND ${range}`,
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries({ ':pk': 'p', ...values }).map(([name, S]) => [name, { S }]),
        ),
      }).Items?.map(({ sk }) => sk?.S);
    expect(found('sk > :a', { ':a': 'a' })).toEqual(sks.slice(1));
    expect(found('sk <= :a', { ':a': 'a\0' })).toEqual(sks.slice(0, 2));
    expect(found('begins_with(sk, :a)', { ':a': 'a\0' })).toEqual(['a\0', 'a\0b']);
    expect(found('begins_with(sk, :a)', { ':a': '\uD7FF' })).toEqual(['\uD7FF']);
    expect(found('begins_with(sk, :a)', { ':a': '\u{10FFFF}' })).toEqual(['\u{10FFFF}']);
    const half = () => execute('PutItem', { TableName, Item: key('\uD800') });
    expect(half).toThrow('The key sk is no text of Unicode');
  });
});

describe('an index', () => {
  it('holds keys with any character apart and in order', () => {
    const { execute } = createDynamoDb();
    execute('CreateTable', {
      TableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: ['pk', 'g', 'd'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-d',
          KeySchema: [
            { AttributeName: 'g', KeyType: 'HASH' },
            { AttributeName: 'd', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const days = ['a', 'a\0', 'a\0\0', 'a\0\u0001', 'a\0b', 'a\u0001', 'aa'];
    for (const [at, d] of days.toReversed().entries()) {
      for (const pk of [`${at}`, `${at}\0`]) {
        execute('PutItem', { TableName, Item: { pk: { S: pk }, g: { S: 'g' }, d: { S: d } } });
      }
    }
    const found = (range: string, d: string) =>
      execute('Query', {
        TableName,
        IndexName: 'by-d',
        KeyConditionExpression: `g = :g AND ${range}`,
        ExpressionAttributeValues: { ':g': { S: 'g' }, ':d': { S: d } },
      }).Items?.map((item) => item.d?.S);
    const twice = (some: readonly string[]) => some.flatMap((day) => [day, day]);
    for (const [at, day] of days.entries()) {
      expect(found('d = :d', day)).toEqual([day, day]);
      expect(found('d < :d', day)).toEqual(twice(days.slice(0, at)));
      expect(found('d >= :d', day)).toEqual(twice(days.slice(at)));
      expect(found('d > :d', day)).toEqual(twice(days.slice(at + 1)));
      expect(found('begins_with(d, :d)', day)).toEqual(twice(days.filter((each) => each.startsWith(day))));
    }
  });

  it('is no table of its own', () => {
    const { execute } = withTable();
    expect(() => execute('Scan', { TableName: `${TableName}/by-d` })).toThrow('tableName');
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

  it('are refused where it does not know them', async () => {
    const { send } = withTable();
    await expect(send(new UpdateTableCommand({ TableName }))).rejects.toThrow(
      'does not know the operation UpdateTableCommand',
    );
  });
});

describe('what nothing of imbuto asks for', () => {
  const values = { ':v': { S: 'v' } };
  const put = (more: object) => ['PutItem', { Item: key('a'), ...more }] as const;
  const update = (UpdateExpression: string, ExpressionAttributeValues: object = values) =>
    ['UpdateItem', { Key: key('a'), UpdateExpression, ExpressionAttributeValues }] as const;
  const when = (ConditionExpression: string) =>
    put({ ConditionExpression, ExpressionAttributeValues: values });

  it.each<readonly [string, readonly [Operation, object]]>([
    ['the parameter IndexName (Scan)', ['Scan', { IndexName: 'i' }]],
    ['the parameter Expected (PutItem)', put({ Expected: {} })],
    ['the parameter ReturnValues (PutItem)', put({ ReturnValues: 'ALL_OLD' })],
    ['ReturnValues UPDATED_NEW', ['UpdateItem', { Key: key('a'), ReturnValues: 'UPDATED_NEW' }]],
    [
      'the parameter ReturnValuesOnConditionCheckFailure (Put)',
      [
        'TransactWriteItems',
        {
          TransactItems: [
            { Put: { TableName, Item: key('a'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
          ],
        },
      ],
    ],
    [
      'the parameter AttributesToGet (BatchGetItem)',
      ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [key('a')], AttributesToGet: ['a'] } } }],
    ],
    ['ReturnConsumedCapacity INDEXES', put({ ReturnConsumedCapacity: 'INDEXES' })],
    ['attribute values of type M', put({ Item: { ...key('a'), m: { M: {} } } })],
    ['attribute values of type SS', put({ Item: { ...key('a'), m: { SS: ['a'] } } })],
    ['the function contains (ConditionExpression)', when('contains(a, :v)')],
    ['the function size (ConditionExpression)', when('size(a) = :v')],
    ['the function size (ConditionExpression)', when(':v = size(a)')],
    ['NOT (ConditionExpression)', when('NOT a = :v')],
    ['IN (ConditionExpression)', when('a IN (:v)')],
    ['paths into attributes (ConditionExpression)', when('a.b = :v')],
    ['DELETE (UpdateExpression)', update('DELETE a :v')],
    ['if_not_exists of another attribute (UpdateExpression)', update('SET a = if_not_exists(b, :v)')],
    ['SET with + (UpdateExpression)', update('SET a = :v + :v')],
    ['paths into attributes (UpdateExpression)', update('SET a[0] = :v')],
    [
      'key attributes of type N',
      [
        'CreateTable',
        {
          TableName: 'numbers',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }],
        },
      ],
    ],
  ])('is refused by its name: %s', (what, [operation, input]) => {
    const { execute } = withTable();
    const ofOneTable = operation !== 'TransactWriteItems' && operation !== 'BatchGetItem';
    const asked = { ...(ofOneTable ? { TableName } : {}), ...input } as Input<Operation>;
    expect(() => execute(operation, asked)).toThrow(`imbuto's local DynamoDB does not support ${what}`);
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
