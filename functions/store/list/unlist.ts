// Takes erased leads out of the index of contacts: out of what is not packed yet, and out of every page.
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type IndexRow, isSameTold } from '../../domain/summary/list-row.ts';
import { FORMAT, type Item, readAs, UnreadableItem } from '../item-format.ts';
import { JOURNAL, PACKED, RUNS } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { readHeads } from './read-heads.ts';
import { packRows, RowPage } from './row-pages.ts';
import { noteErasure, readRuns } from './runs.ts';

/** Others packed at each try. */
export class LeadStillListed extends Error {
  override readonly name = 'LeadStillListed';
}

/**
 * Takes out the rows of records that are erased, as far as they are of the version of which they were erased or before. All is looked
 * through, also pages that hold no more: a place may have been another before.
 * @param erased versions by hash
 * @throws LeadStillListed, UnreadableItem
 */
export async function unlist(table: LeadTable, erased: ReadonlyMap<string, number>): Promise<void> {
  if (erased.size === 0) return;
  const otherwise = () => new LeadStillListed('others write the list all the time');
  await inRounds<void>({ ...table, otherwise }, async () => {
    const runs = await readRuns(table);
    const isClean = (await cleaned(table, JOURNAL, erased)) && (await cleaned(table, PACKED, erased));
    // Who packs meanwhile may have read what was taken out: it fails then, or this does.
    if (!isClean || !(await noteErasure(table, runs))) return new Spoilt();
  });
}

/** @returns false where an item was written by others meanwhile */
async function cleaned(
  table: LeadTable,
  partition: string,
  erased: ReadonlyMap<string, number>,
): Promise<boolean> {
  const needles = [...erased.keys()].map((hash) => Buffer.from(hash, 'base64url'));
  let isClean = true;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of Items) {
      const { hashes, sk } = item;
      if (sk?.S === RUNS || hashes?.B === undefined) continue;
      const all = Buffer.from(hashes.B);
      if (needles.some((needle) => all.includes(needle)))
        isClean = (await withoutErased(table, item, erased)) && isClean;
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return isClean;
}

async function withoutErased(
  table: LeadTable,
  item: Item,
  erased: ReadonlyMap<string, number>,
): Promise<boolean> {
  const rows = [...readAs(item, (own) => new RowPage(own)).rows()];
  const isOfErased = ({ hash, version }: IndexRow): boolean => version <= (erased.get(hash) ?? -1);
  const hashes = new Set(rows.filter(isOfErased).map(({ hash }) => hash));
  if (hashes.size === 0) return true;
  // Where a mark has expired, versions begin anew: what a lead that began again tells stays.
  const heads = await readHeads(table, [...hashes], true);
  const isTold = ({ hash, told }: IndexRow): boolean =>
    told !== undefined && isSameTold(told, heads.get(hash)?.record.summary);
  const kept = rows.filter((row) => !isOfErased(row) || isTold(row));
  if (kept.length === rows.length) return true;
  const { pk, sk, v, run } = item;
  if (pk === undefined || sk === undefined || v === undefined)
    throw new UnreadableItem('it has no key or version');
  const unchanged = {
    TableName: table.table,
    ConditionExpression: run === undefined ? 'v = :v' : 'v = :v AND #run = :run',
    ExpressionAttributeValues: { ':v': v, ...(run && { ':run': run }) },
    ...(run && { ExpressionAttributeNames: { '#run': 'run' } }),
  };
  const written = { pk, sk, ...FORMAT, v: { N: String(Number(v.N) + 1) }, ...(run && { run }) };
  try {
    if (kept.length === 0 && run === undefined)
      await table.client.send(new DeleteItemCommand({ ...unchanged, Key: { pk, sk } }));
    else
      await table.client.send(new PutItemCommand({ ...unchanged, Item: { ...written, ...packRows(kept) } }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
