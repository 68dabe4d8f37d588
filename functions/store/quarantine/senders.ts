// Which submissions of one sender are within what a form allows an hour: the first that are asked for, and the same ever after.
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT, type Item, readJson, readNumber } from '../item-format.ts';
import { senderKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { expiryOf, hourOf, placeOf } from './place.ts';

export type SentBy = {
  readonly form: string;
  readonly sender: string;
  /** Within one hour of UTC. */
  readonly events: readonly { readonly id: string; readonly received: number }[];
};

/** Others count for the same sender at each try. */
export class SenderInMotion extends Error {
  override readonly name = 'SenderInMotion';
}

/**
 * The places of those that are within the limit. A submission that is asked for again is answered as it was the first time:
 * what was counted as a lead does not go into quarantine when its message comes twice. A copy that was accepted at another
 * moment has a place of its own.
 * @throws SenderInMotion
 */
export async function withinLimit(
  table: LeadTable,
  { form, sender, events }: SentBy,
  most: number,
): Promise<ReadonlySet<string>> {
  const [first] = events;
  if (first === undefined) return new Set();
  const Key = { pk: { S: senderKey(form, sender) }, sk: { S: hourOf(first.received) } };
  const otherwise = () => new SenderInMotion('what one sender sent could not be counted');
  return await inRounds<ReadonlySet<string>>({ ...table, otherwise }, async () => {
    const { Item } = await table.client.send(
      new GetItemCommand({ TableName: table.table, Key, ConsistentRead: true }),
    );
    const { version, places } = Item === undefined ? { version: 0, places: [] } : decode(Item);
    const known = new Set(places);
    const fresh = [...new Set(events.map(placeOf))].filter((place) => !known.has(place));
    const added = fresh.slice(0, Math.max(0, most - known.size));
    if (added.length > 0) {
      const put = new PutItemCommand({
        TableName: table.table,
        Item: {
          ...Key,
          ...FORMAT,
          v: { N: String(version + 1) },
          places: { S: JSON.stringify([...known, ...added]) },
          [EXPIRES]: { N: String(expiryOf(first.received)) },
        },
        ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'v = :version',
        ...(version === 0 ? {} : { ExpressionAttributeValues: { ':version': { N: String(version) } } }),
      });
      try {
        await table.client.send(put);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return new Spoilt(error);
        throw error;
      }
    }
    return new Set([...known, ...added]);
  });
}

function decode(item: Item): { readonly version: number; readonly places: readonly string[] } {
  return { version: readNumber(item, 'v'), places: readJson(item, 'places', isPlaces) };
}

function isPlaces(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((place) => typeof place === 'string');
}
