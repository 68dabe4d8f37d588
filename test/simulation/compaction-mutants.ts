// The mutants of compaction: what seals, sums and deletes shards, and who must heed that.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
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
    name: 'summed twice',
    theme: 'hours',
    breaks: 'a sum does not name the shards that are in it',
    send: async (sent, call) => {
      const sum = sumIn(sent);
      if (sum === undefined) return await call(sent.operation, sent.input);
      return await call(sent.operation, { ...sent.input, Item: { ...sum, folded: { S: '[]' } } });
    },
  },
];

function unsealed(item: TransactWriteItem): TransactWriteItem {
  if (item.Update?.ConditionExpression === undefined) return item;
  const { ConditionExpression: _, ExpressionAttributeNames, ...Update } = item.Update;
  const { '#sealed': __, ...names } = ExpressionAttributeNames ?? {};
  return { Update: { ...Update, ExpressionAttributeNames: names } };
}

/** The sum that a command writes. */
function sumIn({ operation, input }: Sent): Item | undefined {
  const { Item } = input as { readonly Item?: Item };
  return operation === 'PutItem' && Item?.sk?.S?.startsWith('s#') ? Item : undefined;
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
  for (const shard of shards)
    await call('DeleteItem', { TableName, Key: { pk, sk: { S: `${day}${shard}` } } });
}
