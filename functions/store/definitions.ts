// The definitions that funnels have had, with what each counted and since when: what a recount starts from.
import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { definitionsKey } from './keys.ts';

export type StoredDefinition = {
  readonly key: string;
  readonly funnel: string;
  /** Canonical text of all that changes what is counted. */
  readonly content: string;
  /** ms since the epoch. */
  readonly firstSeen: number;
  /** True when its counters hold all leads: it is the funnel's first, or a recount has finished. */
  readonly complete: boolean;
};

/**
 * Makes the definition known, once: of two runs at the same time one writes it, and both read the same.
 * @returns it as it is stored
 */
export async function registerDefinition(
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
  definition: Pick<StoredDefinition, 'key' | 'funnel' | 'content'>,
  now: number,
): Promise<StoredDefinition> {
  const known = await readDefinitions(client, table, definition.funnel);
  const same = known.find(({ key }) => key === definition.key);
  if (same !== undefined) return same;
  const stored = { ...definition, firstSeen: now, complete: known.length === 0 };
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: definitionsKey(stored.funnel) },
          sk: { S: stored.key },
          content: { S: stored.content },
          firstSeen: { N: String(stored.firstSeen) },
          complete: { BOOL: stored.complete },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return stored;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    return (
      (await readDefinitions(client, table, stored.funnel)).find(({ key }) => key === stored.key) ?? stored
    );
  }
}

export async function readDefinitions(
  client: DynamoDBClient,
  table: string,
  funnel: string,
): Promise<readonly StoredDefinition[]> {
  const definitions: StoredDefinition[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: definitionsKey(funnel) } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      definitions.push({
        key: item.sk?.S ?? '',
        funnel,
        content: item.content?.S ?? '',
        firstSeen: Number(item.firstSeen?.N ?? 0),
        complete: item.complete?.BOOL === true,
      });
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return definitions;
}

/** Whether the counters of a funnel's definition lack leads: another one came before it, and nobody has recounted. */
export async function isPartial(
  client: DynamoDBClient,
  table: string,
  funnel: string,
  key: string,
): Promise<boolean> {
  const known = await readDefinitions(client, table, funnel);
  return known.length > 0 && known.find((one) => one.key === key)?.complete !== true;
}
