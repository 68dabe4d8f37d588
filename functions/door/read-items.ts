// Reads items of the door's table by their keys.
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Attribute } from './door-item.ts';

const MOST_KEYS = 100;

/** In no order; those that are not there are left out. */
export async function readItems(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  wanted: readonly { readonly pk: { readonly S: string } }[],
): Promise<readonly Readonly<Record<string, Attribute>>[]> {
  const found: Record<string, Attribute>[] = [];
  for (let from = 0; from < wanted.length; from += MOST_KEYS) {
    let keys: Record<string, AttributeValue>[] = wanted.slice(from, from + MOST_KEYS);
    while (keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys } } }),
      );
      for (const item of Responses[table] ?? []) found.push(plain(item));
      keys = UnprocessedKeys[table]?.Keys ?? [];
    }
  }
  return found;
}

function plain(item: Readonly<Record<string, AttributeValue>>): Record<string, Attribute> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { N, S }]) => [
      name,
      { ...(N === undefined ? {} : { N }), ...(S === undefined ? {} : { S }) },
    ]),
  );
}
