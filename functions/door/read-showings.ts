// Reads how often the variants of a form were shown, for reports.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DayShown } from '../domain/variants/shown.ts';
import { readItems } from './read-items.ts';
import { shownIn, shownKeys } from './shown-item.ts';

/**
 * On local days in a row; beside them those of their weeks.
 * @throws UnreadableDoor
 */
export async function readShowings(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  form: string,
  days: readonly string[],
): Promise<readonly DayShown[]> {
  return (await readItems(client, table, shownKeys(form, days))).flatMap(shownIn);
}
