// Takes a submission out of quarantine: nothing of it stays but its place, so that a message that comes again does not put it back.
import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId } from '../../domain/event/event.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT } from '../item-format.ts';
import { QUARANTINE, quarantineOfKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { expiryOf } from './place.ts';

export async function closePlace(
  { client, table: TableName, hashOf }: LeadTable,
  place: string,
  email: LeadId,
): Promise<void> {
  const received = Number.parseInt(place.slice(0, place.indexOf('-')), 36);
  const sk = { S: place };
  await client.send(
    new PutItemCommand({
      TableName,
      Item: {
        pk: { S: QUARANTINE },
        sk,
        ...FORMAT,
        gone: { BOOL: true },
        [EXPIRES]: { N: String(expiryOf(received)) },
      },
    }),
  );
  await client.send(
    new DeleteItemCommand({ TableName, Key: { pk: { S: quarantineOfKey(hashOf(email)) }, sk } }),
  );
}

/**
 * Takes out all that carries an e-mail.
 * @returns how many
 */
export async function closeAllOf(table: LeadTable, email: LeadId): Promise<number> {
  let closed = 0;
  for (;;) {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: quarantineOfKey(table.hashOf(email)) } },
        ConsistentRead: true,
      }),
    );
    if (Items.length === 0) return closed;
    for (const { sk } of Items) {
      if (sk?.S === undefined) continue;
      await closePlace(table, sk.S, email);
      closed++;
    }
  }
}
