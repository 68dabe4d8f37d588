// The mutants of the index of contacts.
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { JOURNAL, PACKED, RUNS } from '../../functions/store/keys.ts';
import type { Call, Mutant, Sent } from './mutant.ts';
import { itemsOf } from './mutant-parts.ts';

type Item = Record<string, AttributeValue>;
type Sending = NonNullable<Mutant['send']>;

function isOfList({ Put }: TransactWriteItem): boolean {
  return Put?.Item?.pk?.S === JOURNAL;
}

/** The list is written by a transaction of its own, after that of the leads. */
async function listApart(sent: Sent, call: Call): ReturnType<Call> {
  if (sent.operation !== 'TransactWriteItems') return await call(sent.operation, sent.input);
  const items = itemsOf(sent);
  const answer = await call(sent.operation, { TransactItems: items.filter((item) => !isOfList(item)) });
  const listings = items.filter(isOfList);
  if (listings.length > 0) await call(sent.operation, { TransactItems: listings });
  return answer;
}

/** What an erasure writes once more of a partition, without its lead, stays as it is. */
function keepRows(partition: string): Sending {
  return async ({ operation, input, by }, call) => {
    const { Item, Key } = input as { readonly Item?: Item; readonly Key?: Item };
    const isWrite = operation === 'PutItem' || operation === 'DeleteItem';
    const isOf = isWrite && by !== 'packer' && (Item ?? Key)?.pk?.S === partition;
    return isOf ? {} : await call(operation, input);
  };
}

/** Who packs says which runs hold, whatever others have done since these were read. */
const packAnyway: Sending = async ({ operation, input, by }, call) => {
  const { Key } = input as { readonly Key?: Item };
  if (by !== 'packer' || operation !== 'UpdateItem' || Key?.sk?.S !== RUNS)
    return await call(operation, input);
  const { ConditionExpression: _, ...rest } = input;
  const values = Object.entries(input.ExpressionAttributeValues ?? {}).filter(
    ([name]) => !name.endsWith('Read'),
  );
  const names = Object.entries(input.ExpressionAttributeNames ?? {}).filter(([name]) => name !== '#erasures');
  return await call(operation, {
    ...rest,
    ExpressionAttributeValues: Object.fromEntries(values),
    ExpressionAttributeNames: Object.fromEntries(names),
  });
};

/** What is not packed yet is deleted before it is packed. */
const unpackFirst: Sending = async ({ operation, input, by }, call) => {
  const answer = await call(operation, input);
  const { Items = [] } = answer as { readonly Items?: readonly Item[] };
  for (const { pk, sk } of by === 'packer' && operation === 'Query' ? Items : []) {
    if (pk?.S === JOURNAL && sk !== undefined)
      await call('DeleteItem', { TableName: input.TableName, Key: { pk, sk } });
  }
  return answer;
};

/** Who looks through the list reads which runs hold before what is not packed yet. */
const runsFirst: Sending = async ({ operation, input, by }, call, memory) => {
  const { Key, ExpressionAttributeValues: values } = input as {
    readonly Key?: Item;
    readonly ExpressionAttributeValues?: Item;
  };
  if (by === 'lister' && operation === 'Query' && values?.[':pk']?.S === JOURNAL) {
    const Place = { pk: { S: PACKED }, sk: { S: RUNS } };
    memory.set(
      'runs',
      await call('GetItem', { TableName: input.TableName, Key: Place, ConsistentRead: true }),
    );
  }
  if (by === 'lister' && operation === 'GetItem' && Key?.sk?.S === RUNS)
    return memory.get('runs') as Awaited<ReturnType<Call>>;
  return await call(operation, input);
};

export const MUTANTS_OF_LIST: readonly Mutant[] = [
  {
    name: 'index outside',
    breaks: 'the index is written after the transaction of the contacts that it gains',
    send: listApart,
  },
  {
    name: 'erased but listed',
    theme: 'years',
    breaks: 'an erasure leaves the lead in what is not packed yet of the index',
    send: keepRows(JOURNAL),
  },
  {
    name: 'packed but erased',
    theme: 'years',
    breaks: 'an erasure leaves the lead in what is packed of the index',
    send: keepRows(PACKED),
  },
  {
    name: 'packed anyway',
    theme: 'years',
    breaks: 'who packs the index says which runs hold, whatever others have done since these were read',
    send: packAnyway,
  },
  {
    name: 'taken before packed',
    breaks: 'what is to be packed is deleted before it is packed',
    send: unpackFirst,
  },
  {
    name: 'runs read first',
    breaks: 'who reads the list reads which runs hold before what is not packed yet',
    send: runsFirst,
  },
];
