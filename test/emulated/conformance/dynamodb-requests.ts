// Random requests to DynamoDB on a few keys: most are valid, and what they find decides what becomes of them.
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { type Item, n } from './dynamodb-trial.ts';

/** Makes the command for a table of this name. */
export type Request = { readonly toString: () => string; readonly on: (table: string) => Command };
type Command =
  | BatchGetItemCommand
  | DeleteItemCommand
  | GetItemCommand
  | PutItemCommand
  | QueryCommand
  | TransactWriteItemsCommand
  | UpdateItemCommand;

/** A text with a `%` for each value. */
type Template = { readonly text: string; readonly values: readonly Item[string][] };

const NAMES = ['a', 'b'] as const;
const name = fc.constantFrom(...NAMES);
const number = fc
  .oneof(
    fc.integer({ min: -2, max: 4 }).map(String),
    fc.constantFrom(
      '0.5',
      '-1.25',
      '1e3',
      '12345678901234567890',
      '12345678901234567891',
      '0.000001',
      '007',
      '1e-9',
      '-0.0',
    ),
  )
  .map(n);
const word = fc.constantFrom('', 'a', 'ab', 'b', 'é', '\u{1F600}').map((S) => ({ S }));
const binary = fc.uint8Array({ maxLength: 3 }).map((B) => ({ B }));
const value: fc.Arbitrary<Item[string]> = fc.oneof(
  { arbitrary: number, weight: 6 },
  { arbitrary: word, weight: 2 },
  binary,
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.integer({ min: 900, max: 5000 }).map((length) => ({ S: 'x'.repeat(length) })),
);
const ordered = fc.oneof({ arbitrary: number, weight: 4 }, word, binary);

const key = fc
  .record({
    pk: fc.constantFrom('p', 'p', 'p', 'q'),
    sk: fc.constantFrom('x', 'y', 'é', '\uFFFD', '\u{1F600}'),
  })
  .map(({ pk, sk }): Item => ({ pk: { S: pk }, sk: { S: sk } }));
const attributes: fc.Arbitrary<Item> = fc.dictionary(name, value, { maxKeys: 3 });

const clause: fc.Arbitrary<Template> = fc.oneof(
  template('attribute_exists($)'),
  template('attribute_not_exists($)'),
  template('$ = %', value),
  template('$ <> %', value),
  {
    arbitrary: fc.constantFrom('<', '<=', '>', '>=').chain((by) => template(`$ ${by} %`, ordered)),
    weight: 3,
  },
  template('$ BETWEEN % AND %', fc.constant(n(0)), fc.constant(n(3))),
  template('begins_with($, %)', word),
);
const condition: fc.Arbitrary<Template> = fc.oneof(
  clause,
  fc.tuple(clause, fc.constantFrom('AND', 'OR'), clause).map(([left, by, right]) => ({
    text: `(${left.text}) ${by} ${right.text}`,
    values: [...left.values, ...right.values],
  })),
);

type Action = Template & { readonly section: 'SET' | 'ADD' };
const SECTIONS = ['SET', 'ADD'] as const;

function actionOn(attribute: string): fc.Arbitrary<Action> {
  return fc.oneof(
    value.map((each): Action => ({ section: 'SET', text: `${attribute} = %`, values: [each] })),
    number.map((each): Action => ({ section: 'ADD', text: `${attribute} %`, values: [each] })),
  );
}

const update: fc.Arbitrary<Template> = fc
  .subarray([...NAMES], { minLength: 1 })
  .chain((names) => fc.tuple(...names.map(actionOn)))
  .map((actions) => {
    const sections = SECTIONS.map((section) => ({
      section,
      actions: actions.filter((action) => action.section === section),
    })).filter(({ actions }) => actions.length > 0);
    return {
      text: sections
        .map(({ section, actions }) => `${section} ${actions.map(({ text }) => text).join(', ')}`)
        .join(' '),
      values: sections.flatMap(({ actions }) => actions.flatMap(({ values }) => values)),
    };
  });

const maybeCondition = fc.option(condition, { nil: undefined });
const TOTAL = { ReturnConsumedCapacity: 'TOTAL' } as const;

const single: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ key, attributes, maybeCondition }).map(({ key, attributes, maybeCondition }) =>
    request((TableName) => {
      const Item = { ...attributes, ...key };
      return new PutItemCommand({ TableName, Item, ...expressions({ maybeCondition }), ...TOTAL });
    }),
  ),
  fc
    .record({ key, update, maybeCondition })
    .map(({ key: Key, update, maybeCondition }) =>
      request(
        (TableName) =>
          new UpdateItemCommand({ TableName, Key, ...expressions({ maybeCondition, update }), ...TOTAL }),
      ),
    ),
  fc
    .record({ key, maybeCondition })
    .map(({ key: Key, maybeCondition }) =>
      request(
        (TableName) =>
          new DeleteItemCommand({ TableName, Key, ...expressions({ maybeCondition }), ...TOTAL }),
      ),
    ),
);

