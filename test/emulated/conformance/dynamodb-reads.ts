// Behaviours of DynamoDB: single reads, queries, scans and batches.
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  API,
  type Behaviour,
  bare,
  found,
  GUIDE,
  type Item,
  keyOf,
  makeTable,
  n,
  outcome,
  put,
  query,
  read,
  type Trial,
  text,
} from './dynamodb-trial.ts';

const QUERY = `${GUIDE}: Querying tables in DynamoDB`;
const SCAN = `${GUIDE}: Scanning tables in DynamoDB`;

async function putAll(trial: Trial, sks: readonly string[], attributes: (at: number) => Item = () => ({})) {
  for (const [at, sk] of sks.entries()) await put(trial, attributes(at), sk);
}

async function scanned(trial: Trial, table: string, more: Partial<ScanCommandInput> = {}) {
  const keys: string[] = [];
  let ExclusiveStartKey: Item | undefined;
  let pages = 0;
  do {
    const answer = await trial.client.send(
      new ScanCommand({ TableName: table, ...more, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    );
    keys.push(...(answer.Items ?? []).map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
    ExclusiveStartKey = answer.LastEvaluatedKey;
    pages++;
  } while (ExclusiveStartKey);
  return { keys, pages };
}

async function tableOf(trial: Trial, count: number): Promise<string> {
  const table = await makeTable(trial, `scan-${trial.pk}`);
  for (let at = 0; at < count; at++) {
    await trial.client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: `p${at % 7}` }, sk: { S: `s${at}` }, at: n(at) },
      }),
    );
  }
  return table;
}

