// The list of contacts: small items, one for each transaction that makes contacts, with the hashes of their records by time.
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
  type Update,
} from '@aws-sdk/client-dynamodb';
import type { Step } from '../../domain/advance.ts';
import type { LeadRecord } from '../../domain/lead/record.ts';
import { FORMAT, type Item, readAs, UnreadableItem } from '../item-format.ts';
import { LISTINGS } from '../keys.ts';
import { numberIn } from '../leads/codec/packed.ts';

/** A contact, when it became one, ms since the epoch, and how many places it had left before. Its head says whether both still hold. */
export type Listed = { readonly hash: string; readonly since: number; readonly left: number };

/** Whether a contact is at this place of the list, and not at one that it has left. */
export function isAt(
  { since, left }: Listed,
  { summary, leftPlaces = 0 }: Pick<LeadRecord, 'summary' | 'leftPlaces'>,
): boolean {
  return summary?.since === since && leftPlaces === left;
}

/** The contacts that a change adds to the list: new ones, and those whose place in it is another than before. */
export function listedBy(
  steps: readonly Step[],
  hashOf: (id: Step['write']['id']) => string,
): readonly Listed[] {
  return steps.flatMap(({ read, write }) =>
    write.summary === undefined || read.summary?.since === write.summary.since
      ? []
      : [{ hash: hashOf(write.id), since: write.summary.since, left: write.leftPlaces ?? 0 }],
  );
}

/** How many items these take: one for each day, so that a day of the list is a range of keys. */
export function listingDays(listed: readonly Listed[]): ReadonlySet<string> {
  return new Set(listed.map(({ since }) => dayOf(since)));
}

/**
 * The items that add contacts to the list.
 * @param name of this transaction, so that no two write one item
 */
export function listingUpdates(
  table: string,
  listed: readonly Listed[],
  name: string,
): readonly TransactWriteItem[] {
  const days = Map.groupBy(listed, ({ since }) => dayOf(since));
  return [...days.values()].map((own) => ({ Update: listing(table, own, name) }));
}

function listing(table: string, listed: readonly Listed[], name: string): Update {
  const latest = Math.max(...listed.map(({ since }) => since));
  const names: Record<string, string> = { '#f': 'f' };
  const values: Record<string, AttributeValue> = { ':f': FORMAT.f };
  const clauses = listed.map(({ hash, since, left }, index) => {
    names[`#${index}`] = hash;
    values[`:${index}`] = left === 0 ? { N: String(since) } : { S: `${since} ${left}` };
    return `#${index} = :${index}`;
  });
  return {
    TableName: table,
    Key: { pk: { S: LISTINGS }, sk: { S: `${new Date(latest).toISOString()}#${name}` } },
    UpdateExpression: `SET #f = :f, ${clauses.join(', ')}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function dayOf(since: number): string {
  return new Date(since).toISOString().slice(0, 10);
}

/** Places in the list are its items' sort keys: times in ISO 8601, and what follows. */
export type ListingPage = {
  readonly listings: readonly { readonly place: string; readonly listed: readonly Listed[] }[];
  /** Whether there is more beyond the last. */
  readonly hasMore: boolean;
};

export type ListingRange = {
  /** UTC days, both inclusive; absent: without a bound. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The place at which to begin, itself included. */
  readonly until?: string | undefined;
  /** The place after which to go on; absent: at the newest. */
  readonly after?: string | undefined;
  /** The most items. */
  readonly most: number;
};

type Client = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/**
 * The list from its newest place on.
 * @throws UnreadableItem
 */
export async function readListings(
  { client, table }: Client,
  { from = '', to, until, after, most }: ListingRange,
): Promise<ListingPage> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': { S: LISTINGS },
        ':from': { S: from === '' ? '!' : from },
        ':to': { S: until ?? (to === undefined ? '~' : `${to}~`) },
      },
      ScanIndexForward: false,
      Limit: most,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: { S: LISTINGS }, sk: { S: after } } }),
    }),
  );
  return {
    listings: Items.map((item) => ({ place: item.sk?.S ?? '', listed: readAs(item, listedIn) })),
    hasMore: LastEvaluatedKey !== undefined,
  };
}

const OWN: ReadonlySet<string> = new Set(['pk', 'sk', 'f']);

function listedIn(item: Item): readonly Listed[] {
  return Object.entries(item)
    .flatMap(([hash, value]) => (OWN.has(hash) ? [] : [{ hash, ...placeIn(value) }]))
    .sort((a, b) => b.since - a.since || (a.hash < b.hash ? -1 : 1));
}

/** The time alone of a first place, the time and the number of places that were left of a further one. */
function placeIn(value: AttributeValue): Omit<Listed, 'hash'> {
  if (value.S === undefined) return { since: numberIn(value), left: 0 };
  const [since = Number.NaN, left = Number.NaN] = value.S.split(' ').map(Number);
  if (!Number.isFinite(since) || !Number.isFinite(left))
    throw new UnreadableItem('it has a place of another shape');
  return { since, left };
}

/** What takes records off the list, wherever they are in it. The whole list is looked through: a place may have been another before. */
export async function unlisting(
  { client, table }: Client,
  hashes: readonly string[],
  most: number,
): Promise<readonly TransactWriteItem[]> {
  if (hashes.length === 0) return [];
  const updates: TransactWriteItem[] = [];
  const names = Object.fromEntries(hashes.map((hash, index) => [`#${index}`, hash]));
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: Object.keys(names)
          .map((name) => `attribute_exists(${name})`)
          .join(' OR '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':pk': { S: LISTINGS } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of Items) {
      const held = Object.entries(names).filter(([, hash]) => item[hash] !== undefined);
      if (item.sk === undefined || updates.length >= most) continue;
      updates.push({
        Update: {
          TableName: table,
          Key: { pk: { S: LISTINGS }, sk: item.sk },
          UpdateExpression: `REMOVE ${held.map(([name]) => name).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(held),
        },
      });
    }
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return updates;
}