const transaction: fc.Arbitrary<Request> = fc
  .uniqueArray(fc.record({ key, attributes, update, condition, maybeCondition, kind: fc.nat(3) }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ key }) => JSON.stringify(key),
  })
  .map((writes) =>
    request((TableName) => {
      const TransactItems = writes.map(
        ({ key: Key, attributes, update, condition, maybeCondition, kind }) => {
          const base = { TableName };
          if (kind === 0)
            return { Put: { ...base, Item: { ...attributes, ...Key }, ...expressions({ maybeCondition }) } };
          if (kind === 1) return { Delete: { ...base, Key, ...expressions({ maybeCondition }) } };
          const { UpdateExpression = '', ...said } = expressions({ maybeCondition, update });
          if (kind === 2) return { Update: { ...base, Key, UpdateExpression, ...said } };
          const { ConditionExpression = '', ...values } = expressions({ maybeCondition: condition });
          return { ConditionCheck: { ...base, Key, ConditionExpression, ...values } };
        },
      );
      return new TransactWriteItemsCommand({ TransactItems, ...TOTAL });
    }),
  );

const ranges: fc.Arbitrary<Template> = fc.oneof(
  fc.constant({ text: '', values: [] }),
  fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), fc.constantFrom('x', 'y', 'é', '\uFFFD'))
    .map(([by, S]) => ({ text: ` AND sk ${by} %`, values: [{ S }] })),
  fc.constant({ text: ' AND sk BETWEEN % AND %', values: [{ S: 'y' }, { S: '\uFFFE' }] }),
  fc.constantFrom('', 'y', 'é').map((S) => ({ text: ' AND begins_with(sk, %)', values: [{ S }] })),
);

const reading: fc.Arbitrary<Request> = fc.oneof(
  fc
    .record({ key, ConsistentRead: fc.boolean() })
    .map(({ key: Key, ConsistentRead }) =>
      request((TableName) => new GetItemCommand({ TableName, Key, ConsistentRead, ...TOTAL })),
    ),
  fc
    .record({
      pk: fc.constantFrom('p', 'p', 'q'),
      ranges,
      filter: fc.option(clause, { nil: undefined }),
      Limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      ScanIndexForward: fc.boolean(),
      start: fc.option(fc.constantFrom('x', 'y', 'yy', 'é'), { nil: undefined }),
    })
    .map(({ pk, ranges, filter, Limit, ScanIndexForward, start }) =>
      request((TableName) => {
        const where = { text: `pk = %${ranges.text}`, values: [{ S: pk }, ...ranges.values] };
        const from =
          start === undefined || ranges.text
            ? {}
            : { ExclusiveStartKey: { pk: { S: pk }, sk: { S: start } } };
        const more = { ScanIndexForward, ...(Limit ? { Limit } : {}), ...from };
        return new QueryCommand({ TableName, ...more, ...expressions({ where, filter }), ...TOTAL });
      }),
    ),
  fc
    .uniqueArray(key, { minLength: 1, maxLength: 5, selector: (each) => JSON.stringify(each) })
    .map((Keys) =>
      request((table) => new BatchGetItemCommand({ RequestItems: { [table]: { Keys } }, ...TOTAL })),
    ),
);

export const requests: fc.Arbitrary<readonly Request[]> = fc.array(
  fc.oneof(
    { arbitrary: single, weight: 5 },
    { arbitrary: transaction, weight: 2 },
    { arbitrary: reading, weight: 3 },
  ),
  { minLength: 30, maxLength: 60, size: 'max' },
);

function request(on: Request['on']): Request {
  return { on, toString: () => JSON.stringify(on('table').input) };
}

function template(text: string, ...values: readonly fc.Arbitrary<Item[string]>[]): fc.Arbitrary<Template> {
  return fc
    .tuple(name, ...values)
    .map(([attribute, ...each]) => ({ text: text.replace('$', attribute), values: each }));
}

type Said = {
  readonly maybeCondition?: Template | undefined;
  readonly update?: Template;
  readonly where?: Template;
  readonly filter?: Template | undefined;
};

/** The members of a request that say this, each value under a placeholder of its own. */
function expressions({ maybeCondition, update, where, filter }: Said) {
  const values: Item = {};
  const text = (template: Template): string => {
    let at = 0;
    return template.text.replaceAll('%', () => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = template.values[at++] ?? n(0);
      return placeholder;
    });
  };
  const said = {
    ...(maybeCondition ? { ConditionExpression: text(maybeCondition) } : {}),
    ...(update ? { UpdateExpression: text(update) } : {}),
    ...(where ? { KeyConditionExpression: text(where) } : {}),
    ...(filter ? { FilterExpression: text(filter) } : {}),
  };
  return Object.keys(values).length > 0 ? { ...said, ExpressionAttributeValues: values } : said;
}
