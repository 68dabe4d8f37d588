// What waits for its confirmation, of all forms: page by page, the newest first.
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { WAITING } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { firstPlace, LAST_PLACE } from '../quarantine/place.ts';
import { decodeWaiting, type Waiting } from './waiting-item.ts';

export type WaitingPage = {
  readonly items: readonly Waiting[];
  /** The last place that was looked at; absent where there is no more. */
  readonly next?: string;
};

/** What was confirmed stays as a mark and fills no page; so many are passed over in one answer. */
const LOOKED_AT = 1_000;

/** @param before the place that the page before ended with */
export async function listWaiting(
  { client, table }: LeadTable,
  {
    now,
    before,
    most,
  }: { readonly now: number; readonly before?: string | undefined; readonly most: number },
): Promise<WaitingPage> {
  const items: Waiting[] = [];
  let start: Record<string, AttributeValue> | undefined =
    before === undefined ? undefined : { pk: { S: WAITING }, sk: { S: before } };
  for (let looked = 0; looked < LOOKED_AT && items.length < most; ) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': { S: WAITING },
          ':first': { S: firstPlace(now) },
          ':last': { S: LAST_PLACE },
        },
        ScanIndexForward: false,
        Limit: most - items.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) if (item.gone === undefined) items.push(decodeWaiting(item));
    looked += page.Items?.length ?? 0;
    start = page.LastEvaluatedKey;
    if (start === undefined) return { items };
  }
  const next = start?.sk?.S;
  return { items, ...(next === undefined ? {} : { next }) };
}
