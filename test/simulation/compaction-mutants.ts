// The mutants of compaction: what seals, sums and deletes shards, and who must heed that.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { packed, TOTALS } from '../../functions/store/counters/summed-day.ts';
import { isRecord } from '../../functions/store/item-format.ts';
import type { Item } from './books.ts';
import type { Call, Mutant, Sent } from './mutant.ts';
import { onTransaction } from './mutant-parts.ts';

export const COMPACTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'seal not heeded',
    theme: 'hours',
    breaks: 'shards that are sealed, and summed, are added to',
    send: onTransaction((items) => items.map(unsealed)),
  },
  {
    name: 'deleted, then summed',
    theme: 'hours',
    breaks: 'shards are deleted before their sum is written',
    send: async (sent, call) => {
      const sum = sumIn(sent);
      if (sum !== undefined) await deleteAll(sent, call, sum, taken(sum).at(-1) ?? []);
      return await call(sent.operation, sent.input);
    },
  },
  {
    name: 'deleted at once',
    theme: 'hours',
    breaks: 'shards are deleted as soon as their sum is written',
    send: async (sent, call) => {
      const answer = await call(sent.operation, sent.input);
      const sum = sumIn(sent);
      if (sum !== undefined) await deleteAll(sent, call, sum, taken(sum).at(-1) ?? []);
      return answer;
    },
  },
  {
    name: 'shards without ids',
    theme: 'hours',
    breaks: 'a shard that a late writer makes under a key that was summed and deleted passes for that one',
    send: onTransaction((items) => items.map(withoutId)),
  },
  {
    name: 'summed without condition',
    theme: 'hours',
    breaks: 'a sum is written whether or not another run has written it since it was read',
    send: async (sent, call) => {
      if (sumIn(sent) === undefined) return await call(sent.operation, sent.input);
      const { ConditionExpression: _, ExpressionAttributeValues: __, ...input } = sent.input;
      return await call(sent.operation, input);
    },
  },
  {
    name: 'open day summed twice',
    theme: 'hours',
    breaks: 'shards that are added to are summed as they are, and summed again where they have grown since',
    compactor: (deps) => ({ ...deps, now: () => deps.now() + TWO_DAYS_MS }),
    send: sumUnsealed,
  },
  {
    name: 'summed twice',
    theme: 'hours',
    breaks: 'a sum does not name the shards that are in it',
    send: async (sent, call) => {
      const sum = sumIn(sent);
      if (sum === undefined) return await call(sent.operation, sent.input);
      return await call(sent.operation, { ...sent.input, Item: { ...sum, folded: { S: '[]' } } });
    },
  },
  {
    name: 'totals without their shards',
    theme: 'hours',
    breaks: 'the sum of totals names shards that are not in it',
    send: async (sent, call) => {
      const item = putIn(sent);
      if (item?.sk?.S?.startsWith(TOTALS) !== true) return await call(sent.operation, sent.input);
      return await call(sent.operation, { ...sent.input, Item: { ...item, cells: { B: packed([]) } } });
    },
  },
];

const TWO_DAYS_MS = 2 * 86_400_000;

/** Nothing is sealed, and the job that compacts sees everything as sealed and nothing as summed. */
async function sumUnsealed(sent: Sent, call: Call): ReturnType<Call> {
  if (sent.operation === 'UpdateItem' && sent.input.UpdateExpression === 'SET #sealed = :yes') return {};
  const sum = sumIn(sent);
  if (sum !== undefined)
    return await call(sent.operation, { ...sent.input, Item: { ...sum, folded: { S: '[]' } } });
  const answer = await call(sent.operation, sent.input);
  const { Items } = answer as { readonly Items?: readonly Item[] };
  if (sent.operation !== 'Query' || Items === undefined) return answer;
  return { ...answer, Items: Items.map((item) => ({ ...item, sealed: { BOOL: true } })) };
}

function withoutId(item: TransactWriteItem): TransactWriteItem {
  const { ExpressionAttributeValues: values } = item.Update ?? {};
  if (item.Update === undefined || values?.[':id'] === undefined) return item;
  return { Update: { ...item.Update, ExpressionAttributeValues: { ...values, ':id': { S: 'x' } } } };
}

function unsealed(item: TransactWriteItem): TransactWriteItem {
  if (item.Update?.ConditionExpression === undefined) return item;
  const { ConditionExpression: _, ExpressionAttributeNames, ...Update } = item.Update;
  const { '#sealed': __, ...names } = ExpressionAttributeNames ?? {};
  return { Update: { ...Update, ExpressionAttributeNames: names } };
}

/** The sum that a command writes. */
function sumIn(sent: Sent): Item | undefined {
  const item = putIn(sent);
  return item?.sk?.S?.startsWith('s#') ? item : undefined;
}

function putIn({ operation, input }: Sent): Item | undefined {
  const { Item } = input as { readonly Item?: Item };
  return operation === 'PutItem' ? Item : undefined;
}

/** The shards that a sum names, as they were taken in together. */
function taken({ folded }: Item): readonly (readonly string[])[] {
  const all: unknown = JSON.parse(folded?.S ?? '[]');
  return Array.isArray(all)
    ? all.map((one) => (isRecord(one) && Array.isArray(one.shards) ? one.shards : []))
    : [];
}

async function deleteAll(
  { input: { TableName } }: Sent,
  call: Call,
  { pk, sk }: Item,
  shards: readonly string[],
): Promise<void> {
  const day = sk?.S?.slice('s#'.length, -'#0000'.length);
  for (const shard of shards) {
    const [key] = shard.split(' ');
    await call('DeleteItem', { TableName, Key: { pk, sk: { S: `${day}${key}` } } });
  }
}
