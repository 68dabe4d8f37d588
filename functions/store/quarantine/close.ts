// Takes a submission out of quarantine: nothing of it stays but its place, so that a message that comes again does not put it back.
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT } from '../item-format.ts';
import { QUARANTINE, quarantineOfKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { expiryOf, firstPlaceAfter } from './place.ts';

type Table = Pick<LeadTable, 'client' | 'table'>;

/** @param hash of the e-mail that it carries */
export async function closePlace(
  { client, table: TableName }: Table,
  place: string,
  hash: string,
): Promise<void> {
  await client.send(new PutItemCommand({ TableName, Item: goneItem(QUARANTINE, place) }));
  const Key = { pk: { S: quarantineOfKey(hash) }, sk: { S: place } };
  await client.send(new DeleteItemCommand({ TableName, Key }));
}

/** What stays of a submission that was taken out. @param pk of what it was kept among */
export function goneItem(pk: string, place: string): Record<string, AttributeValue> {
  const received = Number.parseInt(place.slice(0, place.indexOf('-')), 36);
  return {
    pk: { S: pk },
    sk: { S: place },
    ...FORMAT,
    gone: { BOOL: true },
    [EXPIRES]: { N: String(expiryOf(received)) },
  };
}

/**
 * Takes out what carries an e-mail.
 * @param hash of the e-mail
 * @param until what was received later stays, ms since the epoch
 * @returns how many
 */
export async function closeAllOf(table: Table, hash: string, until: number): Promise<number> {
  let closed = 0;
  for (;;) {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk AND sk < :after',
        ExpressionAttributeValues: {
          ':pk': { S: quarantineOfKey(hash) },
          ':after': { S: firstPlaceAfter(until) },
        },
        ConsistentRead: true,
      }),
    );
    if (Items.length === 0) return closed;
    for (const { sk } of Items) {
      if (sk?.S === undefined) continue;
      await closePlace(table, sk.S, hash);
      closed++;
    }
  }
}
