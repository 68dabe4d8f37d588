// Pages of what is kept by place, the newest first: of quarantine, and of what waits for its confirmation.
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../item-format.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { firstPlace, LAST_PLACE } from './place.ts';

export type PlacesPage<T> = {
  readonly items: readonly T[];
  /** The last place that was looked at; absent where there is no more. */
  readonly next?: string;
};

export type PlacesAsked = {
  readonly now: number;
  /** The place that the page before ended with. */
  readonly before?: string | undefined;
  readonly most: number;
};

/** What was taken out stays as a mark and fills no page; so many are passed over in one answer. */
const LOOKED_AT = 1_000;

export async function listPlaces<T>(
  { client, table }: LeadTable,
  pk: string,
  { now, before, most }: PlacesAsked,
  decode: (item: Item) => T,
): Promise<PlacesPage<T>> {
  const items: T[] = [];
  let start: Record<string, AttributeValue> | undefined =
    before === undefined ? undefined : { pk: { S: pk }, sk: { S: before } };
  for (let looked = 0; looked < LOOKED_AT && items.length < most; ) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ':first': { S: firstPlace(now) },
          ':last': { S: LAST_PLACE },
        },
        ScanIndexForward: false,
        Limit: most - items.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) if (item.gone === undefined) items.push(decode(item));
    looked += page.Items?.length ?? 0;
    start = page.LastEvaluatedKey;
    if (start === undefined) return { items };
  }
  const next = start?.sk?.S;
  return { items, ...(next === undefined ? {} : { next }) };
}
