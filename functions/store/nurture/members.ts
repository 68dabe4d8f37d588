// The leads in sequences: one item for each lead and sequence, which stays as long as the lead, so that no lead enters twice.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { ENDINGS, type Member } from '../../domain/nurture/member.ts';
import { FORMAT, type Item, isRecord, readJson, readText } from '../item-format.ts';
import { membersKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { type DueStep, deleteDue, putDue } from './due-index.ts';

type Table = Pick<LeadTable, 'client' | 'table'>;
/** A lead in a sequence, by the record under which it entered. */
export type MemberKey = Pick<DueStep, 'sequence' | 'lead'>;

export async function readMember({ client, table }: Table, key: MemberKey): Promise<Member | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: placeOf(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : decodeMember(Item).member;
}

/** All sequences under one record. */
export async function readMembers(
  { client, table }: Table,
  lead: string,
): Promise<readonly { readonly sequence: string; readonly member: Member }[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: membersKey(lead) } },
      ConsistentRead: true,
    }),
  );
  return Items.map(decodeMember);
}

/** Its step is put among those that wait first: what is not noted here is dropped when it comes. @returns whether it is new */
export async function addMember(table: Table, key: MemberKey, member: Member): Promise<boolean> {
  if (member.due !== undefined) await putDue(table, { ...key, due: member.due });
  return await put(table, key, member, { ConditionExpression: 'attribute_not_exists(pk)' });
}

/**
 * Goes on from a turn to the next. After a crash in between the turn comes again.
 * @param due of the turn @returns whether it was still the member's turn
 */
export async function changeMember(table: Table, { due, ...key }: DueStep, member: Member): Promise<boolean> {
  if (member.due !== undefined) await putDue(table, { ...key, due: member.due });
  const isOwnTurn = await put(table, key, member, {
    ConditionExpression: 'due = :due',
    ExpressionAttributeValues: { ':due': { N: String(due) } },
  });
  if (!isOwnTurn && member.due !== undefined) await dropUnlessNoted(table, { ...key, due: member.due });
  return isOwnTurn;
}

/** Another try may have gone on to the same step: then it waits for that. */
async function dropUnlessNoted(table: Table, step: DueStep): Promise<void> {
  if ((await readMember(table, step))?.due !== step.due) await deleteDue(table, step);
}

/** Deletes all that is kept of a record in sequences, with what waits. */
export async function forgetMembers(table: Table, lead: string): Promise<void> {
  for (const { sequence, member } of await readMembers(table, lead)) {
    if (member.due !== undefined) await deleteDue(table, { sequence, lead, due: member.due });
    const Key = placeOf({ sequence, lead });
    await table.client.send(new DeleteItemCommand({ TableName: table.table, Key }));
  }
}

async function put(
  { client, table }: Table,
  key: MemberKey,
  member: Member,
  condition: Pick<
    ConstructorParameters<typeof PutItemCommand>[0],
    'ConditionExpression' | 'ExpressionAttributeValues'
  >,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({ TableName: table, Item: encodeMember(key, member), ...condition }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function encodeMember(key: MemberKey, { due, ...state }: Member): Record<string, AttributeValue> {
  return {
    ...placeOf(key),
    ...FORMAT,
    state: { S: JSON.stringify(state) },
    ...(due === undefined ? {} : { due: { N: String(due) } }),
  };
}

/** @throws UnreadableItem */
export function decodeMember(item: Item): { readonly sequence: string; readonly member: Member } {
  const state = readJson(item, 'state', isState);
  return {
    sequence: readText(item, 'sk'),
    member: item.due === undefined ? state : { ...state, due: Number(item.due.N) },
  };
}

function placeOf({ sequence, lead }: MemberKey) {
  return { pk: { S: membersKey(lead) }, sk: { S: sequence } };
}

function isState(value: unknown): value is Omit<Member, 'due'> {
  if (!isRecord(value)) return false;
  const { isHeldOut, entered, base, through, behind, mailed, ended } = value;
  return (
    typeof isHeldOut === 'boolean' &&
    [entered, base, through, mailed].every(Number.isSafeInteger) &&
    Array.isArray(behind) &&
    behind.every(Number.isSafeInteger) &&
    (ended === undefined ||
      (isRecord(ended) && ENDINGS.some((one) => one === ended.why) && Number.isSafeInteger(ended.at)))
  );
}
