// Takes submissions off what waits: nothing of them stays but their places, so that a message that comes again does not put them back.
import {
  ConditionalCheckFailedException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { WAITING } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { goneItem } from '../quarantine/close.ts';
import { firstPlaceAfter, KEPT_MS } from '../quarantine/place.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { encodeWaiting, placesPut, readPlaces, readWaiting, type Waiting } from './waiting-item.ts';

type Table = Pick<LeadTable, 'client' | 'table' | 'pause'>;

/** Others change what waits for the address at each try. */
export class WaitingInMotion extends Error {
  override readonly name = 'WaitingInMotion';
}

/** @returns how many of them waited */
export async function closeWaiting(
  table: Table,
  hash: string,
  places: readonly string[],
  now: number,
): Promise<number> {
  const otherwise = () => new WaitingInMotion('what waits for the address changes all the time');
  return await inRounds<number>({ ...table, otherwise }, async () => {
    const all = await readPlaces(table, hash, now);
    const own = all.places.filter((place) => places.includes(place));
    if (own.length === 0) return 0;
    const left = { version: all.version, places: all.places.filter((place) => !own.includes(place)) };
    try {
      await table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            ...own.map((place) => ({ Put: { TableName: table.table, Item: goneItem(WAITING, place) } })),
            { Put: placesPut(table.table, hash, left, now + KEPT_MS) },
          ],
        }),
      );
      return own.length;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return new Spoilt(error);
    }
  });
}

/**
 * Takes off all that waits for an address.
 * @param until what was received later stays, ms since the epoch
 */
export async function closeAllWaiting(table: Table, hash: string, until: number): Promise<number> {
  const { places } = await readPlaces(table, hash, until);
  return await closeWaiting(
    table,
    hash,
    places.filter((place) => place < firstPlaceAfter(until)),
    until,
  );
}

/** Notes when it was confirmed. @returns with the time that holds: that of the first click; undefined where it waits no more */
export async function noteConfirmed(
  table: Table,
  waiting: Waiting,
  now: number,
): Promise<Waiting | undefined> {
  if (waiting.confirmedAt !== undefined) return waiting;
  const confirmed = { ...waiting, confirmedAt: now };
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.table,
        Item: encodeWaiting(confirmed),
        ConditionExpression:
          'attribute_exists(pk) AND attribute_not_exists(gone) AND attribute_not_exists(#at)',
        ExpressionAttributeNames: { '#at': 'at' },
      }),
    );
    return confirmed;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return await readWaiting(table, waiting.id, now);
  }
}
