// Reads what is in quarantine: page by page, the newest first.
import { type AttributeValue, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Submission } from '../../domain/event/event.ts';
import { isSpamReason, type SpamReason } from '../../domain/spam/reason.ts';
import { isSubmission } from '../../queue/message.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { checkFormat, type Item, isRecord, readJson, readNumber } from '../item-format.ts';
import { QUARANTINE, quarantineHoursKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { firstPlace, hourOf, KEPT_MS, LAST_PLACE } from './place.ts';

export type Quarantined = {
  /** Its place, which is its public id. */
  readonly id: string;
  readonly reasons: readonly SpamReason[];
  readonly submission: Submission;
  /** When it is forgotten, ms since the epoch. */
  readonly until: number;
};

export type QuarantinePage = {
  readonly items: readonly Quarantined[];
  /** The last place that was looked at; absent where there is no more. */
  readonly next?: string;
};

/** What was taken out stays as a mark and fills no page; so many are passed over in one answer. */
const LOOKED_AT = 1_000;

/** @param before the place that the page before ended with */
export async function listQuarantine(
  { client, table }: LeadTable,
  {
    now,
    before,
    most,
  }: { readonly now: number; readonly before?: string | undefined; readonly most: number },
): Promise<QuarantinePage> {
  const items: Quarantined[] = [];
  let start: Record<string, AttributeValue> | undefined =
    before === undefined ? undefined : { pk: { S: QUARANTINE }, sk: { S: before } };
  for (let looked = 0; looked < LOOKED_AT; ) {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': { S: QUARANTINE },
          ':first': { S: firstPlace(now) },
          ':last': { S: LAST_PLACE },
        },
        ScanIndexForward: false,
        Limit: most - items.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      if (item.gone === undefined) items.push(decode(item));
    }
    looked += page.Items?.length ?? 0;
    start = page.LastEvaluatedKey;
    if (start === undefined) return { items };
    if (items.length >= most) break;
  }
  const next = start?.sk?.S;
  return { items, ...(next === undefined ? {} : { next }) };
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
