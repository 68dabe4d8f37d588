// What is known of each watched figure: one item a figure, changed once a day together with what is told of that day.
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ENDINGS, type FigureState, type Incident, type Sums } from '../../domain/alerts/watch.ts';
import { FIGURES } from '../../runtime/environment-names.ts';
import {
  FORMAT,
  type Item,
  isRecord,
  readJson,
  readNumber,
  readText,
  unchangedSince,
} from '../item-format.ts';
import { type Note, outboxItems, outboxPuts } from '../outbox/outbox.ts';
import { queryAll } from '../query-all.ts';
import { CONDITION_FAILED, cancellationCodes } from '../transactions/cancellation.ts';

type Table = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** A figure by its alert and, of a source, its value. */
export type FigureName = { readonly alert: string; readonly value: string };

export type KnownFigure = FigureName & {
  /** Grows with every change; 0 before the first. */
  readonly version: number;
  readonly state: FigureState;
};

/** Of all alerts. */
export async function readFigures({ client, table }: Table): Promise<readonly KnownFigure[]> {
  const range = { table, pk: FIGURES, from: '!', to: '~', isConsistent: true };
  return (await queryAll(client, range)).map(decodeFigure);
}

export async function readFigure(
  { client, table }: Table,
  name: FigureName,
): Promise<FigureState | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: placeOf(name), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : decodeFigure(Item).state;
}

/**
 * Puts a state in the place of the version before it, with what is to be told of the change, or neither.
 * @param at ms since the epoch
 * @returns false where another run was there first
 */
export async function writeFigure(
  { client, table }: Table,
  { version, ...figure }: KnownFigure,
  notes: readonly Note[],
  at: number,
): Promise<boolean> {
  const Item = encodeFigure({ ...figure, version: version + 1 });
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: table, Item, ...unchangedSince(version) } },
          ...outboxPuts(table, outboxItems(notes, at)),
        ],
      }),
    );
    return true;
  } catch (error) {
    if (cancellationCodes(error)?.includes(CONDITION_FAILED)) return false;
    throw error;
  }
}

function encodeFigure({ version, state, ...name }: KnownFigure): Record<string, AttributeValue> {
  return { ...placeOf(name), ...FORMAT, v: { N: String(version) }, state: { S: JSON.stringify(state) } };
}

/** @throws UnreadableItem */
export function decodeFigure(item: Item): KnownFigure {
  const state = readJson(item, 'state', isState);
  const place = readText(item, 'sk');
  const at = place.indexOf('#');
  return {
    alert: place.slice(0, at),
    value: place.slice(at + 1),
    version: readNumber(item, 'v'),
    state,
  };
}

/** No id of an alert has such a character. */
function placeOf({ alert, value }: FigureName) {
  return { pk: { S: FIGURES }, sk: { S: `${alert}#${value}` } };
}

function isState(value: unknown): value is FigureState {
  if (!isRecord(value)) return false;
  const { what, through, evidence, leaning, last, running, incidents, pastFrom } = value;
  return (
    isText(what) &&
    isText(through) &&
    Array.isArray(evidence) &&
    evidence.every(isNumber) &&
    isRecord(leaning) &&
    [leaning.down, leaning.up].every(isLeaning) &&
    isRecord(last) &&
    [last.count, last.pastDays].every(isNumber) &&
    (last.of === undefined || isNumber(last.of)) &&
    (last.expected === null || isNumber(last.expected)) &&
    (running === undefined || (isIncident(running) && 'back' in running && isNumber(running.back))) &&
    Array.isArray(incidents) &&
    incidents.every(isIncident) &&
    (pastFrom === undefined || isText(pastFrom))
  );
}

function isLeaning(value: unknown): boolean {
  return value === null || (isRecord(value) && isText(value.since) && isNumber(value.by));
}

function isIncident(value: unknown): value is Incident {
  if (!isRecord(value)) return false;
  const { side, since, began, atStart, sums, ended } = value;
  return (
    (side === 'down' || side === 'up') &&
    isText(since) &&
    isText(began) &&
    isSums(atStart) &&
    isSums(sums) &&
    (ended === undefined ||
      (isRecord(ended) && isText(ended.day) && ENDINGS.some((one) => one === ended.why)))
  );
}

function isSums(value: unknown): value is Sums {
  if (!isRecord(value)) return false;
  return isNumber(value.count) && isNumber(value.expected) && (value.of === undefined || isNumber(value.of));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
