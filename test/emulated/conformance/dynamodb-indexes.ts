// Behaviours of DynamoDB: global secondary indexes.
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type GlobalSecondaryIndex,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { API, type Behaviour, GUIDE, type Item, n, outcome, type Trial, text } from './dynamodb-trial.ts';

const INDEXES = `${GUIDE}: Using global secondary indexes in DynamoDB`;
const SPARSE = `${GUIDE}: Take advantage of sparse indexes`;

type Projected = GlobalSecondaryIndex['Projection'];
const ALL: Projected = { ProjectionType: 'ALL' };

/** A table of its own with an index `by-day`, of the attributes `group` and `day`. */
async function indexed(trial: Trial, Projection: Projected = ALL, sort: 'day' | null = 'day') {
  const TableName = `indexed-${trial.pk}`;
  const key = (...names: readonly string[]) =>
    names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }) as const);
  await trial.client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: key('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', 'group', ...(sort ? [sort] : [])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        { IndexName: 'by-day', KeySchema: key('group', ...(sort ? [sort] : [])), Projection },
      ],
    }),
  );
  const place = (pk: string) => ({ pk: { S: pk }, sk: { S: 'a' } });
  return {
    TableName,
    place,
    put: (pk: string, day: string | undefined, more: Item = {}) =>
      trial.client.send(
        new PutItemCommand({
          TableName,
          Item: {
            ...place(pk),
            group: { S: 'g' },
            ...(day === undefined ? {} : { day: { S: day } }),
            ...more,
          },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      ),
    query: (more: Partial<QueryCommandInput> = {}) =>
      trial.client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-day',
          KeyConditionExpression: '#g = :g',
          ...more,
          ExpressionAttributeNames: { '#g': 'group', ...more.ExpressionAttributeNames },
          ExpressionAttributeValues: { ':g': { S: 'g' }, ...more.ExpressionAttributeValues },
        }),
      ),
  };
}

/** Of the items of a query, which they are. */
async function pksOf(sent: Promise<{ readonly Items?: Item[] | undefined }>): Promise<unknown> {
  return (await sent).Items?.map(({ pk }) => pk?.S);
}

