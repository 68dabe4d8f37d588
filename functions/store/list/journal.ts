// What has changed in the index of contacts and is not packed yet: an item for each transaction that changes it, written with it.
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Step } from '../../domain/advance.ts';
import { type IndexRow, isSameTold, toldOf } from '../../domain/summary/list-row.ts';
import { FORMAT, readAs } from '../item-format.ts';
import { JOURNAL } from '../keys.ts';
import { packRows, RowPage } from './row-pages.ts';

export type ListTable = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** The rows that steps change: of new contacts, of those of which another thing is told, and of those that are none any more. */
export function rowsChangedBy(
  steps: readonly Step[],
  hashOf: (id: Step['write']['id']) => string,
): readonly IndexRow[] {
  return steps.flatMap(({ read, write }) => {
    if (isSameTold(read.summary, write.summary)) return [];
    const told = write.summary && toldOf(write.summary);
    return [{ hash: hashOf(write.id), version: write.version + 1, told }];
  });
}

/** Another at each try: where it is taken, nothing is written. */
export function journalName({ random }: { readonly random: () => number }): string {
  return Math.floor(random() * 2 ** 48).toString(36);
}

/**
 * The items that tell of changed rows: one, or none.
 * @param name of this transaction, so that no two write one item
 */
export function journalPuts(
  table: string,
  rows: readonly IndexRow[],
  name: string,
): readonly TransactWriteItem[] {
  if (rows.length === 0) return [];
  const Item = { pk: { S: JOURNAL }, sk: { S: name }, ...FORMAT, v: { N: '1' }, ...packRows(rows) };
  return [{ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } }];
}

/** An item that holds rows, as it was found. */
export type Found = {
  readonly sk: string;
  /** How often it was written. */
  readonly v: AttributeValue;
  readonly page: RowPage;
};

export type Journal = {
  readonly items: readonly Found[];
  /** Whether these are all that there are. */
  readonly isWhole: boolean;
};

/**
 * What is not packed yet, strongly consistent.
 * @param most rows; what is beyond them may be left out
 * @throws UnreadableItem
 */
export async function readJournal(
  { client, table }: ListTable,
  most = Number.POSITIVE_INFINITY,
): Promise<Journal> {
  const found: Found[] = [];
  let rows = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: JOURNAL } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of Items) {
      const page = readAs(item, (own) => new RowPage(own));
      found.push({ sk: item.sk?.S ?? '', v: item.v ?? { N: '' }, page });
      rows += page.size;
    }
    start = LastEvaluatedKey;
  } while (start !== undefined && rows < most);
  return { items: found, isWhole: start === undefined };
}
