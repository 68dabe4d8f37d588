// How far the walk over all leads is that erases those whose time is over.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Cursor } from '../../domain/recount.ts';
import { FORMAT, isRecord, readJson } from '../item-format.ts';
import { RETENTION, RETENTION_WALK } from '../keys.ts';
import type { LeadTable } from './lead-table.ts';

export type RetentionWalk = {
  /** When it began, ms since the epoch. */
  readonly begun: number;
  /** Where it goes on; absent before its first page. */
  readonly cursor?: Cursor;
  /** When it came to the end of the table, ms since the epoch. */
  readonly ended?: number;
  /** Leads looked at and erased so far. */
  readonly leads: number;
  readonly erased: number;
};

type Table = Pick<LeadTable, 'client' | 'table'>;

const KEY = { pk: { S: RETENTION }, sk: { S: RETENTION_WALK } } as const;

/** @throws UnreadableItem */
export async function readWalk({ client, table }: Table): Promise<RetentionWalk | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : readJson(Item, 'walk', isWalk);
}

/** Two walks at once do no harm: whichever is written last goes on. */
export async function writeWalk({ client, table }: Table, walk: RetentionWalk): Promise<void> {
  await client.send(
    new PutItemCommand({ TableName: table, Item: { ...KEY, ...FORMAT, walk: { S: JSON.stringify(walk) } } }),
  );
}

function isWalk(value: unknown): value is RetentionWalk {
  if (!isRecord(value)) return false;
  const { begun, cursor, ended, leads, erased } = value;
  const isCursor =
    cursor === undefined ||
    (isRecord(cursor) && typeof cursor.pk === 'string' && typeof cursor.sk === 'string');
  return (
    [begun, leads, erased].every((n) => typeof n === 'number') &&
    isCursor &&
    (ended === undefined || typeof ended === 'number')
  );
}
