// The items that say which reports were mailed to whom; a recipient stands in them as a hash.
import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { MailMarker } from '../../domain/report/report-mail.ts';
import { checkFormat, FORMAT, readNumber } from '../item-format.ts';
import { mailsKey } from '../keys.ts';
import { type Markers, type PeriodName, periodPrefix } from './revision-markers.ts';

/** By recipient, for those in `to` that have one. */
export async function readMailMarkers(
  { client, table }: Markers,
  period: PeriodName,
  to: readonly string[],
): Promise<ReadonlyMap<string, MailMarker>> {
  const byKey = new Map(to.map((recipient) => [sortKey(period, recipient), recipient]));
  const markers = new Map<string, MailMarker>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': { S: mailsKey(period.funnel) },
          ':prefix': { S: periodPrefix(period) },
        },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      const recipient = byKey.get(item.sk?.S ?? '');
      if (recipient !== undefined) markers.set(recipient, decode(item));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return markers;
}

/** Puts a marker in the place of the version before it. False where another run was there first. */
export async function writeMailMarker(
  { client, table }: Markers,
  period: PeriodName,
  recipient: string,
  marker: MailMarker,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: mailsKey(period.funnel) },
          sk: { S: sortKey(period, recipient) },
          ...FORMAT,
          ...Object.fromEntries(FIELDS.map((field) => [field, { N: String(marker[field]) }])),
        },
        ...(marker.version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :before',
              ExpressionAttributeValues: { ':before': { N: String(marker.version - 1) } },
            }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const FIELDS = [
  'version',
  'revision',
  'tries',
  'until',
  'sent',
  'sentAt',
] as const satisfies readonly (keyof MailMarker)[];

function decode(item: Readonly<Record<string, AttributeValue>>): MailMarker {
  checkFormat(item);
  const number = (field: keyof MailMarker): number => readNumber(item, field);
  return {
    version: number('version'),
    revision: number('revision'),
    tries: number('tries'),
    until: number('until'),
    sent: number('sent'),
    sentAt: number('sentAt'),
  };
}

function sortKey(period: PeriodName, recipient: string): string {
  const hash = createHash('sha256').update(recipient).digest('base64url').slice(0, 22);
  return `${periodPrefix(period)}${hash}`;
}
