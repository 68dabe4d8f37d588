// What an erasure leaves behind its marks: pages that no head names any more, rows of the index of contacts, submissions in
// quarantine, steps of sequences, and who told of orders. Marks name them until it is gone.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { HEAD, leadKey } from '../keys.ts';
import { unlist } from '../list/unlist.ts';
import { forgetMails } from '../mail/addresses.ts';
import { forgetMembers } from '../nurture/members.ts';
import { eraseTellers } from '../orders/erased-tellers.ts';
import { closeAllOf } from '../quarantine/close.ts';
import { closeAllWaiting } from '../waiting/close-waiting.ts';
import { type Head, isBareMark } from './codec/head.ts';
import { pageKeys } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { readHead } from './read-leads.ts';

type Leftover = Head['places']['leftovers'][number];
type Table = Pick<LeadTable, 'client' | 'table'>;

/** What an erasure took along: submissions from quarantine and of those that waited, and mails that this machine kept. */
export type TakenAlong = { readonly submissions: number; readonly mails: number };

/**
 * Ends an erasure that was stopped on the way. After a stop in between it can be called again.
 * @param hash of a record whose head has leftovers
 * @param now ms since the epoch
 */
export async function finishErasure(table: LeadTable, hash: string, now: number): Promise<void> {
  const head = await readHead(table, hash);
  if (head === undefined || head.places.leftovers.length === 0) return;
  await deleteLeftovers(table, hash, head, now);
  await forgetLeftovers(table, hash, head, now);
}

/**
 * What is in quarantine goes by the mark of its own e-mail: an id that once belonged to that may have been erased once more, later.
 * From then on the marks of the others expire; that of the head which names them stays until `forgetLeftovers`.
 * @param own the hash of the head
 * @param now ms since the epoch
 */
export async function deleteLeftovers(
  table: LeadTable,
  own: string,
  { places }: Head,
  now: number,
): Promise<TakenAlong> {
  let submissions = 0;
  let mails = 0;
  const named = new Map(places.leftovers);
  /** What another erasure left stays noted until that is ended. */
  const isAllOf = ([hash, version]: Leftover): boolean => version <= (named.get(hash) ?? -1);
  await unlist(table, named);
  for (const [hash, version] of places.leftovers) {
    await removePages(table, hash, version);
    const head = await readHead(table, hash);
    const erasedAt = head?.record.erasedAt;
    if (head === undefined || erasedAt === undefined) continue;
    await eraseTellers(table, head.places.tellers, erasedAt, now);
    submissions += await closeAllOf(table, hash, erasedAt);
    submissions += await closeAllWaiting(table, hash, erasedAt);
    mails += await forgetMails(table, hash);
    await forgetMembers(table, hash);
    // If it was written meanwhile, it is no bare mark any more, or another erasure does this.
    if (hash !== own && head.places.leftovers.every(isAllOf)) await forgetLeftovers(table, hash, head, now);
  }
  return { submissions, mails };
}

/** A submission that was accepted before an erasure can arrive for so long: from the queue, from its dead letters, redriven. */
const MARK_MS = 30 * 86_400_000;

/**
 * When a mark expires, in seconds since the epoch.
 * Of a lead whose time is over the latest event may be of years ago, and DynamoDB deletes nothing that expired five years before.
 */
export function expiryOfMark(now: number, erasedAt = 0): number {
  return Math.ceil((Math.max(now, erasedAt) + MARK_MS) / 1000);
}

/** @returns false where the record was written meanwhile, with the leftovers that it had */
export async function forgetLeftovers(
  { client, table: TableName }: Table,
  hash: string,
  head: Head,
  now: number,
): Promise<boolean> {
  const { version, erasedAt } = head.record;
  const expiresNow = isBareMark(head);
  const expires = expiresNow ? { ':x': { N: String(expiryOfMark(now, erasedAt)) } } : {};
  try {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: leadKey(hash) }, sk: { S: HEAD } },
        // Of the same version: its owner, if it has one again, names it by that. Who writes the leftovers again does no harm.
        UpdateExpression: `REMOVE leftovers, tellers${expiresNow ? ` SET ${EXPIRES} = :x` : ''}`,
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ':v': { N: String(version) }, ...expires },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
/**
 * Deletes the pages that a record was given up to a version of it. Those of a lead that began since are newer, or named by its head:
 * where a mark has expired, versions begin anew.
 */
async function removePages(table: LeadTable, hash: string, version: number): Promise<void> {
  const pk = { S: leadKey(hash) };
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'sk, v',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    const old = (page.Items ?? []).filter(({ sk, v }) => sk?.S !== HEAD && Number(v?.N) <= version);
    // Read after the pages: a page that was written before then, and is not named, is named no more.
    const head = old.length === 0 ? undefined : await readHead(table, hash);
    const named = new Set(head === undefined ? [] : pageKeys(head.places));
    for (const { sk, v } of old) {
      if (sk?.S !== undefined && v !== undefined && !named.has(sk.S)) await removePage(table, { pk, sk }, v);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Unless another page has taken its place meanwhile. */
async function removePage(
  table: Table,
  Key: Record<string, AttributeValue>,
  version: AttributeValue,
): Promise<void> {
  try {
    await table.client.send(
      new DeleteItemCommand({
        TableName: table.table,
        Key,
        ConditionExpression: 'v = :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
