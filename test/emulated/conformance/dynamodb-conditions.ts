// Behaviours of DynamoDB: condition expressions, and what a failed one answers.
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  API,
  type Behaviour,
  change,
  GUIDE,
  holds,
  type Item,
  keyOf,
  n,
  outcome,
  put,
  read,
  type Trial,
} from './dynamodb-trial.ts';

const OPERATORS = `${GUIDE}: Condition and filter expressions, operators, and functions`;
const NAMES = `${GUIDE}: Expression attribute names (aliases)`;
const VALUES = `${GUIDE}: Expression attribute values`;

const ITEM: Item = {
  s: { S: 'abc' },
  n: n(10),
  b: { B: new Uint8Array([1, 255]) },
  yes: { BOOL: true },
};

/** Of each expression: does it hold for ITEM? */
function asked(expressions: readonly string[], values?: Item) {
  return async (trial: Trial): Promise<unknown> => {
    const answers = [];
    for (const expression of expressions) {
      const used = Object.entries(values ?? {}).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
      answers.push(
        await holds(trial, ITEM, expression, used.length > 0 ? Object.fromEntries(used) : undefined),
      );
    }
    return answers;
  };
}

const OTHER_A = { ConditionExpression: 'a <> :a' };

export const CONDITIONS: readonly Behaviour[] = [
  {
    behaviour: 'attribute_exists and attribute_not_exists ask for an attribute',
    source: OPERATORS,
    run: asked([
      'attribute_exists(s)',
      'attribute_not_exists(zz)',
      'attribute_exists(zz)',
      'attribute_not_exists(s)',
    ]),
    expected: [true, true, false, false],
  },
  {
    behaviour: 'comparators compare values of one type, and numbers by value',
    source: OPERATORS,
    run: asked(['n = :ten', 'n <> :ten', 'n < :nine', 'n > :nine', 'n >= :ten', 'n <= :ten', 's > :ab'], {
      ':ten': n('10.0'),
      ':nine': n(9),
      ':ab': { S: 'ab' },
    }),
    expected: [true, false, false, true, true, true, true],
    overHttp: true,
  },
  {
    behaviour: 'values of two types are never equal, nor in any order',
    source: OPERATORS,
    run: asked(['n = :text', 'n <> :text', 'n < :text', 'n > :text'], { ':text': { S: '10' } }),
    expected: [false, true, false, false],
  },
  {
    behaviour:
      'an attribute that is not there equals nothing and is in no order, and differs from everything',
    source: OPERATORS,
    run: asked(['zz = :v', 'zz < :v', 'zz > :v', 'zz <> :v'], { ':v': n(1) }),
    expected: [false, false, false, true],
  },
  {
    behaviour: 'BETWEEN takes both bounds in',
    source: OPERATORS,
    run: asked(['n BETWEEN :a AND :b', 'n BETWEEN :b AND :c', 'n BETWEEN :c AND :d'], {
      ':a': n(1),
      ':b': n(10),
      ':c': n(11),
      ':d': n(12),
    }),
    expected: [true, false, false].map((_, at) => at < 2),
  },
  {
    behaviour: 'BETWEEN with its bounds the wrong way round is refused',
    source: OPERATORS,
    run: asked(['n BETWEEN :b AND :a'], { ':a': n(1), ':b': n(10) }),
    expected: ['ValidationException'],
  },
  {
    behaviour: 'begins_with asks for a prefix of a text',
    source: OPERATORS,
    run: asked(
      ['begins_with(s, :ab)', 'begins_with(s, :bc)', 'begins_with(n, :ab)', 'begins_with(zz, :ab)'],
      {
        ':ab': { S: 'ab' },
        ':bc': { S: 'bc' },
      },
    ),
    expected: [true, false, false, false],
  },
  {
    behaviour: 'begins_with with a number is refused',
    source: OPERATORS,
    run: asked(['begins_with(s, :n)'], { ':n': n(1) }),
    expected: ['ValidationException'],
  },
  {
    behaviour: 'AND binds tighter than OR, and parentheses change it',
    source: `${OPERATORS}, Precedence`,
    run: asked(['n = :ten OR n = :nine AND n = :nine', '(n = :ten OR n = :nine) AND n = :nine'], {
      ':ten': n(10),
      ':nine': n(9),
    }),
    expected: [true, false],
  },
  {
    behaviour: 'bytes and booleans are equal by what they are, and bytes have an order',
    source: OPERATORS,
    run: asked(['b = :b', 'b <> :b', 'b < :c', 'yes = :yes', 'yes = :no'], {
      ':b': { B: new Uint8Array([1, 255]) },
      ':c': { B: new Uint8Array([2]) },
      ':yes': { BOOL: true },
      ':no': { BOOL: false },
    }),
    expected: [true, false, true, true, false],
  },
  {
    behaviour:
      'a reserved word is no name of an attribute in an expression, in any case, but by a placeholder',
    source: `${GUIDE}: Reserved words in DynamoDB`,
    run: async (trial) => [
      await holds(trial, {}, 'attribute_not_exists(name)'),
      await holds(trial, {}, 'attribute_not_exists(Counter)'),
      await outcome(
        change(trial, 'SET #name = :v', { ':v': n(1) }, { ExpressionAttributeNames: { '#name': 'name' } }),
      ),
    ],
    expected: ['ValidationException', 'ValidationException', 'passed'],
  },
  {
    behaviour: 'a placeholder of a name that is not defined, or not used, is refused',
    source: NAMES,
    run: async (trial) => [
      await holds(trial, {}, 'attribute_exists(#a)'),
      await outcome(change(trial, 'SET a = :v', { ':v': n(1) }, { ExpressionAttributeNames: { '#b': 'b' } })),
    ],
    expected: ['ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'a placeholder of a value that is not defined, or not used, is refused',
    source: VALUES,
    run: async (trial) => [
      await holds(trial, {}, 'a = :a'),
      await outcome(
        put(trial, {}, 'a', { ...OTHER_A, ExpressionAttributeValues: { ':a': n(1), ':b': n(2) } }),
      ),
    ],
    expected: ['ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'placeholders without any expression are refused',
    source: `${API}: PutItem, ExpressionAttributeValues`,
    run: (trial) => outcome(put(trial, {}, 'a', { ExpressionAttributeValues: { ':a': n(1) } })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'one placeholder serves the condition and the update of a request',
    source: VALUES,
    run: async (trial) => {
      await put(trial, { a: n(1) });
      await change(trial, 'SET b = :v', { ':v': n(1) }, { ConditionExpression: 'a = :v' });
      return await read(trial);
    },
    expected: { a: n(1), b: n(1) },
  },
  {
    behaviour: 'an expression has up to 4 KB',
    source: `${GUIDE}: Constraints, Expression parameters`,
    run: async (trial) => {
      const long = (length: number) =>
        `attribute_not_exists(${'a'.repeat(length - 'attribute_not_exists()'.length)})`;
      return [await holds(trial, {}, long(4096)), await holds(trial, {}, long(4097))];
    },
    expected: [true, 'ValidationException'],
  },
  {
    behaviour: 'an expression that is none is refused',
    source: OPERATORS,
    run: asked(['', 'n', 'n =', 'n = n = n', 'attribute_exists(n', 'nothing(n)', 'n ! n'].slice(0)),
    expected: Array(7).fill('ValidationException'),
  },
  {
    behaviour: 'a failed condition changes nothing, and answers no item',
    source: `${API}: PutItem, ReturnValuesOnConditionCheckFailure`,
    run: async (trial) => {
      await put(trial, { a: n(1) });
      const how = await outcome(
        put(trial, { a: n(2) }, 'a', { ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return [how, await read(trial)];
    },
    expected: ['ConditionalCheckFailedException', { a: n(1) }],
    overHttp: true,
  },
  {
    behaviour: 'a condition is asked of the item as it is, a missing one has no attributes',
    source: `${GUIDE}: Condition expressions`,
    run: async (trial) => {
      const input = {
        TableName: trial.table,
        Key: keyOf(trial),
        ConditionExpression: 'attribute_exists(pk)',
      };
      const first = await outcome(trial.client.send(new UpdateItemCommand(input)));
      await trial.client.send(new PutItemCommand({ TableName: trial.table, Item: keyOf(trial) }));
      return [first, await outcome(trial.client.send(new UpdateItemCommand(input)))];
    },
    expected: ['ConditionalCheckFailedException', 'passed'],
  },
];
