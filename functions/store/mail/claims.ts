// The claim of a mail to a lead: made before it is sent and marked after, so that no mail goes twice, whatever answer is lost.
import {
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { allow, type Refusal, takeBack } from '../../domain/mail/allowance.ts';
import { isMailPurpose, type MailPurpose } from '../../domain/mail/purpose.ts';
import { HELD_MS, type MailOf } from '../../domain/mail/shown-mail.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { checkFormat, FORMAT, type Item, readNumber, readText } from '../item-format.ts';
import { addressKey, UNDECIDED } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { CONDITION_FAILED, cancellationCodes, isContested } from '../transactions/cancellation.ts';
import { inRounds, Spoilt } from '../transactions/in-rounds.ts';
import { AddressInMotion, addressPut, CLAIM, changeAddress, readAddress } from './addresses.ts';

export type MailClaim = {
  /** The same at each try. */
  readonly id: string;
  readonly purpose: MailPurpose;
  readonly of: MailOf;
  /** The keyed hash of the address. */
  readonly hash: string;
  readonly perDay: number;
  /** ms since the epoch. */
  readonly now: number;
};

export type Claiming =
  | 'claimed'
  /** Another try claimed it a moment ago, and may be sending it. */
  | 'held'
  /** Another try claimed it, and never said what became of it. */
  | 'left'
  /** What became of it before. */
  | 'sent'
  | 'undecided'
  | Refusal;

/** Longer than a message can wait in its queue and among its dead letters. */
const KEPT_MS = 60 * 86_400_000;
const LISTED_MS = 90 * 86_400_000;

/** Claims a mail and counts it, or neither. @throws AddressInMotion */
export async function claimMail(table: LeadTable, claim: MailClaim): Promise<Claiming> {
  const { hash, id, perDay, now, purpose } = claim;
  const otherwise = () => new AddressInMotion('other mails to the address are claimed all the time');
  return await inRounds<Claiming>({ ...table, otherwise }, async () => {
    const known = await readClaim(table, claim);
    if (known !== undefined) return known;
    const address = await readAddress(table, hash);
    const allowed = allow(address.known, { asks: purpose === 'confirm', perDay, now });
    if (typeof allowed === 'string') return allowed;
    const Item = {
      pk: { S: addressKey(hash) },
      sk: { S: claimKey(id) },
      ...FORMAT,
      st: { S: 'claimed' },
      ...ofMail(claim),
    };
    try {
      await table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Put: {
                TableName: table.table,
                Item,
                ConditionExpression: 'attribute_not_exists(pk) OR st = :released',
                ExpressionAttributeValues: { ':released': { S: 'released' } },
              },
            },
            { Put: addressPut(table.table, hash, address.version, allowed, now) },
          ],
        }),
      );
      return 'claimed';
    } catch (error) {
      if (!isContested(error)) throw error;
      return new Spoilt(error);
    }
  });
}

/** What is kept of it beside what became of it. */
export function ofMail({ purpose, of, now }: Pick<MailClaim, 'purpose' | 'of' | 'now'>) {
  return {
    why: { S: purpose },
    of: { S: JSON.stringify(of) },
    at: { N: String(now) },
    [EXPIRES]: { N: String(Math.ceil((now + KEPT_MS) / 1000)) },
  };
}

async function readClaim(
  { client, table }: LeadTable,
  { hash, id, now }: MailClaim,
): Promise<Exclude<Claiming, 'claimed' | Refusal> | undefined> {
  const Key = { pk: { S: addressKey(hash) }, sk: { S: claimKey(id) } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  if (Item === undefined) return undefined;
  checkFormat(Item);
  const state = readText(Item, 'st');
  if (state === 'released') return undefined;
  if (state === 'sent' || state === 'undecided') return state;
  return readNumber(Item, 'at') > now - HELD_MS ? 'held' : 'left';
}

export async function markSent(table: LeadTable, claim: Pick<MailClaim, 'hash' | 'id'>): Promise<void> {
  await mark(table, claim, 'sent');
}

/** Of a mail that has certainly not gone: it may be claimed again. */
export async function releaseMail(table: LeadTable, claim: MailClaim): Promise<void> {
  const { hash, purpose, now } = claim;
  await mark(table, claim, 'released');
  await changeAddress(table, hash, now, (known) => takeBack(known, { asks: purpose === 'confirm', now }));
}

/** Of a mail that may have gone: it is not sent again, and listed. Both or neither, so that an erasure finds what is listed by the claim. */
export async function noteUndecided(
  table: LeadTable,
  claim: Omit<MailClaim, 'perDay' | 'of'>,
): Promise<void> {
  const { id, hash, purpose, now } = claim;
  const Item = {
    pk: { S: UNDECIDED },
    sk: { S: id },
    ...FORMAT,
    why: { S: purpose },
    lead: { S: hash },
    at: { N: String(now) },
    [EXPIRES]: { N: String(Math.ceil((now + LISTED_MS) / 1000)) },
  };
  await inRounds<void>({ ...table, otherwise: (cause) => cause }, async () => {
    try {
      await table.client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Update: marking(table, claim, 'undecided') },
            { Put: { TableName: table.table, Item } },
          ],
        }),
      );
      return;
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes?.[0] === CONDITION_FAILED) return;
      if (codes === undefined) throw error;
      return new Spoilt(error);
    }
  });
}

export type UndecidedMail = {
  readonly id: string;
  readonly purpose: MailPurpose;
  readonly lead: string;
  readonly at: number;
};

/** Some of the mails of which it is not known whether they went, in the order of their ids. @param after the id of one */
export async function listUndecided(
  { client, table }: LeadTable,
  most: number,
  after?: string,
): Promise<readonly UndecidedMail[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: UNDECIDED } },
      Limit: most,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: { S: UNDECIDED }, sk: { S: after } } }),
    }),
  );
  return Items.map(decodeUndecided);
}

function decodeUndecided(item: Item): UndecidedMail {
  checkFormat(item);
  const purpose = readText(item, 'why');
  return {
    id: readText(item, 'sk'),
    purpose: isMailPurpose(purpose) ? purpose : 'reply',
    lead: readText(item, 'lead'),
    at: readNumber(item, 'at'),
  };
}

async function mark(
  table: LeadTable,
  claim: Pick<MailClaim, 'hash' | 'id'>,
  state: 'sent' | 'released',
): Promise<void> {
  await table.client.send(new UpdateItemCommand(marking(table, claim, state))).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  });
}

function marking(
  { table }: LeadTable,
  { hash, id }: Pick<MailClaim, 'hash' | 'id'>,
  state: 'sent' | 'released' | 'undecided',
) {
  return {
    TableName: table,
    Key: { pk: { S: addressKey(hash) }, sk: { S: claimKey(id) } },
    UpdateExpression: 'SET st = :st',
    // An erasure may have deleted it meanwhile: nothing comes back.
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':st': { S: state } },
  };
}

function claimKey(id: string): string {
  return `${CLAIM}${id}`;
}
