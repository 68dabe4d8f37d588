// Puts a submission into quarantine, at most so many of a form an hour; above that it is only counted.
import { GetItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LeadId, Submission } from '../../domain/event/event.ts';
import type { SpamReason } from '../../domain/spam/reason.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT } from '../item-format.ts';
import { QUARANTINE, quarantineHoursKey, quarantineOfKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { isErased } from '../leads/read-leads.ts';
import { CONDITION_FAILED, cancellationCodes } from '../transactions/cancellation.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { closePlace } from './close.ts';
import { expiryOf, hourOf, placeOf } from './place.ts';

/** A flood costs no more than this an hour and form, each six write units. */
export const KEPT_AN_HOUR = 100;

/** `known`: it is there already, or was and was taken out. */
export type Keeping = 'kept' | 'known' | 'full';

/** @throws what DynamoDB throws; to keep the same submission again changes nothing */
export async function keep(
  table: LeadTable,
  submission: Submission,
  reasons: readonly SpamReason[],
): Promise<Keeping> {
  const keeping = await inRounds<Keeping>({ ...table, otherwise: (cause) => cause }, async () => {
    try {
      await table.client.send(
        new TransactWriteItemsCommand({ TransactItems: itemsOf(table, submission, reasons) }),
      );
      return 'kept';
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes === undefined) throw error;
      const [place, , hour] = codes;
      if (place === CONDITION_FAILED) return 'kept';
      return hour === CONDITION_FAILED ? 'full' : new Spoilt(error);
    }
  });
  return keeping === 'kept' && (await dropErased(table, submission)) ? 'known' : keeping;
}

function itemsOf(
  { table: TableName, hashOf }: LeadTable,
  submission: Submission,
  reasons: readonly SpamReason[],
) {
  const { event } = submission;
  const sk = { S: placeOf(event) };
  const expires = { [EXPIRES]: { N: String(expiryOf(event.received)) } };
  const { screening: _, ...released } = submission;
  const data = { S: JSON.stringify({ reasons, submission: released }) };
  const email = emailOf(submission);
  const hour = hourUpdate(event.name, event.received, 'kept', 1, TableName);
  return [
    {
      Put: {
        TableName,
        Item: { pk: { S: QUARANTINE }, sk, ...FORMAT, data, ...expires },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    { Put: { TableName, Item: { pk: { S: quarantineOfKey(hashOf(email)) }, sk, ...FORMAT, ...expires } } },
    {
      Update: {
        ...hour,
        ConditionExpression: 'attribute_not_exists(kept) OR kept < :most',
        ExpressionAttributeValues: {
          ...hour.ExpressionAttributeValues,
          ':most': { N: String(KEPT_AN_HOUR) },
        },
      },
    },
  ];
}

function hourUpdate(form: string, received: number, name: 'kept' | 'more', n: number, TableName: string) {
  return {
    TableName,
    Key: { pk: { S: quarantineHoursKey(form) }, sk: { S: hourOf(received) } },
    UpdateExpression: `ADD ${name} :n SET f = :f, ${EXPIRES} = :expires`,
    ExpressionAttributeValues: {
      ':n': { N: String(n) },
      ':f': FORMAT.f,
      ':expires': { N: String(expiryOf(received)) },
    },
  };
}

/** How many more of a form are kept in the hour of a time. */
export async function roomIn({ client, table }: LeadTable, form: string, received: number): Promise<number> {
  const Key = { pk: { S: quarantineHoursKey(form) }, sk: { S: hourOf(received) } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
  return KEPT_AN_HOUR - Number(Item?.kept?.N ?? 0);
}

/** Counts what is not kept: about so many, as a message that comes twice is counted twice. */
export async function countMore(
  { client, table }: LeadTable,
  form: string,
  received: number,
  n: number,
): Promise<void> {
  await client.send(new UpdateItemCommand(hourUpdate(form, received, 'more', n, table)));
}

/**
 * What was received before its person was erased does not stay. The mark is written before quarantine is looked through:
 * either it is seen here, or what was written here is found there.
 */
async function dropErased(table: LeadTable, submission: Submission): Promise<boolean> {
  const email = emailOf(submission);
  const hash = table.hashOf(email);
  if (!(await isErased(table, hash, submission.event.received))) return false;
  await closePlace(table, placeOf(submission.event), hash);
  return true;
}

export function emailOf({ ids }: Submission): LeadId {
  return { kind: 'email', key: ids.email ?? '' };
}