export const READS: readonly Behaviour[] = [
  {
    behaviour: 'an item that is not there is answered by no item, and is deleted without error',
    source: `${API}: GetItem`,
    run: async (trial) => [
      await read(trial),
      await outcome(trial.client.send(new DeleteItemCommand({ TableName: trial.table, Key: keyOf(trial) }))),
    ],
    expected: [null, 'passed'],
  },
  {
    behaviour: 'a key with an attribute too few or too many is refused',
    source: `${API}: GetItem, Key`,
    run: async (trial) => {
      const { pk = n(0), sk = n(0) } = keyOf(trial);
      return await Promise.all(
        [{ pk }, { pk, sk, a: n(1) }, { pk, sk: n(1) }].map((Key) =>
          outcome(trial.client.send(new GetItemCommand({ TableName: trial.table, Key }))),
        ),
      );
    },
    expected: Array(3).fill('ValidationException'),
  },
  {
    behaviour: 'a table that is not there is not found',
    source: `${API}: GetItem, Errors`,
    run: (trial) => outcome(read({ ...trial, table: 'nowhere' })),
    expected: 'ResourceNotFoundException',
    overHttp: true,
  },
  {
    behaviour: 'a projection answers the attributes that it names and nothing else',
    source: `${GUIDE}: Projection expressions`,
    run: async (trial) => {
      await put(trial, { a: n(1), b: n(2), c: n(3) });
      const { Items } = await query(trial, {
        ProjectionExpression: '#a, c, zz',
        ExpressionAttributeNames: { '#a': 'a' },
      });
      return Items;
    },
    expected: [{ a: n(1), c: n(3) }],
  },
  {
    behaviour: 'a projection names an attribute once',
    source: `${GUIDE}: Projection expressions`,
    run: (trial) => outcome(query(trial, { ProjectionExpression: 'm, m' })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'sort keys that are texts come in the order of their UTF-8 bytes',
    source: QUERY,
    run: async (trial) => {
      await putAll(trial, ['\u{1F600}', 'z', '\uFFFD', 'Z', 'é', 'a', '~', 'aa', '10', '9']);
      return await found(trial);
    },
    expected: ['10', '9', 'Z', 'a', 'aa', 'z', '~', 'é', '\uFFFD', '\u{1F600}'],
  },
  {
    behaviour: 'a query takes a range of sort keys by a comparator, BETWEEN or begins_with',
    source: `${GUIDE}: Key condition expressions for the Query operation`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'b1', 'b2', 'c']);
      const by = (condition: string, values: Record<string, string>) =>
        found(trial, {
          KeyConditionExpression: `pk = :pk AND ${condition}`,
          ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([k, S]) => [k, { S }])),
        });
      return [
        await by('sk = :b', { ':b': 'b' }),
        await by('sk < :b', { ':b': 'b' }),
        await by('sk <= :b', { ':b': 'b' }),
        await by('sk > :b', { ':b': 'b1' }),
        await by('sk >= :b', { ':b': 'b1' }),
        await by('sk BETWEEN :a AND :b', { ':a': 'a1', ':b': 'b1' }),
        await by('begins_with(sk, :b)', { ':b': 'b' }),
        await by('begins_with(sk, :b)', { ':b': 'x' }),
      ];
    },
    expected: [['b'], ['a'], ['a', 'b'], ['b2', 'c'], ['b1', 'b2', 'c'], ['b', 'b1'], ['b', 'b1', 'b2'], []],
    overHttp: true,
  },
  {
    behaviour:
      'a key condition names the partition by equality, and has no other attribute and no other function',
    source: `${GUIDE}: Key condition expressions for the Query operation`,
    run: async (trial) => {
      const values = { ':pk': { S: trial.pk }, ':v': { S: 'v' } };
      const conditions = ['sk = :v', 'pk > :v', 'pk = :v AND a = :v', 'pk = :v OR sk = :v'];
      return await Promise.all(
        conditions.map((KeyConditionExpression) =>
          outcome(
            query(trial, {
              KeyConditionExpression: KeyConditionExpression.replace('pk = :v', 'pk = :pk'),
              ExpressionAttributeValues: values,
            }),
          ),
        ),
      );
    },
    expected: Array(4).fill('ValidationException'),
  },
  {
    behaviour: 'ScanIndexForward false turns the order round',
    source: `${API}: Query, ScanIndexForward`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'c']);
      return await found(trial, { ScanIndexForward: false, Limit: 2 });
    },
    expected: ['c', 'b'],
  },
  {
    behaviour: 'a limited query goes on from where it ended, in both directions',
    source: `${GUIDE}: Paginating table query results`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'c', 'd', 'e']);
      const walk = async (ScanIndexForward: boolean) => {
        const pages: (string | undefined)[][] = [];
        let ExclusiveStartKey: Item | undefined;
        do {
          const start = ExclusiveStartKey ? { ExclusiveStartKey } : {};
          const answer = await query(trial, { Limit: 2, ScanIndexForward, ...start });
          pages.push((answer.Items ?? []).map(({ sk }) => sk?.S));
          ExclusiveStartKey = answer.LastEvaluatedKey;
        } while (ExclusiveStartKey);
        return pages;
      };
      return [await walk(true), await walk(false)];
    },
    expected: [
      [['a', 'b'], ['c', 'd'], ['e']],
      [['e', 'd'], ['c', 'b'], ['a']],
    ],
  },
  {
    behaviour: 'a query that its limit ends says where, though nothing may follow',
    source: `${API}: Query, LastEvaluatedKey`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b']);
      const first = await query(trial, { Limit: 2 });
      const { LastEvaluatedKey: ExclusiveStartKey } = first;
      const second = await query(trial, ExclusiveStartKey ? { Limit: 2, ExclusiveStartKey } : {});
      return [first.LastEvaluatedKey?.sk?.S, second.Count, second.LastEvaluatedKey];
    },
    expected: ['b', 0, undefined],
  },
  {
    behaviour: 'a page starts after a key though its item has gone',
    source: `${GUIDE}: Paginating table query results`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'c']);
      await trial.client.send(new DeleteItemCommand({ TableName: trial.table, Key: keyOf(trial, 'b') }));
      return [
        await found(trial, { ExclusiveStartKey: keyOf(trial, 'b') }),
        await found(trial, { ExclusiveStartKey: keyOf(trial, 'b'), ScanIndexForward: false }),
      ];
    },
    expected: [['c'], ['a']],
  },
  {
    behaviour: 'a filter leaves out items after they were read: the limit and ScannedCount count them',
    source: `${QUERY}, Filter expressions for the Query operation`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'c', 'd'], (at) => ({ at: n(at) }));
      const { Items, Count, ScannedCount } = await query(trial, {
        FilterExpression: '#at > :one',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':one': n(1) },
        Limit: 3,
      });
      return [Items?.map(bare), Count, ScannedCount];
    },
    expected: [[{ at: n(2) }], 1, 3],
  },
  {
    behaviour: 'a query’s filter may not name an attribute of the key',
    source: `${QUERY}, Filter expressions for the Query operation`,
    run: (trial) => outcome(query(trial, { FilterExpression: 'attribute_exists(sk)' })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'COUNT answers how many and no items',
    source: `${API}: Query, Select`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b']);
      const { Items, Count } = await query(trial, { Select: 'COUNT' });
      return [Items ?? [], Count];
    },
    expected: [[], 2],
  },
  {
    behaviour: 'a limit is at least 1',
    source: `${API}: Query, Limit`,
    run: (trial) => outcome(query(trial, { Limit: 0 })),
    expected: 'ValidationException',
  },
  {
    behaviour: 'a page holds up to 1 MB, and the next ones the rest',
    source: `${GUIDE}: Constraints, Query and Scan result set`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b', 'c', 'd'], () => ({ a: text(300 * 1024) }));
      const first = await query(trial);
      const start = first.LastEvaluatedKey ? { ExclusiveStartKey: first.LastEvaluatedKey } : {};
      const second = await query(trial, start);
      const sks = [...(first.Items ?? []), ...(second.Items ?? [])].map(({ sk }) => sk?.S);
      return [sks, (first.Count ?? 0) < 4, second.LastEvaluatedKey];
    },
    expected: [['a', 'b', 'c', 'd'], true, undefined],
  },
  {
    behaviour: 'a scan answers every item once, page by page',
    source: SCAN,
    run: async (trial) => {
      const table = await tableOf(trial, 20);
      const { keys, pages } = await scanned(trial, table, { Limit: 3 });
      return [keys.length, new Set(keys).size, pages >= 7];
    },
    expected: [20, 20, true],
    overHttp: true,
  },
  {
    behaviour: 'the segments of a scan hold every item once together',
    source: `${SCAN}, Parallel scan`,
    run: async (trial) => {
      const table = await tableOf(trial, 20);
      const segments = await Promise.all(
        [0, 1, 2].map((Segment) => scanned(trial, table, { Segment, TotalSegments: 3, Limit: 2 })),
      );
      const keys = segments.flatMap(({ keys }) => keys);
      return [keys.length, new Set(keys).size];
    },
    expected: [20, 20],
  },
  {
    behaviour: 'a segment is less than their number, and neither comes without the other',
    source: `${API}: Scan, Segment`,
    run: (trial) =>
      Promise.all(
        [{ Segment: 3, TotalSegments: 3 }, { Segment: 0 }, { TotalSegments: 2 }].map((more) =>
          outcome(trial.client.send(new ScanCommand({ TableName: trial.table, ...more }))),
        ),
      ),
    expected: Array(3).fill('ValidationException'),
  },
  {
    behaviour: 'a scan filters and projects',
    source: SCAN,
    run: async (trial) => {
      const table = await tableOf(trial, 10);
      const { Items, Count, ScannedCount } = await trial.client.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: '#at = :at AND begins_with(pk, :p)',
          ProjectionExpression: 'sk',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':at': n(8), ':p': { S: 'p' } },
        }),
      );
      return [Items, Count, ScannedCount];
    },
    expected: [[{ sk: { S: 's8' } }], 1, 10],
  },
  {
    behaviour: 'BatchGetItem answers what is there, and nothing for what is not',
    source: `${API}: BatchGetItem`,
    run: async (trial) => {
      await putAll(trial, ['a', 'b']);
      const { Responses, UnprocessedKeys } = await trial.client.send(
        new BatchGetItemCommand({
          RequestItems: {
            [trial.table]: { Keys: ['a', 'b', 'c'].map((sk) => keyOf(trial, sk)), ConsistentRead: true },
          },
        }),
      );
      const sks = Responses?.[trial.table]?.map(({ sk }) => sk?.S).sort();
      return [sks, UnprocessedKeys];
    },
    expected: [['a', 'b'], {}],
    overHttp: true,
  },
  {
    behaviour: 'BatchGetItem takes 100 keys, each once',
    source: `${API}: BatchGetItem`,
    run: (trial) => {
      const get = (sks: readonly string[]) =>
        outcome(
          trial.client.send(
            new BatchGetItemCommand({
              RequestItems: { [trial.table]: { Keys: sks.map((sk) => keyOf(trial, sk)) } },
            }),
          ),
        );
      const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));
      return Promise.all([get(many(100)), get(many(101)), get(['a', 'a'])]);
    },
    expected: ['passed', 'ValidationException', 'ValidationException'],
  },
  {
    behaviour: 'BatchGetItem answers up to 16 MB, and the keys of the rest to be asked for again',
    source: `${API}: BatchGetItem, UnprocessedKeys`,
    run: async (trial) => {
      const sks = Array.from({ length: 45 }, (_, at) => String(at).padStart(2, '0'));
      await putAll(trial, sks, () => ({ a: text(390 * 1024) }));
      const seen: (string | undefined)[] = [];
      let asked: Item[] = sks.map((sk) => keyOf(trial, sk));
      let rounds = 0;
      for (; asked.length > 0; rounds++) {
        const answer = await trial.client.send(
          new BatchGetItemCommand({ RequestItems: { [trial.table]: { Keys: asked } } }),
        );
        seen.push(...(answer.Responses?.[trial.table] ?? []).map(({ sk }) => sk?.S));
        asked = answer.UnprocessedKeys?.[trial.table]?.Keys ?? [];
      }
      return [seen.sort(), rounds > 1];
    },
    expected: [Array.from({ length: 45 }, (_, at) => String(at).padStart(2, '0')), true],
  },
];
