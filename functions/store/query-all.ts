// All items of a partition between two sort keys.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './item-format.ts';

export type ItemRange = {
  readonly table: string;
  readonly pk: string;
  /** Sort keys, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly isConsistent: boolean;
};

export async function queryAll(
  client: Pick<DynamoDBClient, 'send'>,
  { table, pk, from, to, isConsistent }: ItemRange,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ConsistentRead: isConsistent,
        ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
