// Scans a segment of the table for leads: their heads, and the tombstones of those that were erased.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LeadRecord } from '../../domain/lead/record.ts';
import type { Cursor } from '../../domain/recount.ts';
import { type Item, readAs } from '../item-format.ts';
import { HEAD, leadKey, tombstoneKey } from '../keys.ts';
import { type PackedCounted, unpackCounted } from './codec/counted.ts';
import type { Head } from './codec/head.ts';
import { numberIn, unpack } from './codec/packed.ts';
import { assemble, type Layout } from './lead-layout.ts';
import type { LeadTable } from './lead-table.ts';
import { headOf } from './read-leads.ts';

export type Tombstone = {
  /** Leads that were erased: one, or 0 where this is a part of one. */
  readonly leads: number;
  readonly contributions: LeadRecord['contributions'];
};

export type ScannedPage = {
  readonly heads: readonly Head[];
  readonly tombstones: readonly Tombstone[];
  /** Hashes of records whose erasure was stopped before all was deleted. */
  readonly unfinished: readonly string[];
  /** Items of any kind. */
  readonly items: number;
  /** Absent at the end of the segment. */
  readonly next?: Cursor;
};

export type ScanPage = {
  readonly segment: number;
  readonly segments: number;
  readonly after?: Cursor | undefined;
  /** The most items of any kind; a page ends at 1 MB in any case. */
  readonly most: number;
};

/**
 * Strongly consistent: what was written before is seen.
 * @throws UnreadableItem
 */
export async function scanPage({ client, table }: LeadTable, page: ScanPage): Promise<ScannedPage> {
  const answer = await client.send(
    new ScanCommand({
      TableName: table,
      Segment: page.segment,
      TotalSegments: page.segments,
      Limit: page.most,
      ConsistentRead: true,
      FilterExpression: '(sk = :head AND begins_with(pk, :lead)) OR begins_with(pk, :tombstone)',
      ExpressionAttributeValues: {
        ':head': { S: HEAD },
        ':lead': { S: leadKey('') },
        ':tombstone': { S: tombstoneKey('') },
      },
      ...(page.after === undefined
        ? {}
        : { ExclusiveStartKey: { pk: { S: page.after.pk }, sk: { S: page.after.sk } } }),
    }),
  );
  const items = answer.Items ?? [];
  const last = answer.LastEvaluatedKey;
  return {
    heads: items.flatMap((item) => (item.sk?.S === HEAD ? (headOf(item) ?? []) : [])),
    tombstones: items.flatMap((item) => tombstoneOf(item) ?? []),
    unfinished: items.flatMap(({ pk, sk, leftovers }) =>
      leftovers !== undefined && sk?.S === HEAD ? [(pk?.S ?? '').slice(leadKey('').length)] : [],
    ),
    items: answer.ScannedCount ?? 0,
    ...(last === undefined ? {} : { next: { pk: last.pk?.S ?? '', sk: last.sk?.S ?? '' } }),
  };
}

function tombstoneOf(item: Item): Tombstone | undefined {
  if (!item.pk?.S?.startsWith(tombstoneKey(''))) return undefined;
  return readAs(item, ({ leads, counted }) => ({
    leads: numberIn(leads),
    contributions: unpackCounted(unpack<PackedCounted>(counted)),
  }));
}

/** Whether a head is of a primary record: one without an owner that is no mark of an erasure. */
export function isLead({ record, places }: Head): boolean {
  const { link, history, linkedIds, contributions: counted } = record;
  if (link !== undefined) return false;
  return (
    history.events.length +
      linkedIds.length +
      counted.size +
      places.eventPages.length +
      places.countPages.length >
    0
  );
}

/** The whole lead where its head is all there is of it; undefined where more must be read. */
export function wholeLead(head: Head): { readonly record: LeadRecord; readonly layout: Layout } | undefined {
  const { record, places } = head;
  const hasMore = record.linkedIds.length + places.eventPages.length + places.countPages.length > 0;
  return hasMore ? undefined : assemble(head, new Map());
}
