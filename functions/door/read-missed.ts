// Reads what was not taken of requests, for Data quality.
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Attribute } from './door-item.ts';
import { type DayMissed, MISSED_DAYS, missedIn, missedKey } from './missed-item.ts';

const MOST_KEYS = 100;

/**
 * Of local days in order; of the latest ones only, as far as they are kept.
 * @throws UnreadableDoor
 */
export async function readMissed(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  days: readonly string[],
): Promise<readonly DayMissed[]> {
  const kept = days.slice(-MISSED_DAYS);
  const found: DayMissed[] = [];
  for (let from = 0; from < kept.length; from += MOST_KEYS) {
    let keys: Record<string, AttributeValue>[] = kept.slice(from, from + MOST_KEYS).map(missedKey);
    while (keys.length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys } } }),
      );
      for (const item of Responses[table] ?? []) found.push(missedIn(plain(item)));
      keys = UnprocessedKeys[table]?.Keys ?? [];
    }
  }
  return found;
}

function plain(item: Readonly<Record<string, AttributeValue>>): Record<string, Attribute> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { N, S }]) => [
      name,
      { ...(N === undefined ? {} : { N }), ...(S === undefined ? {} : { S }) },
    ]),
  );
}
