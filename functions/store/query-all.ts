// All items of a partition between two sort keys.
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { takePage } from './answer-bytes.ts';
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
    const query = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ConsistentRead: isConsistent,
      ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const taken = takePage(query);
    const answer = await client.send(query);
    const { Items = [], LastEvaluatedKey } = taken() ?? answer;
    for (const item of Items) items.push(item);
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
