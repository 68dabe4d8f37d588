// Behaviours of DynamoDB: update expressions, and what an update answers.
import {
  API,
  type Behaviour,
  bare,
  change,
  changed,
  GUIDE,
  type Item,
  n,
  outcome,
  put,
  read,
  text,
} from './dynamodb-trial.ts';

const UPDATES = `${GUIDE}: Using update expressions in DynamoDB`;
const RETURNED = `${API}: UpdateItem, ReturnValues`;

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
    behaviour: 'SET writes, REMOVE deletes, and what is not there is removed without error',
    source: UPDATES,
    run: (trial) => changed(trial, { a: n(1), b: n(2) }, 'SET c = :v REMOVE a, zz', { ':v': { S: 'c' } }),
    expected: { b: n(2), c: { S: 'c' } },
  },
  {
    behaviour: 'SET adds and subtracts numbers exactly',
    source: `${UPDATES}, Incrementing and decrementing numeric attributes`,
    run: (trial) =>
      changed(trial, { a: n('0.1'), b: n('99999999999999999999') }, 'SET a = a + :a, b = b - :b', {
        ':a': n('0.2'),
        ':b': n('-1'),
      }),
    expected: { a: n('0.3'), b: n('100000000000000000000') },
  },
  {
    behaviour: 'arithmetic on an attribute that is not there, or is no number, is refused',
    source: UPDATES,
    run: async (trial) => {
      await put(trial, { s: { S: 'a' } });
      return [
        await outcome(change(trial, 'SET a = zz + :v', { ':v': n(1) })),
        await outcome(change(trial, 'SET a = s + :v', { ':v': n(1) })),
      ];
    },
    expected: ['ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'every term of an update is of the item as it was before',
    source: UPDATES,
    run: (trial) => changed(trial, { a: n(1), b: n(2) }, 'SET a = b, b = a'),
    expected: { a: n(2), b: n(1) },
  },
  {
    behaviour: 'if_not_exists keeps what is there and gives what is not',
    source: `${UPDATES}, Preventing overwrites of an existing attribute`,
    run: (trial) =>
      changed(trial, { a: n(1) }, 'SET a = if_not_exists(a, :v), b = if_not_exists(b, :v) + :v', {
        ':v': n(5),
      }),
    expected: { a: n(1), b: n(10) },
  },
  {
    behaviour: 'list_append joins two lists in the order given',
    source: `${UPDATES}, Appending elements to a list`,
    run: (trial) =>
      changed(
        trial,
        { a: { L: [n(1)] }, b: { L: [n(1)] } },
        'SET a = list_append(a, :l), b = list_append(:l, b)',
        {
          ':l': { L: [n(2)] },
        },
      ),
    expected: { a: { L: [n(1), n(2)] }, b: { L: [n(2), n(1)] } },
  },
  {
    behaviour: 'a list’s element is set by index, and just beyond its end appended',
    source: `${UPDATES}, Adding elements to a list`,
    run: (trial) =>
      changed(trial, { l: { L: [n(1), n(2)] } }, 'SET l[0] = :a, l[2] = :b', { ':a': n(8), ':b': n(9) }),
    expected: { l: { L: [n(8), n(2), n(9)] } },
  },
  {
    behaviour: 'elements set anywhere beyond a list’s end are appended, sorted by the index given',
    source: `${UPDATES}, Adding elements to a list`,
    run: (trial) =>
      changed(trial, { l: { L: [n(1)] } }, 'SET l[9] = :b, l[5] = :a', { ':a': n(5), ':b': n(9) }),
    expected: { l: { L: [n(1), n(5), n(9)] } },
    onlyInMemory: 'dynoxide fills the gap with nulls',
  },
  {
    behaviour: 'an element of a list is removed by its index, and the rest moves up',
    source: `${UPDATES}, Removing elements from a list`,
    run: (trial) => changed(trial, { l: { L: [n(0), n(1), n(2)] } }, 'REMOVE l[1]'),
    expected: { l: { L: [n(0), n(2)] } },
  },
  {
    behaviour: 'several elements of a list are removed by the indexes that they had',
    source: `${UPDATES}, Removing elements from a list`,
    run: (trial) => changed(trial, { l: { L: [n(0), n(1), n(2), n(3), n(4)] } }, 'REMOVE l[1], l[2]'),
    expected: { l: { L: [n(0), n(3), n(4)] } },
    onlyInMemory: 'dynoxide removes one after another, by the indexes that are left',
  },
  {
    behaviour: 'a map’s entry is set, added and removed by its path',
    source: `${UPDATES}, Adding nested map attributes`,
    run: (trial) =>
      changed(
        trial,
        { m: { M: { a: n(1), b: n(2) } } },
        'SET m.a = :v, m.#c = :v REMOVE m.b',
        { ':v': n(9) },
        { '#c': 'c.d' },
      ),
    expected: { m: { M: { a: n(9), 'c.d': n(9) } } },
  },
  {
    behaviour: 'a path through what is not there is refused',
    source: UPDATES,
    run: async (trial) => {
      await put(trial, { s: { S: 'a' } });
      return [
        await outcome(change(trial, 'SET m.a = :v', { ':v': n(1) })),
        await outcome(change(trial, 'SET s.a = :v', { ':v': n(1) })),
      ];
    },
    expected: ['ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'ADD adds a number, to 0 where there is none',
    source: `${UPDATES}, ADD`,
    run: (trial) => changed(trial, { a: n(5) }, 'ADD a :v, b :v, c :w', { ':v': n(-2), ':w': n('1.5') }),
    expected: { a: n(3), b: n(-2), c: n('1.5') },
    overHttp: true,
  },
  {
    behaviour: 'ADD joins a set with those of its elements that are new',
    source: `${UPDATES}, ADD`,
    run: async (trial) => {
      const item = await changed(trial, { a: { SS: ['p'] }, b: { NS: ['1'] } }, 'ADD a :s, b :n, c :s', {
        ':s': { SS: ['p', 'q'] },
        ':n': { NS: ['1', '2'] },
      });
      return [sorted(item?.a?.SS), sorted(item?.b?.NS), sorted(item?.c?.SS)];
    },
    expected: [
      ['p', 'q'],
      ['1', '2'],
      ['p', 'q'],
    ],
  },
  {
    behaviour: 'ADD takes numbers and sets alone, and adds like to like',
    source: `${UPDATES}, ADD`,
    run: async (trial) => {
      await put(trial, { s: { S: 'a' }, n: n(1) });
      return [
        await outcome(change(trial, 'ADD zz :v', { ':v': { S: 'a' } })),
        await outcome(change(trial, 'ADD zz :v', { ':v': { L: [n(1)] } })),
        await outcome(change(trial, 'ADD s :v', { ':v': n(1) })),
        await outcome(change(trial, 'ADD n :v', { ':v': { NS: ['1'] } })),
      ];
    },
    expected: Array(4).fill('ValidationException'),
  },
  {
    behaviour: 'DELETE takes elements out of a set, and a set of which none is left is gone',
    source: `${UPDATES}, DELETE`,
    run: async (trial) =>
      await changed(trial, { a: { SS: ['p', 'q'] }, b: { SS: ['p'] } }, 'DELETE a :s, b :s, zz :s', {
        ':s': { SS: ['p', 'r'] },
      }),
    expected: { a: { SS: ['q'] } },
  },
  {
    behaviour: 'two paths of an update may not overlap',
    source: UPDATES,
    run: async (trial) => {
      await put(trial, { m: { M: { a: n(1) } } });
      return [
        await outcome(change(trial, 'SET a = :v, a = :v', { ':v': n(1) })),
        await outcome(change(trial, 'SET m.a = :v REMOVE m', { ':v': n(1) })),
        await outcome(
          change(trial, 'SET a = :v REMOVE #a', { ':v': n(1) }, { ExpressionAttributeNames: { '#a': 'a' } }),
        ),
      ];
    },
    expected: Array(3).fill('ValidationException'),
  },
  {
    behaviour: 'a section comes once in an expression, in any order',
    source: UPDATES,
    run: async (trial) => [
      await outcome(change(trial, 'REMOVE a SET b = :v', { ':v': n(1) })),
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
  {
    behaviour: 'ALL_OLD and ALL_NEW answer the item before and after',
    source: RETURNED,
    run: async (trial) => {
      await put(trial, { a: n(1), b: n(1) });
      const before = await change(trial, 'SET a = :v', { ':v': n(2) }, { ReturnValues: 'ALL_OLD' });
      const after = await change(trial, 'SET a = :v', { ':v': n(3) }, { ReturnValues: 'ALL_NEW' });
      return [before, after].map(({ Attributes = {} }) => bare(Attributes));
    },
    expected: [
      { a: n(1), b: n(1) },
      { a: n(3), b: n(1) },
    ],
  },
  {
    behaviour: 'an update that makes its item has no item before it to answer',
    source: RETURNED,
    run: async (trial) => {
      const { Attributes } = await change(trial, 'SET a = :v', { ':v': n(1) }, { ReturnValues: 'ALL_OLD' });
      return Attributes;
    },
    expected: undefined,
    onlyInMemory: 'dynoxide answers the key',
  },
  {
    behaviour: 'UPDATED_OLD and UPDATED_NEW answer what was updated alone',
    source: RETURNED,
    run: async (trial) => {
      await put(trial, { a: n(1), b: n(1) });
      const before = await change(
        trial,
        'SET a = :v, c = :v',
        { ':v': n(2) },
        { ReturnValues: 'UPDATED_OLD' },
      );
      const after = await change(
        trial,
        'SET a = :v REMOVE c',
        { ':v': n(3) },
        { ReturnValues: 'UPDATED_NEW' },
      );
      return [before.Attributes, after.Attributes];
    },
    expected: [{ a: n(1) }, { a: n(3) }],
  },
  {
    behaviour: 'PutItem answers the item before by ALL_OLD, and knows NONE beside it',
    source: `${API}: PutItem, ReturnValues`,
    run: async (trial) => {
      const first = await put(trial, { a: n(1) }, 'a', { ReturnValues: 'ALL_OLD' });
      const second = await put(trial, { a: n(2) }, 'a', { ReturnValues: 'ALL_OLD' });
      const other = await outcome(put(trial, {}, 'a', { ReturnValues: 'ALL_NEW' }));
      return [first.Attributes, bare(second.Attributes ?? {}), other];
    },
    expected: [undefined, { a: n(1) } satisfies Item, 'ValidationException'],
  },
];

function sorted(elements: readonly string[] | undefined): readonly string[] | undefined {
  return elements && [...elements].sort();
}
