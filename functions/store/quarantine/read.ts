// Reads what is in quarantine: page by page, the newest first.
import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../../domain/event/event.ts';
import { isSpamReason, type SpamReason } from '../../domain/spam/reason.ts';
import { isSubmission } from '../../queue/message.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { checkFormat, type Item, isRecord, readJson, readNumber } from '../item-format.ts';
import { QUARANTINE, quarantineHoursKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { listPlaces, type PlacesAsked, type PlacesPage } from './list-places.ts';
import { firstPlace, hourOf, KEPT_MS } from './place.ts';

export type Quarantined = {
  /** Its place, which is its public id. */
  readonly id: string;
  readonly reasons: readonly SpamReason[];
  readonly submission: Submission;
  /** When it is forgotten, ms since the epoch. */
  readonly until: number;
};

export function listQuarantine(table: LeadTable, asked: PlacesAsked): Promise<PlacesPage<Quarantined>> {
  return listPlaces(table, QUARANTINE, asked, decode);
}

/** Undefined where nothing is in this place, or nothing any more. */
export async function readQuarantined(
  { client, table }: LeadTable,
  place: string,
  now: number,
): Promise<Quarantined | undefined> {
  const Key = { pk: { S: QUARANTINE }, sk: { S: place } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined || place < firstPlace(now)) return undefined;
  checkFormat(Item);
  return Item.gone === undefined ? decode(Item) : undefined;
}

/** About how many of a form were not kept, of what is not forgotten yet. */
export async function readMore({ client, table }: LeadTable, form: string, now: number): Promise<number> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk >= :first',
      ExpressionAttributeValues: {
        ':pk': { S: quarantineHoursKey(form) },
        ':first': { S: hourOf(now - KEPT_MS) },
      },
    }),
  );
  return Items.reduce((sum, { more }) => sum + Number(more?.N ?? 0), 0);
}

type Kept = Pick<Quarantined, 'reasons' | 'submission'>;

function decode(item: Item): Quarantined {
  const kept = readJson(item, 'data', isKept);
  return { id: item.sk?.S ?? '', ...kept, until: readNumber(item, EXPIRES) * 1000 };
}

function isKept(value: unknown): value is Kept {
  if (!isRecord(value)) return false;
  const { reasons, submission } = value;
  return Array.isArray(reasons) && reasons.every(isSpamReason) && isSubmission(submission);
}
