// How far an export is, and which one readers see: one item, changed only by who has read what it changes.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Cursor } from '../../domain/recount.ts';
import { DATA_OUT } from '../../runtime/environment-names.ts';
import { FORMAT, isRecord, readJson, readNumber } from '../item-format.ts';

/** Two places take turns: readers see one while the other is written. */
export const PLACES = ['a', 'b'] as const;
export type Place = (typeof PLACES)[number];

export type RunningExport = {
  readonly run: string;
  readonly place: Place;
  /** When it began, ms since the epoch. */
  readonly begun: number;
  /** The first local day of the period that it is of. */
  readonly period: string;
  /** No other run goes on with it until then, ms since the epoch. */
  readonly until: number;
  /** Where the walk over the leads goes on; absent: at the beginning; null: it is through. */
  readonly cursor?: Cursor | null;
  /** The next local day of cells; absent: none is written yet. */
  readonly nextDay?: string;
  /** Of which definitions cells are, and since when they are read, ms since the epoch. */
  readonly cellsOf?: { readonly definitions: string; readonly asOf: number };
  /** The names of files that are whole; others in the place are of runs that were stopped. */
  readonly leadFiles: readonly string[];
  readonly cellFiles: readonly string[];
  readonly leads: number;
  readonly events: number;
  readonly cells: number;
};

export type ExportState = {
  /** Grows with every change; 0 before the first. */
  readonly version: number;
  /** The period of the latest export that was begun because it was due, or asked for. */
  readonly period?: string;
  /** What readers see, and since when. */
  readonly shown?: { readonly place: Place; readonly since: number };
  /** Holds an export that readers may still be reading, and is to be emptied. */
  readonly left?: Place;
  readonly running?: RunningExport;
};

type Table = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

const KEY = { pk: { S: DATA_OUT }, sk: { S: 'state' } } as const;

/** @throws UnreadableItem */
export async function readExport({ client, table }: Table): Promise<ExportState> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
  );
  if (Item === undefined) return { version: 0 };
  return { ...readJson(Item, 'state', isState), version: readNumber(Item, 'v') };
}

/** @returns the state as it is now; undefined where another run has changed it */
export async function writeExport(
  { client, table }: Table,
  { version, ...state }: ExportState,
): Promise<ExportState | undefined> {
  const next = version + 1;
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...KEY, ...FORMAT, v: { N: String(next) }, state: { S: JSON.stringify(state) } },
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'v = :v',
              ExpressionAttributeValues: { ':v': { N: String(version) } },
            }),
      }),
    );
    return { ...state, version: next };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

function isState(value: unknown): value is Omit<ExportState, 'version'> {
  if (!isRecord(value)) return false;
  const { period, shown, left, running } = value;
  return (
    (period === undefined || typeof period === 'string') &&
    (shown === undefined || (isRecord(shown) && isPlace(shown.place) && typeof shown.since === 'number')) &&
    (left === undefined || isPlace(left)) &&
    (running === undefined || isRunning(running))
  );
}

function isRunning(value: unknown): value is RunningExport {
  if (!isRecord(value)) return false;
  const { run, place, period, cursor, nextDay, cellsOf, leadFiles, cellFiles } = value;
  return (
    typeof run === 'string' &&
    isPlace(place) &&
    typeof period === 'string' &&
    [value.begun, value.until, value.leads, value.events, value.cells].every((n) => typeof n === 'number') &&
    (cursor === undefined || cursor === null || isCursor(cursor)) &&
    (nextDay === undefined || typeof nextDay === 'string') &&
    (cellsOf === undefined ||
      (isRecord(cellsOf) && typeof cellsOf.definitions === 'string' && typeof cellsOf.asOf === 'number')) &&
    [leadFiles, cellFiles].every((all) => Array.isArray(all) && all.every((one) => typeof one === 'string'))
  );
}

function isCursor(value: unknown): boolean {
  return isRecord(value) && typeof value.pk === 'string' && typeof value.sk === 'string';
}

function isPlace(value: unknown): value is Place {
  return PLACES.some((one) => one === value);
}