export const INDEXED_READS: readonly Behaviour[] = [
  {
    behaviour: 'an index answers items of its own key, in the order of its own sort key',
    source: INDEXES,
    run: async (trial) => {
      const { put, query } = await indexed(trial);
      for (const [pk, day] of Object.entries({ a: '2026-03', b: '2026-01', c: '2026-02', d: '2027' })) {
        await put(pk, day);
      }
      await put('other', '2026-01', { group: { S: 'h' } });
      const range = (condition: string, values: Record<string, string>) =>
        pksOf(
          query({
            KeyConditionExpression: `#g = :g AND ${condition}`,
            ExpressionAttributeNames: { '#d': 'day' },
            ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([k, S]) => [k, { S }])),
          }),
        );
      return [
        await pksOf(query()),
        await pksOf(query({ ScanIndexForward: false, Limit: 2 })),
        await range('begins_with(#d, :y)', { ':y': '2026-' }),
        await range('#d > :d', { ':d': '2026-02' }),
        await range('#d <= :d', { ':d': '2026-02' }),
        await range('#d BETWEEN :d AND :e', { ':d': '2026-02', ':e': '2026-03' }),
        await range('#d = :d', { ':d': '2026-03' }),
      ];
    },
    expected: [['b', 'c', 'a', 'd'], ['d', 'a'], ['b', 'c', 'a'], ['a', 'd'], ['b', 'c'], ['c', 'a'], ['a']],
    overHttp: true,
  },
  {
    behaviour: 'an index is sparse: an item that lacks a part of its key is not in it',
    source: SPARSE,
    run: async (trial) => {
      const { TableName, place, put, query } = await indexed(trial);
      await put('a', undefined);
      await put('b', '2026-01');
      const update = (pk: string) =>
        trial.client.send(
          new UpdateItemCommand({
            TableName,
            Key: place(pk),
            UpdateExpression: 'SET #d = :d',
            ExpressionAttributeNames: { '#d': 'day' },
            ExpressionAttributeValues: { ':d': { S: '2026-02' } },
          }),
        );
      const before = await pksOf(query());
      await update('a');
      const after = await pksOf(query());
      await update('b');
      await put('a', undefined);
      return [before, after, await pksOf(query())];
    },
    expected: [['b'], ['b', 'a'], ['b']],
  },
  {
    behaviour: 'several items may have one key of an index, and pages of them go on where they ended',
    source: INDEXES,
    run: async (trial) => {
      const { put, query } = await indexed(trial);
      for (const pk of ['a', 'b', 'c', 'd', 'e']) await put(pk, '2026-01');
      const walk = async (ScanIndexForward: boolean) => {
        const found: unknown[] = [];
        let ExclusiveStartKey: Item | undefined;
        do {
          const start = ExclusiveStartKey ? { ExclusiveStartKey } : {};
          const answer = await query({ Limit: 2, ScanIndexForward, ...start });
          found.push(...(answer.Items ?? []).map(({ pk }) => pk?.S));
          ExclusiveStartKey = answer.LastEvaluatedKey;
        } while (ExclusiveStartKey);
        return found.length === new Set(found).size ? found.sort() : found;
      };
      const { LastEvaluatedKey = {} } = await query({ Limit: 2 });
      return [await walk(true), await walk(false), Object.keys(LastEvaluatedKey).sort()];
    },
    expected: [
      ['a', 'b', 'c', 'd', 'e'],
      ['a', 'b', 'c', 'd', 'e'],
      ['day', 'group', 'pk', 'sk'],
    ],
  },
  {
    behaviour: 'an index holds the keys alone, or some attributes more, as it was made',
    source: `${INDEXES}, Attribute projections`,
    run: async (trial) => {
      const asked = async (pk: string, projection: Projected) => {
        const { put, query } = await indexed({ ...trial, pk: `${trial.pk}-${pk}` }, projection);
        await put('a', '2026-01', { x: n(1), y: n(2) });
        const { Items = [] } = await query();
        return Items.map((item) => Object.keys(item).sort());
      };
      return [
        await asked('keys', { ProjectionType: 'KEYS_ONLY' }),
        await asked('some', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] }),
        await asked('all', ALL),
      ];
    },
    expected: [
      [['day', 'group', 'pk', 'sk']],
      [['day', 'group', 'pk', 'sk', 'x']],
      [['day', 'group', 'pk', 'sk', 'x', 'y']],
    ],
  },
  {
    behaviour: 'an attribute that an index does not hold is not to be had from it',
    source: `${INDEXES}, Attribute projections`,
    run: async (trial) => {
      const { query } = await indexed(trial, { ProjectionType: 'KEYS_ONLY' });
      return [
        await outcome(query({ ProjectionExpression: 'x' })),
        await outcome(query({ ProjectionExpression: 'pk, sk' })),
      ];
    },
    expected: ['ValidationException', 'passed'],
    onlyLocally: 'dynoxide answers without it',
  },
  {
    behaviour: 'an index without a sort key answers all items of its key',
    source: INDEXES,
    run: async (trial) => {
      const { put, query } = await indexed(trial, ALL, null);
      for (const pk of ['a', 'b']) await put(pk, undefined);
      const { Items = [] } = await query();
      return Items.map(({ pk }) => pk?.S).sort();
    },
    expected: ['a', 'b'],
  },
  {
    behaviour: 'a transaction and a deletion reach the index too',
    source: INDEXES,
    run: async (trial) => {
      const { TableName, place, put, query } = await indexed(trial);
      await put('a', '2026-01');
      await put('b', '2026-02');
      await trial.client.send(new DeleteItemCommand({ TableName, Key: place('a') }));
      await trial.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: { ...place('c'), group: { S: 'g' }, day: { S: '2026-00' } } } },
            { Delete: { TableName, Key: place('b') } },
          ],
        }),
      );
      return await pksOf(query());
    },
    expected: ['c'],
  },
  {
    behaviour: 'an index is not read consistently, and one that there is not is not read at all',
    source: `${API}: Query, ConsistentRead`,
    run: async (trial) => {
      const { query } = await indexed(trial);
      return [await outcome(query({ ConsistentRead: true })), await outcome(query({ IndexName: 'by-name' }))];
    },
    expected: ['ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'a value that cannot be a key of an index is refused, and nothing is stored',
    source: `${INDEXES}, Data synchronization between tables and global secondary indexes`,
    run: async (trial) => {
      const { TableName, place, put, query } = await indexed(trial);
      const wrong = [n(1), { S: '' }].map((day) => outcome(put('a', undefined, { day })));
      const added = trial.client.send(
        new UpdateItemCommand({
          TableName,
          Key: place('a'),
          UpdateExpression: 'ADD #d :one',
          ExpressionAttributeNames: { '#d': 'day' },
          ExpressionAttributeValues: { ':one': n(1) },
        }),
      );
      return [await Promise.all([...wrong, outcome(added)]), (await query()).Count];
    },
    expected: [Array(3).fill('ValidationException'), 0],
  },
  {
    behaviour: 'a write pays for what it changes in an index',
    source: `${INDEXES}, Write capacity units`,
    run: async (trial) => {
      const { put } = await indexed(trial, { ProjectionType: 'KEYS_ONLY' });
      const units = async (...put: Promise<{ readonly ConsumedCapacity?: object | undefined }>[]) =>
        (await Promise.all(put)).map(
          ({ ConsumedCapacity: found }) => (found as { readonly CapacityUnits?: number })?.CapacityUnits,
        );
      return [
        await units(put('a', '2026-01', { x: text(1_500) })),
        await units(put('a', '2026-01', { x: text(1_501) })),
        await units(put('a', '2026-02', { x: text(1_500) })),
        await units(put('a', undefined, { x: text(1_500) })),
      ];
    },
    // The item has two KB, its entry one.
    expected: [[2 + 1], [2], [2 + 2], [2 + 1]],
  },
  {
    behaviour: 'a table tells its indexes as they were made',
    source: `${API}: DescribeTable`,
    run: async (trial) => {
      const { TableName } = await indexed(trial, { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] });
      const { Table } = await trial.client.send(new DescribeTableCommand({ TableName }));
      return Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection, IndexStatus }) => ({
        IndexName,
        KeySchema,
        Projection,
        IndexStatus,
      }));
    },
    expected: [
      {
        IndexName: 'by-day',
        KeySchema: [
          { AttributeName: 'group', KeyType: 'HASH' },
          { AttributeName: 'day', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] },
        IndexStatus: 'ACTIVE',
      },
    ],
    overHttp: true,
  },
];
