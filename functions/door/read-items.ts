// Reads items of the door's table by their keys.
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readInBatches } from '../store/read-items.ts';
import { pause } from '../store/transactions/backoff.ts';
import type { Attribute } from './door-item.ts';

/** In no order; those that are not there are left out. @throws ReadsThrottled */
export async function readItems(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  wanted: readonly { readonly pk: { readonly S: string } }[],
): Promise<readonly Readonly<Record<string, Attribute>>[]> {
  return (await readInBatches({ client, table, pause }, wanted, 'eventual')).map(plain);
}

function plain(item: Readonly<Record<string, AttributeValue>>): Record<string, Attribute> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { N, S }]) => [
      name,
      { ...(N === undefined ? {} : { N }), ...(S === undefined ? {} : { S }) },
    ]),
  );
}
