// The due index: one item for each step that waits, in order of time, so that reading what is due touches nothing else.
import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { checkFormat, FORMAT, type Item, UnreadableItem } from '../item-format.ts';
import { dueKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';

/** A step of a member of a sequence. */
export type DueStep = {
  readonly sequence: string;
  /** The public id of the record under which the lead entered. */
  readonly lead: string;
  /** ms since the epoch; no two of a member are the same. */
  readonly due: number;
};

/** Of a partition DynamoDB takes a thousand writes a second. */
export const DUE_SHARDS = 8;
/** What is not handed out for so long is not sent any more. */
const KEPT_MS = 30 * 86_400_000;
const DIGITS = 15;
/** Above every step that is due at the same time: neither ids nor hashes have such a character. */
const ABOVE = '~';

type Table = Pick<LeadTable, 'client' | 'table'>;

export async function putDue({ client, table }: Table, step: DueStep): Promise<void> {
  const Item = {
    ...placeOf(step),
    ...FORMAT,
    [EXPIRES]: { N: String(Math.ceil((step.due + KEPT_MS) / 1000)) },
  };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

export async function deleteDue({ client, table }: Table, step: DueStep): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: placeOf(step) }));
}

/** Some of the steps that are due in a shard, the earliest first; a step that was taken a moment ago may be among them. */
export async function readDue(
  { client, table }: Table,
  shard: number,
  { now, most, after }: { readonly now: number; readonly most: number; readonly after?: DueStep | undefined },
): Promise<readonly DueStep[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk < :until',
      ExpressionAttributeValues: {
        ':pk': { S: dueKey(shard) },
        ':until': { S: `${padded(now)}#${ABOVE}` },
      },
      Limit: most,
      ...(after === undefined ? {} : { ExclusiveStartKey: placeOf(after) }),
    }),
  );
  return Items.map(decodeDue);
}

/** @throws UnreadableItem */
export function decodeDue(item: Item): DueStep {
  checkFormat(item);
  const [due, sequence, lead] = (item.sk?.S ?? '').split('#');
  if (sequence === undefined || lead === undefined || !Number.isSafeInteger(Number(due)))
    throw new UnreadableItem(`${item.pk?.S} ${item.sk?.S}: its key names no step`);
  return { due: Number(due), sequence, lead };
}

function placeOf({ sequence, lead, due }: DueStep) {
  const shard = lead.charCodeAt(0) % DUE_SHARDS;
  return { pk: { S: dueKey(shard) }, sk: { S: `${padded(due)}#${sequence}#${lead}` } };
}

function padded(ms: number): string {
  return String(ms).padStart(DIGITS, '0');
}
