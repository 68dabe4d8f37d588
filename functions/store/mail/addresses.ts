// What is known of an address that mail goes to, under its keyed hash: one item that changes only as it was read.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  type Put,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Allowance, NO_MAIL_YET, STOPS } from '../../domain/mail/allowance.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT, type Item, isRecord, readJson, readNumber, unchangedSince } from '../item-format.ts';
import { addressKey, UNDECIDED } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';

export const ADDRESS = 'address';
/** Before the id of a mail. */
export const CLAIM = 'm#';
const KEPT_MS = 365 * 86_400_000;

export type Address = { readonly version: number; readonly known: Allowance };

/** Others change the same address at each try. */
export class AddressInMotion extends Error {
  override readonly name = 'AddressInMotion';
}

export async function readAddress({ client, table }: LeadTable, hash: string): Promise<Address> {
  const Key = { pk: { S: addressKey(hash) }, sk: { S: ADDRESS } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined) return { version: 0, known: NO_MAIL_YET };
  return { version: readNumber(Item, 'v'), known: readJson(Item, 'known', isAllowance) };
}

/** @param version that it was read with */
export function addressPut(table: string, hash: string, version: number, known: Allowance, now: number): Put {
  const Item: Item = {
    pk: { S: addressKey(hash) },
    sk: { S: ADDRESS },
    ...FORMAT,
    v: { N: String(version + 1) },
    known: { S: JSON.stringify(known) },
    // Who is not to get mail is never forgotten.
    ...(known.stopped === undefined ? { [EXPIRES]: { N: String(Math.ceil((now + KEPT_MS) / 1000)) } } : {}),
  };
  return {
    TableName: table,
    Item: { ...Item },
    ...unchangedSince(version),
  };
}

/** Changes what is known of an address. @throws AddressInMotion */
export async function changeAddress(
  table: LeadTable,
  hash: string,
  now: number,
  change: (known: Allowance) => Allowance,
): Promise<Allowance> {
  const otherwise = () => new AddressInMotion('what is known of an address changes all the time');
  return await inRounds<Allowance>({ ...table, otherwise }, async () => {
    const { version, known } = await readAddress(table, hash);
    const changed = change(known);
    if (JSON.stringify(changed) === JSON.stringify(known)) return known;
    try {
      await table.client.send(new PutItemCommand(addressPut(table.table, hash, version, changed, now)));
      return changed;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return new Spoilt(error);
    }
  });
}

/**
 * Deletes all that is kept of mails to an address, and about it on this machine. That it is not to get any stays: by its keyed
 * hash, with the reason and the time.
 * @returns how many mails this machine kept
 */
export async function forgetMails(
  { client, table, emptyInbox }: Pick<LeadTable, 'client' | 'table' | 'emptyInbox'>,
  hash: string,
): Promise<number> {
  for (;;) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: addressKey(hash) } },
        ConsistentRead: true,
      }),
    );
    const left = Items.filter((item) => !isBareStop(item));
    if (left.length === 0) return (await emptyInbox?.(hash)) ?? 0;
    for (const item of left) {
      const { pk, sk } = item;
      if (pk === undefined || sk === undefined) continue;
      const { stopped } = sk.S === ADDRESS ? readJson(item, 'known', isAllowance) : {};
      if (stopped === undefined) {
        if (item.st?.S === 'undecided') {
          const Key = { pk: { S: UNDECIDED }, sk: { S: (sk.S ?? '').slice(CLAIM.length) } };
          await client.send(new DeleteItemCommand({ TableName: table, Key }));
        }
        await client.send(new DeleteItemCommand({ TableName: table, Key: { pk, sk } }));
        continue;
      }
      const bare = { ...NO_MAIL_YET, stopped };
      const put = addressPut(table, hash, readNumber(item, 'v'), bare, 0);
      await client.send(new PutItemCommand(put)).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    }
  }
}

function isBareStop(item: Item): boolean {
  if (item.sk?.S !== ADDRESS) return false;
  const { stopped, sent, asked } = readJson(item, 'known', isAllowance);
  return stopped !== undefined && sent.length === 0 && asked.length === 0;
}

export function isAllowance(value: unknown): value is Allowance {
  if (!isRecord(value)) return false;
  const { stopped, sent, asked } = value;
  const isTimes = (times: unknown): boolean =>
    Array.isArray(times) && times.every((time) => Number.isSafeInteger(time));
  return (
    isTimes(sent) &&
    isTimes(asked) &&
    (stopped === undefined ||
      (isRecord(stopped) && STOPS.some((one) => one === stopped.why) && Number.isSafeInteger(stopped.at)))
  );
}
