// A submission that waits for its confirmation, in the table, and which of them are of one address.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { GetItemCommand, type Put } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../../domain/event/event.ts';
import { isSubmission } from '../../queue/message.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import {
  checkFormat,
  FORMAT,
  type Item,
  isRecord,
  readJson,
  readNumber,
  unchangedSince,
} from '../item-format.ts';
import { WAITING, waitingOfKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { firstPlace } from '../quarantine/place.ts';

export type Waiting = {
  /** Its place, which is its public id. */
  readonly id: string;
  readonly submission: Submission;
  /** By field: the wordings that were agreed to, as they were configured when it came. */
  readonly texts: Readonly<Record<string, string>>;
  /** When it is forgotten, ms since the epoch. */
  readonly until: number;
  /** When it was confirmed first, ms since the epoch; it leaves right after. */
  readonly confirmedAt?: number;
};

export function encodeWaiting({
  id,
  submission,
  texts,
  until,
  confirmedAt,
}: Waiting): Record<string, AttributeValue> {
  return {
    pk: { S: WAITING },
    sk: { S: id },
    ...FORMAT,
    data: { S: JSON.stringify({ submission, texts }) },
    ...(confirmedAt === undefined ? {} : { at: { N: String(confirmedAt) } }),
    [EXPIRES]: { N: String(Math.ceil(until / 1000)) },
  };
}

/** @throws UnreadableItem */
export function decodeWaiting(item: Item): Waiting {
  return {
    id: item.sk?.S ?? '',
    ...readJson(item, 'data', isKept),
    until: readNumber(item, EXPIRES) * 1000,
    ...(item.at === undefined ? {} : { confirmedAt: readNumber(item, 'at') }),
  };
}

function isKept(value: unknown): value is Pick<Waiting, 'submission' | 'texts'> {
  if (!isRecord(value)) return false;
  const { submission, texts } = value;
  return (
    isSubmission(submission) &&
    isRecord(texts) &&
    Object.values(texts).every((text) => typeof text === 'string')
  );
}

/** Undefined where nothing waits in this place, or nothing any more. */
export async function readWaiting(
  { client, table }: Pick<LeadTable, 'client' | 'table'>,
  place: string,
  now: number,
): Promise<Waiting | undefined> {
  const Key = { pk: { S: WAITING }, sk: { S: place } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined || place < firstPlace(now)) return undefined;
  checkFormat(Item);
  return Item.gone === undefined ? decodeWaiting(Item) : undefined;
}

/** Which submissions of an address wait: one item that changes only as it was read. */
export type Places = { readonly version: number; readonly places: readonly string[] };

export async function readPlaces(
  { client, table }: Pick<LeadTable, 'client' | 'table'>,
  hash: string,
  now: number,
): Promise<Places> {
  const Key = { pk: { S: waitingOfKey(hash) }, sk: { S: PLACES } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined) return { version: 0, places: [] };
  const places = readJson(Item, 'places', isPlaces).filter((place) => place >= firstPlace(now));
  return { version: readNumber(Item, 'v'), places };
}

const PLACES = 'places';

/** @param until when the last of them is forgotten, ms since the epoch */
export function placesPut(table: string, hash: string, { version, places }: Places, until: number): Put {
  return {
    TableName: table,
    Item: {
      pk: { S: waitingOfKey(hash) },
      sk: { S: PLACES },
      ...FORMAT,
      v: { N: String(version + 1) },
      places: { S: JSON.stringify(places) },
      [EXPIRES]: { N: String(Math.ceil(until / 1000)) },
    },
    ...unchangedSince(version),
  };
}

function isPlaces(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((place) => typeof place === 'string');
}
