// Reads what was not taken of requests, for Data quality.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DayMissed, MISSED_DAYS, missedIn, missedKey } from './missed-item.ts';
import { readItems } from './read-items.ts';

/**
 * Of local days in order; of the latest ones only, as far as they are kept.
 * @throws UnreadableDoor
 */
export async function readMissed(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  days: readonly string[],
): Promise<readonly DayMissed[]> {
  return (await readItems(client, table, days.slice(-MISSED_DAYS).map(missedKey))).map(missedIn);
}
