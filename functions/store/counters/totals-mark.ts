// The mark that every summed day has its totals: days that were summed when there were none have none until a run has added them.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { FORMAT } from '../item-format.ts';
import { counterKey } from '../keys.ts';

type Client = Pick<DynamoDBClient, 'send'>;

export function totalsMark(definition: string) {
  return { ...keyOf(definition), ...FORMAT };
}

export async function hasAllTotals(
  client: Client,
  table: string,
  definition: string,
  isConsistent: boolean,
): Promise<boolean> {
  const command = { TableName: table, Key: keyOf(definition), ConsistentRead: isConsistent };
  return (await client.send(new GetItemCommand(command))).Item !== undefined;
}

export async function markTotals(client: Client, table: string, definition: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: totalsMark(definition) }));
}

function keyOf(definition: string) {
  return { pk: { S: counterKey(definition) }, sk: { S: 't#' } };
}
