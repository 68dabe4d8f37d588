// The items that say which reports were mailed to whom; a recipient stands in them as a hash.
import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReportPeriod } from '../../domain/config/config.ts';
import type { MailMarker, Revisions } from '../../domain/report/report-mail.ts';
import { FORMAT, type Item, isRecord, readJson, readNumber } from '../item-format.ts';
import { mailsKey } from '../keys.ts';
import { queryAll } from '../query-all.ts';
import type { Markers } from './revision-markers.ts';

/** What is mailed of one period at one time of day. */
export type MailName = {
  readonly every: ReportPeriod;
  /** The first local day of the period. */
  readonly from: string;
  /** Minutes of the day. */
  readonly at: number;
};

/** By recipient, for those in `to` that have one. */
export async function readMailMarkers(
  { client, table }: Markers,
  name: MailName,
  to: readonly string[],
): Promise<ReadonlyMap<string, MailMarker>> {
  const byKey = new Map(to.map((recipient) => [sortKey(name, recipient), recipient]));
  const markers = new Map<string, MailMarker>();
  const prefix = prefixOf(name);
  const all = { table, pk: mailsKey(name.every), from: prefix, to: `${prefix}~`, isConsistent: true };
  for (const item of await queryAll(client, all)) {
    const recipient = byKey.get(item.sk?.S ?? '');
    if (recipient !== undefined) markers.set(recipient, decode(item));
  }
  return markers;
}

/** Puts a marker in the place of the version before it. False where another run was there first. */
export async function writeMailMarker(
  { client, table }: Markers,
  name: MailName,
  recipient: string,
  { revisions, sent, ...numbers }: MailMarker,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: mailsKey(name.every) },
          sk: { S: sortKey(name, recipient) },
          ...FORMAT,
          ...Object.fromEntries(NUMBERS.map((field) => [field, { N: String(numbers[field]) }])),
          revisions: { S: JSON.stringify(revisions) },
          sent: { S: JSON.stringify(sent) },
        },
        ...(numbers.version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :before',
              ExpressionAttributeValues: { ':before': { N: String(numbers.version - 1) } },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const NUMBERS = ['version', 'tries', 'until', 'sentAt'] as const satisfies readonly (keyof MailMarker)[];

/** @throws UnreadableItem */
function decode(item: Item): MailMarker {
  return {
    revisions: readJson(item, 'revisions', isRevisions),
    sent: readJson(item, 'sent', isRevisions),
    version: readNumber(item, 'version'),
    tries: readNumber(item, 'tries'),
    until: readNumber(item, 'until'),
    sentAt: readNumber(item, 'sentAt'),
  };
}

function isRevisions(value: unknown): value is Revisions {
  return isRecord(value) && Object.values(value).every(Number.isSafeInteger);
}

function prefixOf({ from, at }: MailName): string {
  return `${from}#${at}#`;
}

function sortKey(name: MailName, recipient: string): string {
  const hash = createHash('sha256').update(recipient).digest('base64url').slice(0, 22);
  return `${prefixOf(name)}${hash}`;
}
