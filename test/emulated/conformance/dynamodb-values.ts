// Behaviours of DynamoDB: what may be stored, and how it is answered.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { API, type Behaviour, GUIDE, keyOf, n, outcome, put, read, text } from './dynamodb-trial.ts';

const NUMBERS = `${GUIDE}: Supported data types and naming rules, Numbers`;
const KEYS = `${GUIDE}: Constraints, Partition keys and sort keys`;

export const VALUES: readonly Behaviour[] = [
  {
    behaviour: 'a text, a number, bytes and a boolean come back as they were stored',
    source: `${API}: AttributeValue`,
    run: async (trial) => {
      await put(trial, {
        s: { S: 'è' },
        n: n(-1.5),
        b: { B: new Uint8Array([0, 255]) },
        yes: { BOOL: true },
        no: { BOOL: false },
      });
      const { b, ...item } = (await read(trial)) ?? {};
      return { ...item, bytes: [...(b?.B ?? [])] };
    },
    expected: {
      s: { S: 'è' },
      n: { N: '-1.5' },
      bytes: [0, 255],
      yes: { BOOL: true },
      no: { BOOL: false },
    },
    overHttp: true,
  },
  {
    behaviour: 'leading and trailing zeros of a number are trimmed, and an exponent is written out',
    source: NUMBERS,
    run: async (trial) => {
      await put(trial, { a: n('007.500'), b: n('1e3'), c: n('-0'), d: n('12.5E-2'), e: n('+4') });
      return await read(trial);
    },
    expected: { a: n('7.5'), b: n('1000'), c: n('0'), d: n('0.125'), e: n('4') },
  },
  {
    behaviour: 'a number has up to 38 digits, and they are kept exactly',
    source: NUMBERS,
    run: async (trial) => {
      await put(trial, { a: n('12345678901234567890123456789012345678') });
      return await read(trial);
    },
    expected: { a: n('12345678901234567890123456789012345678') },
  },
  {
    behaviour: 'a number of more than 38 significant digits is refused',
    source: NUMBERS,
    run: (trial) => outcome(put(trial, { a: n('123456789012345678901234567890123456789') })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'numbers reach from 1E-130 to 9.9E+125, and those beyond are refused',
    source: NUMBERS,
    run: (trial) =>
      Promise.all(
        ['1e125', '1e126', '-1e126', '1e-130', '1e-131'].map((a) => outcome(put(trial, { a: n(a) }))),
      ),
    expected: ['passed', 'ValidationException', 'ValidationException', 'passed', 'ValidationException'],
  },
  {
    behaviour: 'what is no number is refused as one',
    source: `${API}: AttributeValue, N`,
    run: (trial) =>
      Promise.all(['', 'one', '1,5', '0x1', 'NaN'].map((a) => outcome(put(trial, { a: n(a) })))),
    expected: Array(5).fill('ValidationException'),
  },
  {
    behaviour: 'empty strings and binaries are stored where they are no keys',
    source: `${GUIDE}: Supported data types and naming rules, String`,
    run: async (trial) => {
      await put(trial, { a: { S: '' }, b: { B: new Uint8Array() } });
      const item = await read(trial);
      return [item?.a, item?.b?.B?.length];
    },
    expected: [{ S: '' }, 0],
    overHttp: true,
  },
  {
    behaviour: 'an empty string is refused as a key',
    source: KEYS,
    run: (trial) => outcome(put(trial, {}, '')),
    expected: 'ValidationException',
  },
  {
    behaviour: 'a key of another type than the table’s, or without a part, is refused',
    source: `${API}: PutItem, Item`,
    run: async (trial) => {
      const { pk = n(1) } = keyOf(trial);
      const items = [{ pk, sk: n(1) }, { pk }, { sk: { S: 'a' } }];
      return await Promise.all(
        items.map((Item) => outcome(trial.client.send(new PutItemCommand({ TableName: trial.table, Item })))),
      );
    },
    expected: Array(3).fill('ValidationException'),
  },
  {
    behaviour: 'a partition key has up to 2,048 bytes',
    source: `${KEYS}: Partition key length`,
    run: (trial) =>
      Promise.all([2048, 2049].map((length) => outcome(put({ ...trial, pk: trial.pk.padEnd(length, 'x') })))),
    expected: ['passed', 'ValidationException'],
  },
  {
    behaviour: 'a sort key has up to 1,024 bytes, of UTF-8 and not characters',
    source: `${KEYS}: Sort key length`,
    run: (trial) =>
      Promise.all(
        ['x'.repeat(1024), 'x'.repeat(1025), 'è'.repeat(513)].map((sk) => outcome(put(trial, {}, sk))),
      ),
    expected: ['passed', 'ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'an item has up to 400 KB, names and values together',
    source: `${GUIDE}: Constraints, Item size`,
    run: async (trial) => {
      // The names `pk`, `sk` and `a`, and the values of the keys.
      const rest = 5 + trial.pk.length + 1;
      return await Promise.all(
        [400 * 1024 - rest, 400 * 1024 - rest + 1].map((length) => outcome(put(trial, { a: text(length) }))),
      );
    },
    expected: ['passed', 'ValidationException'],
  },
  {
    behaviour: 'an attribute may be named as any JavaScript object’s own',
    source: `${GUIDE}: Supported data types and naming rules, Naming rules`,
    run: async (trial) => {
      await put(trial, { constructor: n(1), toString: n(2) });
      return await read(trial);
    },
    expected: { constructor: n(1), toString: n(2) },
  },
];
