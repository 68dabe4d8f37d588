// Keeps a submission aside until it is confirmed, with the note that asks for it in the same transaction.
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../../domain/event/event.ts';
import { WAITING } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { isErased } from '../leads/read-leads.ts';
import { type OutboxItem, outboxItems, outboxPuts, waitingNote } from '../outbox/outbox.ts';
import { emailOf } from '../quarantine/keep.ts';
import { KEPT_MS, placeOf } from '../quarantine/place.ts';
import { CONDITION_FAILED, cancellationCodes } from '../transactions/cancellation.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { closeWaiting } from './close-waiting.ts';
import { encodeWaiting, placesPut, readPlaces, type Waiting } from './waiting-item.ts';

/**
 * What one address has waiting at a time: half of them the first that came, and half the last, so that a stranger who types the
 * address ten times does not keep its owner out, before or after.
 */
export const WAITING_OF_ADDRESS = 10;

export type KeepingWaiting =
  /** `left`: so many others are not kept any more, as too many wait for this address. */
  | { readonly kind: 'kept'; readonly tells: readonly OutboxItem[]; readonly left: number }
  /** `known`: it is there already, or was. `full`: so many wait for this address, before it and after it. */
  | { readonly kind: 'known' | 'full' };

/** @throws what DynamoDB throws; to keep the same submission again changes nothing */
export async function keepWaiting(
  table: LeadTable,
  submission: Submission,
  texts: Waiting['texts'],
  now: number,
): Promise<KeepingWaiting> {
  const { event } = submission;
  const hash = table.hashOf(emailOf(submission));
  const place = placeOf(event);
  const until = event.received + KEPT_MS;
  const tells = outboxItems([waitingNote(hash, place, event)], event.received);
  const { screening: _, ...kept } = submission;
  const keeping = await inRounds<KeepingWaiting>({ ...table, otherwise: (cause) => cause }, async () => {
    const { version, places } = await readPlaces(table, hash, now);
    if (places.includes(place)) return { kind: 'known' };
    const sorted = [...places, place].sort();
    const left = sorted.slice(WAITING_OF_ADDRESS / 2, Math.max(0, sorted.length - WAITING_OF_ADDRESS / 2));
    if (left.includes(place)) return { kind: 'full' };
    const all = { version, places: sorted.filter((one) => !left.includes(one)) };
    try {
      await table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: table.table,
                Item: encodeWaiting({ id: place, submission: kept, texts, until }),
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
            { Put: placesPut(table.table, hash, all, Math.max(until, now + KEPT_MS)) },
            ...left.map((one) => ({
              Delete: { TableName: table.table, Key: { pk: { S: WAITING }, sk: { S: one } } },
            })),
            ...outboxPuts(table.table, tells),
          ],
        }),
      );
      return { kind: 'kept', tells, left: left.length };
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes?.[0] === CONDITION_FAILED) return { kind: 'known' };
      if (codes === undefined) throw error;
      return new Spoilt(error);
    }
  });
  // The mark is written before what waits is looked through: either it is seen here, or what was written here is found there.
  if (keeping.kind !== 'kept' || !(await isErased(table, hash, event.received))) return keeping;
  await closeWaiting(table, hash, [place], now);
  return { kind: 'known' };
}
