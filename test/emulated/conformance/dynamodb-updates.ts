// Behaviours of DynamoDB: update expressions, and what an update answers.
import {
  API,
  type Behaviour,
  bare,
  change,
  changed,
  GUIDE,
  n,
  outcome,
  put,
  read,
  text,
} from './dynamodb-trial.ts';

const UPDATES = `${GUIDE}: Using update expressions in DynamoDB`;

export const UPDATES_OF_ITEMS: readonly Behaviour[] = [
  {
    behaviour: 'an update of an item that is not there makes it',
    source: `${API}: UpdateItem`,
    run: async (trial) => {
      await change(trial, 'SET a = :v', { ':v': n(1) });
      return await read(trial);
    },
    expected: { a: n(1) },
    overHttp: true,
  },
  {
    behaviour: 'SET writes what it names and leaves the rest',
    source: UPDATES,
    run: (trial) => changed(trial, { a: n(1), b: n(2) }, 'SET c = :v, a = :v', { ':v': { S: 'c' } }),
    expected: { a: { S: 'c' }, b: n(2), c: { S: 'c' } },
  },
  {
    behaviour: 'SET to if_not_exists writes an attribute that is missing, and leaves one that is there',
    source: `${UPDATES}, SET`,
    run: (trial) =>
      changed(trial, { a: n(1) }, 'SET a = if_not_exists(a, :v), b = if_not_exists(b, :v) ADD c :v', {
        ':v': n(2),
      }),
    expected: { a: n(1), b: n(2), c: n(2) },
    overHttp: true,
  },
  {
    behaviour: 'REMOVE takes attributes away, be they there or not',
    source: `${UPDATES}, REMOVE`,
    run: (trial) => changed(trial, { a: n(1), b: n(2), c: n(3) }, 'REMOVE a, zz SET b = :v', { ':v': n(5) }),
    expected: { b: n(5), c: n(3) },
  },
  {
    behaviour: 'ADD adds a number, to 0 where there is none',
    source: `${UPDATES}, ADD`,
    run: (trial) => changed(trial, { a: n(5) }, 'ADD a :v, b :v, c :w', { ':v': n(-2), ':w': n('1.5') }),
    expected: { a: n(3), b: n(-2), c: n('1.5') },
    overHttp: true,
  },
  {
    behaviour:
      'ReturnValues: ALL_NEW answers the whole item as it is after the update, NONE and nothing do not',
    source: `${API}: UpdateItem, ReturnValues`,
    run: async (trial) => {
      await put(trial, { a: n(5), b: { B: new Uint8Array([1, 255]) } });
      const answered = async (more: object): Promise<unknown> => {
        const { Attributes } = await change(trial, 'ADD a :v', { ':v': n(1) }, more);
        return Attributes && bare(Attributes);
      };
      const none: object = { ReturnValues: 'SOME' };
      return [
        await answered({ ReturnValues: 'ALL_NEW' }),
        await answered({ ReturnValues: 'NONE' }),
        await answered({}),
        await outcome(change(trial, 'ADD a :v', { ':v': n(1) }, none)),
        (await read(trial))?.a,
      ];
    },
    expected: [
      { a: n(6), b: { B: new Uint8Array([1, 255]) } },
      undefined,
      undefined,
      'ValidationException',
      n(8),
    ],
    overHttp: true,
  },
  {
    behaviour: 'ADD takes no text, and adds a number to a number alone',
    source: `${UPDATES}, ADD`,
    run: async (trial) => {
      await put(trial, { s: { S: 'a' } });
      return [
        await outcome(change(trial, 'ADD zz :v', { ':v': { S: 'a' } })),
        await outcome(change(trial, 'ADD s :v', { ':v': n(1) })),
      ];
    },
    expected: Array(2).fill('ValidationException'),
  },
  {
    behaviour: 'an update writes an attribute once',
    source: UPDATES,
    run: async (trial) => [
      await outcome(change(trial, 'SET a = :v, a = :v', { ':v': n(1) })),
      await outcome(
        change(trial, 'SET a = :v ADD #a :v', { ':v': n(1) }, { ExpressionAttributeNames: { '#a': 'a' } }),
      ),
    ],
    expected: Array(2).fill('ValidationException'),
  },
  {
    behaviour: 'a section comes once in an expression, in any order',
    source: UPDATES,
    run: async (trial) => [
      await outcome(change(trial, 'ADD a :v SET b = :v', { ':v': n(1) })),
      await outcome(change(trial, 'SET a = :v SET b = :v', { ':v': n(1) })),
    ],
    expected: ['passed', 'ValidationException'],
  },
  {
    behaviour: 'the attributes of the key are not updated',
    source: `${API}: UpdateItem, UpdateExpression`,
    run: (trial) => outcome(change(trial, 'SET sk = :v', { ':v': { S: 'b' } })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'an update that would make an item larger than 400 KB is refused, and changes nothing',
    source: `${GUIDE}: Constraints, Item size`,
    run: async (trial) => {
      await put(trial, { a: text(300_000) });
      const how = await outcome(change(trial, 'SET b = :v', { ':v': text(150_000) }));
      return [how, Object.keys((await read(trial)) ?? {})];
    },
    expected: ['ValidationException', ['a']],
  },
];
