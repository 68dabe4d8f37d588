// What is kept of the mails to an address: those that were claimed, those that it did not get, and whether it gets any.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { REFUSALS, type Refusal, type Stop } from '../../domain/mail/allowance.ts';
import { isMailPurpose } from '../../domain/mail/purpose.ts';
import type { KnownMail, MailOf } from '../../domain/mail/shown-mail.ts';
import { EXPIRES } from '../../runtime/environment-names.ts';
import { FORMAT, type Item, isRecord, readJson, readNumber, readText, unreadable } from '../item-format.ts';
import { addressKey } from '../keys.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import { queryAll } from '../query-all.ts';
import { ADDRESS, isAllowance } from './addresses.ts';
import { type MailClaim, ofMail } from './claims.ts';

/** Before the reason for which an address did not get mails. */
const SUPPRESSED = 's#';

export type MailsOfAddress = {
  readonly mails: readonly KnownMail[];
  readonly stopped?: { readonly why: Stop; readonly at: number };
};

/** Half a read unit for each 4 KB: a moment old at most. @param now what has expired is left out, ms since the epoch */
export async function readMails(
  { client, table }: Pick<LeadTable, 'client' | 'table'>,
  hash: string,
  now: number,
): Promise<MailsOfAddress> {
  const all = { table, pk: addressKey(hash), from: ADDRESS, to: '~', isConsistent: false };
  const items = await queryAll(client, all);
  const address = items.find(({ sk }) => sk?.S === ADDRESS);
  const { stopped } = address === undefined ? {} : readJson(address, 'known', isAllowance);
  return {
    mails: items.filter((item) => item !== address && readNumber(item, EXPIRES) * 1000 > now).map(decodeMail),
    ...(stopped === undefined ? {} : { stopped }),
  };
}

/** @throws UnreadableItem */
function decodeMail(item: Item): KnownMail {
  const of = readJson(item, 'of', isMailOf);
  const purpose = readText(item, 'why');
  const state = STATES.find((one) => one === item.st?.S);
  if (!isMailPurpose(purpose)) throw unreadable(item, 'it is for nothing that is known');
  if (state === undefined) throw unreadable(item, 'its state is none that is known');
  return {
    purpose,
    of,
    at: readNumber(item, 'at'),
    state,
    ...(item.n === undefined ? {} : { times: readNumber(item, 'n') }),
  };
}

const STATES = ['claimed', 'sent', 'undecided', 'released', ...REFUSALS] as const;

function isMailOf(value: unknown): value is MailOf {
  if (!isRecord(value)) return false;
  const { form, file, sequence, step } = value;
  return typeof form === 'string'
    ? file === undefined || typeof file === 'string'
    : typeof sequence === 'string' && typeof step === 'string';
}

/** Counts a mail that an address does not get: one item for each reason, with the last of them. A try after a crash counts again. */
export async function noteSuppressed(
  { client, table }: Pick<LeadTable, 'client' | 'table'>,
  claim: MailClaim,
  because: Refusal,
): Promise<void> {
  const { why, of, at, [EXPIRES]: expires } = ofMail(claim);
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: addressKey(claim.hash) }, sk: { S: `${SUPPRESSED}${because}` } },
      UpdateExpression: `SET f = :f, st = :st, why = :why, #of = :of, #at = :at, ${EXPIRES} = :x ADD n :one`,
      ExpressionAttributeNames: { '#of': 'of', '#at': 'at' },
      ExpressionAttributeValues: {
        ':f': FORMAT.f,
        ':st': { S: because },
        ':why': why,
        ':of': of,
        ':at': at,
        ':x': expires,
        ':one': { N: '1' },
      },
    }),
  );
}
