// The items that say which revisions were issued, and which one is being written: the bucket cannot be asked that.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ReportPeriod } from '../../domain/config/config.ts';
import type { RevisionEntry } from '../../domain/report/report-revision.ts';
import { checkFormat, FORMAT, readNumber, readText, UnreadableItem } from '../item-format.ts';
import { revisionsKey } from '../keys.ts';

export type Markers = { readonly client: DynamoDBClient; readonly table: string };

export type PeriodName = { readonly funnel: string; readonly every: ReportPeriod; readonly from: string };

/** A revision that was issued; `digest` is of its figures. */
export type IssuedMarker = RevisionEntry & { readonly digest: string };

/** A number that somebody has taken to write a revision under, until `until` (ms since the epoch). */
export type Claim = PeriodName & { readonly revision: number; readonly until: number };

/** Every period's issued revisions, in the order of their keys: by kind of period, first day and number. */
export async function readMarkers(
  { client, table }: Markers,
  funnel: string,
  prefix = '',
): Promise<readonly IssuedMarker[]> {
  const markers: IssuedMarker[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': { S: revisionsKey(funnel) },
          ...(prefix === '' ? {} : { ':prefix': { S: prefix } }),
        },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const item of page.Items ?? []) {
      const marker = decode(item);
      if (marker !== undefined) markers.push(marker);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return markers;
}

export function periodPrefix({ every, from }: Pick<PeriodName, 'every' | 'from'>): string {
  return `${every}#${from}#`;
}

/** False where somebody else holds the number, or has issued it. A claim that ran out may be taken over. */
export async function claim({ client, table }: Markers, wanted: Claim, now: number): Promise<boolean> {
  return passed(
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...keyOf(wanted), ...FORMAT, until: { N: String(wanted.until) } },
        ConditionExpression: 'attribute_not_exists(pk) OR #until < :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': { N: String(now) } },
      }),
    ),
  );
}

/** Makes a claim an issued revision. False where the claim was taken over meanwhile. */
export async function confirm(markers: Markers, held: Claim, issued: IssuedMarker): Promise<boolean> {
  const { client, table } = markers;
  return passed(
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...keyOf(held), ...encode(issued) },
        ConditionExpression: '#until = :until',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':until': { N: String(held.until) } },
      }),
    ),
  );
}

/** Says of an issued revision that no event on time can change it any more. */
export async function markFinal(
  { client, table }: Markers,
  revision: PeriodName & { readonly revision: number },
): Promise<void> {
  await passed(
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(revision),
        UpdateExpression: 'SET #final = :true',
        ConditionExpression: 'attribute_exists(#digest)',
        ExpressionAttributeNames: { '#final': 'final', '#digest': 'digest' },
        ExpressionAttributeValues: { ':true': { BOOL: true } },
      }),
    ),
  );
}

async function passed(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

type Item = Record<string, AttributeValue>;

const PERIODS: readonly ReportPeriod[] = ['day', 'week', 'month'];

function keyOf({ funnel, every, from, revision }: PeriodName & { readonly revision: number }): {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
} {
  const sk = `${periodPrefix({ every, from })}${String(revision).padStart(6, '0')}`;
  return { pk: { S: revisionsKey(funnel) }, sk: { S: sk } };
}

/** An issued revision has no `until`: nobody can take it over. */
function encode({ to, restates, definition, asOf, entered, final, digest }: IssuedMarker): Item {
  return {
    ...FORMAT,
    to: { S: to },
    ...(restates === null ? {} : { restates: { N: String(restates) } }),
    definition: { S: definition },
    asOf: { S: asOf },
    entered: { N: String(entered) },
    final: { BOOL: final },
    digest: { S: digest },
  };
}

/** Undefined for a claim. */
function decode(item: Readonly<Item>): IssuedMarker | undefined {
  checkFormat(item);
  if (item.digest === undefined) return undefined;
  const [period, from = '', revision] = readText(item, 'sk').split('#');
  const every = PERIODS.find((one) => one === period);
  if (every === undefined) throw new UnreadableItem(`${item.pk?.S} ${item.sk?.S}: its period is unknown`);
  return {
    every,
    from,
    to: readText(item, 'to'),
    revision: Number(revision),
    restates: item.restates === undefined ? null : readNumber(item, 'restates'),
    definition: readText(item, 'definition'),
    asOf: readText(item, 'asOf'),
    entered: readNumber(item, 'entered'),
    final: item.final?.BOOL === true,
    digest: readText(item, 'digest'),
  };
}
