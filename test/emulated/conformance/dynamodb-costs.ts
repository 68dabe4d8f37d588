// Behaviours of DynamoDB: the capacity that an operation says it consumed.
import { BatchGetItemCommand, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Behaviour, change, GUIDE, keyOf, n, put, query, text, transact } from './dynamodb-trial.ts';

const UNITS = `${GUIDE}: DynamoDB read and write operations, Capacity unit consumption`;
const TOTAL = { ReturnConsumedCapacity: 'TOTAL' } as const;

export const COSTS: readonly Behaviour[] = [
  {
    behaviour: 'a write costs a unit for each started KB of the item',
    source: UNITS,
    run: async (trial) => {
      const answers = [await put(trial, {}, 'a', TOTAL), await put(trial, { a: text(2048) }, 'b', TOTAL)];
      return answers.map(({ ConsumedCapacity }) => ConsumedCapacity?.CapacityUnits);
    },
    expected: [1, 3],
    overHttp: true,
  },
  {
    behaviour: 'a write costs by the larger of the item before and after',
    source: UNITS,
    run: async (trial) => {
      await put(trial, { a: text(3000) });
      const smaller = await put(trial, {}, 'a', TOTAL);
      const larger = await put(trial, { a: text(5000) }, 'a', TOTAL);
      const deleted = await trial.client.send(
        new DeleteItemCommand({ TableName: trial.table, Key: keyOf(trial), ...TOTAL }),
      );
      return [smaller, larger, deleted].map(({ ConsumedCapacity }) => ConsumedCapacity?.CapacityUnits);
    },
    expected: [3, 5, 5],
  },
  {
    behaviour: 'adding 1 to a counter in a large item costs by the whole item',
    source: UNITS,
    run: async (trial) => {
      await put(trial, { a: text(9 * 1024 + 500), count: n(1) });
      const names = { ExpressionAttributeNames: { '#count': 'count' } };
      const { ConsumedCapacity } = await change(
        trial,
        'ADD #count :one',
        { ':one': n(1) },
        { ...names, ...TOTAL },
      );
      return ConsumedCapacity?.CapacityUnits;
    },
    expected: 10,
  },
  {
    behaviour: 'a read costs half a unit for each started 4 KB, a strongly consistent one a whole',
    source: UNITS,
    run: async (trial) => {
      await put(trial, { a: text(5000) });
      const get = async (sk: string, ConsistentRead: boolean) => {
        const asked = { TableName: trial.table, Key: keyOf(trial, sk), ConsistentRead, ...TOTAL };
        return (await trial.client.send(new GetItemCommand(asked))).ConsumedCapacity?.CapacityUnits;
      };
      return [await get('a', false), await get('a', true), await get('zz', false), await get('zz', true)];
    },
    expected: [1, 2, 0.5, 1],
  },
  {
    behaviour: 'a query costs by the sum of what it read, rounded up once',
    source: UNITS,
    run: async (trial) => {
      for (const sk of ['a', 'b', 'c', 'd']) await put(trial, { a: text(1500) }, sk);
      const { ConsumedCapacity } = await query(trial, { ConsistentRead: true, ...TOTAL });
      return ConsumedCapacity?.CapacityUnits;
    },
    expected: 2,
  },
  {
    behaviour: 'a batch of reads costs by each item, rounded up by itself',
    source: UNITS,
    run: async (trial) => {
      for (const sk of ['a', 'b', 'c']) await put(trial, { a: text(1500) }, sk);
      const Keys = ['a', 'b', 'c'].map((sk) => keyOf(trial, sk));
      const { ConsumedCapacity } = await trial.client.send(
        new BatchGetItemCommand({
          RequestItems: { [trial.table]: { Keys, ConsistentRead: true } },
          ...TOTAL,
        }),
      );
      return ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits);
    },
    expected: [3],
  },
  {
    behaviour: 'a transaction costs twice what its writes would cost alone',
    source: `${GUIDE}: Managing complex workflows with DynamoDB transactions, Capacity management`,
    run: async (trial) => {
      const Item = { ...keyOf(trial, 'a'), a: text(1500) };
      const { ConsumedCapacity } = await transact(
        trial,
        [
          { Put: { TableName: trial.table, Item } },
          { Put: { TableName: trial.table, Item: keyOf(trial, 'b') } },
        ],
        TOTAL,
      );
      return ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits);
    },
    expected: [6],
    overHttp: true,
  },
];
