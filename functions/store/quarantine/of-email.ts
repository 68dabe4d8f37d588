// What is in quarantine with an e-mail: page by page, the newest first.
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { quarantineOfKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { firstPlace } from './place.ts';

/** Places of what is in quarantine with an e-mail. @param before only those, @param now what has expired is left out */
export async function quarantinePlaces(
  { client, table }: Pick<LeadTable, 'client' | 'table'>,
  hash: string,
  { now, before, most }: { readonly now: number; readonly before: string; readonly most: number },
): Promise<readonly string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': { S: quarantineOfKey(hash) }, ':before': { S: before } },
      ScanIndexForward: false,
      Limit: most,
    }),
  );
  return Items.flatMap(({ sk }) => sk?.S ?? []).filter((place) => place >= firstPlace(now));
}
