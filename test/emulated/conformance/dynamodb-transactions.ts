// Behaviours of DynamoDB: transactions, client tokens, and tables.
import { DescribeTableCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  API,
  type Behaviour,
  found,
  GUIDE,
  type Item,
  keyOf,
  makeTable,
  n,
  outcome,
  put,
  read,
  reasons,
  type Trial,
  text,
  transact,
} from './dynamodb-trial.ts';

const TRANSACTIONS = `${GUIDE}: Managing complex workflows with DynamoDB transactions`;
const CANCELLED = `${API}: TransactWriteItems, TransactionCanceledException`;

function putOf(trial: Trial, sk: string, attributes: Item = {}, more: object = {}): TransactWriteItem {
  return { Put: { TableName: trial.table, Item: { ...attributes, ...keyOf(trial, sk) }, ...more } };
}

function updateOf(trial: Trial, sk: string, UpdateExpression: string, values: Item): TransactWriteItem {
  const more = { UpdateExpression, ExpressionAttributeValues: values };
  return { Update: { TableName: trial.table, Key: keyOf(trial, sk), ...more } };
}

const ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };

export const TRANSACTIONS_OF_ITEMS: readonly Behaviour[] = [
  {
    behaviour: 'a transaction puts, updates, deletes and checks at once',
    source: TRANSACTIONS,
    run: async (trial) => {
      await put(trial, {}, 'there');
      await put(trial, {}, 'gone');
      await transact(trial, [
        putOf(trial, 'put', { a: n(1) }, ABSENT),
        updateOf(trial, 'updated', 'ADD a :v', { ':v': n(2) }),
        { Delete: { TableName: trial.table, Key: keyOf(trial, 'gone') } },
        {
          ConditionCheck: {
            TableName: trial.table,
            Key: keyOf(trial, 'there'),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ]);
      return [await found(trial), await read(trial, 'updated')];
    },
    expected: [['put', 'there', 'updated'], { a: n(2) }],
    overHttp: true,
  },
  {
    behaviour: 'a failed condition cancels the whole transaction, with a reason for each item in its order',
    source: CANCELLED,
    run: async (trial) => {
      await put(trial, { a: n(1) }, 'taken');
      const how = await reasons(
        transact(trial, [
          putOf(trial, 'new'),
          putOf(trial, 'taken', {}, ABSENT),
          putOf(trial, 'other', {}, ABSENT),
        ]),
      );
      return [how, await found(trial)];
    },
    expected: [['None', 'ConditionalCheckFailed', 'None'], ['taken']],
    overHttp: true,
  },
  {
    behaviour: 'every item whose condition fails has its reason, not the first alone',
    source: CANCELLED,
    run: async (trial) => {
      await put(trial, {}, 'a');
      await put(trial, {}, 'b');
      return await reasons(
        transact(
          trial,
          ['a', 'b', 'c'].map((sk) => putOf(trial, sk, {}, ABSENT)),
        ),
      );
    },
    expected: ['ConditionalCheckFailed', 'ConditionalCheckFailed', 'None'],
  },
  {
    behaviour: 'an update that cannot be done to its item cancels by ValidationError',
    source: CANCELLED,
    run: async (trial) => {
      await put(trial, { a: { S: 'text' } }, 'b');
      const how = await reasons(
        transact(trial, [putOf(trial, 'a'), updateOf(trial, 'b', 'ADD a :v', { ':v': n(1) })]),
      );
      return [how, await found(trial)];
    },
    expected: [['None', 'ValidationError'], ['b']],
  },
  {
    behaviour: 'an update that would make its item larger than 400 KB cancels by ValidationError',
    source: CANCELLED,
    run: async (trial) => {
      await put(trial, { a: text(300_000) }, 'b');
      return await reasons(
        transact(trial, [putOf(trial, 'a'), updateOf(trial, 'b', 'SET b = :v', { ':v': text(150_000) })]),
      );
    },
    expected: ['None', 'ValidationError'],
  },
  {
    behaviour: 'no two actions of a transaction are on one item',
    source: `${API}: TransactWriteItems`,
    run: async (trial) => [
      await outcome(transact(trial, [putOf(trial, 'a'), updateOf(trial, 'a', 'ADD a :v', { ':v': n(1) })])),
      await found(trial),
    ],
    expected: ['ValidationException', []],
  },
  {
    behaviour: 'a transaction has up to 100 actions',
    source: `${GUIDE}: Constraints, DynamoDB transactions`,
    run: async (trial) => {
      const puts = (count: number) => Array.from({ length: count }, (_, at) => putOf(trial, String(at)));
      return [
        await outcome(transact(trial, puts(101))),
        await outcome(transact(trial, puts(100))),
        (await found(trial)).length,
      ];
    },
    expected: ['ValidationException', 'passed', 100],
  },
  {
    behaviour: 'a transaction has up to 4 MB',
    source: `${GUIDE}: Constraints, DynamoDB transactions`,
    run: async (trial) => {
      const puts = (count: number) =>
        Array.from({ length: count }, (_, at) => putOf(trial, String(at), { a: text(390 * 1024) }));
      const how = await outcome(transact(trial, puts(11)));
      return [how !== 'passed', await found(trial), await outcome(transact(trial, puts(10)))];
    },
    expected: [true, [], 'passed'],
  },
  {
    behaviour: 'a transaction of nothing, or on a table that is not there, is refused as a whole',
    source: `${API}: TransactWriteItems, Errors`,
    run: async (trial) => [
      await outcome(transact(trial, [putOf(trial, 'a'), putOf({ ...trial, table: 'nowhere' }, 'b')])),
      await outcome(transact(trial, [])),
      await found(trial),
    ],
    expected: ['ResourceNotFoundException', 'ValidationException', []],
  },
  {
    behaviour: 'the same request under one client token succeeds again and is done once',
    source: `${TRANSACTIONS}, Idempotency`,
    run: async (trial) => {
      const asked = [updateOf(trial, 'a', 'ADD a :v', { ':v': n(1) })];
      const token = { ClientRequestToken: trial.pk };
      return [
        await outcome(transact(trial, asked, token)),
        await outcome(transact(trial, asked, token)),
        await read(trial),
      ];
    },
    expected: ['passed', 'passed', { a: n(1) }],
    overHttp: true,
  },
  {
    behaviour: 'another request under a token that was used is refused',
    source: `${TRANSACTIONS}, Idempotency`,
    run: async (trial) => {
      const token = { ClientRequestToken: trial.pk };
      await transact(trial, [putOf(trial, 'a', { a: n(1) })], token);
      return [await outcome(transact(trial, [putOf(trial, 'a', { a: n(2) })], token)), await read(trial)];
    },
    expected: ['IdempotentParameterMismatchException', { a: n(1) }],
    overHttp: true,
  },
  {
    behaviour: 'a token of a transaction that was cancelled may be used again',
    source: `${TRANSACTIONS}, Idempotency`,
    run: async (trial) => {
      const token = { ClientRequestToken: trial.pk };
      const asked = [putOf(trial, 'a', { a: n(1) }, { ConditionExpression: 'attribute_exists(pk)' })];
      const first = await reasons(transact(trial, asked, token));
      await put(trial);
      return [first, await outcome(transact(trial, asked, token)), await read(trial)];
    },
    expected: [['ConditionalCheckFailed'], 'passed', { a: n(1) }],
  },
  {
    behaviour: 'a table is described as it was made, and active',
    source: `${API}: DescribeTable`,
    run: async (trial) => {
      const { Table } = await trial.client.send(new DescribeTableCommand({ TableName: trial.table }));
      return [Table?.TableName === trial.table, Table?.TableStatus, Table?.KeySchema];
    },
    expected: [
      true,
      'ACTIVE',
      [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    ],
    overHttp: true,
  },
  {
    behaviour: 'a table is made once',
    source: `${API}: CreateTable`,
    run: async (trial) => {
      const table = await makeTable(trial, `made-${trial.pk}`);
      return await outcome(makeTable(trial, table));
    },
    expected: 'ResourceInUseException',
    overHttp: true,
  },
];
