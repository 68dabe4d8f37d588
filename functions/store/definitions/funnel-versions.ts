// The item that says what is live, how far a recount is beside it, and the view that whoever counts has of both.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  type Put,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { IsRetired } from '../../domain/advance.ts';
import type { Config } from '../../domain/config/config.ts';
import { snapshotOf } from '../../domain/config/definition.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import {
  activeKeys,
  baseOf,
  countedKeys,
  type FunnelVersions,
  firstVersions,
  isRetiredIn,
  type Wanted,
} from '../../domain/funnel-versions.ts';
import type { Segment } from '../../domain/recount.ts';
import { FORMAT, isRecord, readJson } from '../item-format.ts';
import { LIVE, LIVE_NOW, segmentKey } from '../keys.ts';
import { countedFunnels, definitionKey } from './definition-key.ts';
import { type DefinitionTable, type KnownDefinitions, storeDefinition } from './definitions.ts';

/** What is counted, as it was when an invocation began. */
export type View = {
  readonly live: FunnelVersions;
  /** Those that this code can count under. */
  readonly definitions: readonly Definition[];
  /**
   * Those that reports show. Also those that code with another version of the matcher counts, until a recount is over: what becomes
   * true meanwhile is told by how this code matches.
   */
  readonly active: readonly Definition[];
  readonly isRetired: IsRetired;
};

/** Those that this code can count under, and that reports show. */
export function activeOf({ live, definitions }: Pick<View, 'live' | 'definitions'>): readonly Definition[] {
  return definitions.filter(({ key, funnel }) => live.funnels[funnel.id]?.active === key);
}

/** Read at the start of each invocation: so nobody counts by a view that is older than a function's timeout. */
export async function readView(
  table: DefinitionTable,
  known: KnownDefinitions,
  config: Config,
  now: () => number,
): Promise<View> {
  const live = await ensureVersions(table, config, now);
  const [definitions, active] = await Promise.all([
    known.ready(countedKeys(live)),
    known.matched(activeKeys(live)),
  ]);
  return { live, definitions, active, isRetired: isRetiredIn(live) };
}

/** What is live. In a table that was never counted in it is what is configured, made so by whoever comes first. */
export async function ensureVersions(
  table: DefinitionTable,
  config: Config,
  now: () => number,
): Promise<FunnelVersions> {
  const known = await readVersions(table);
  if (known !== undefined) return known;
  const first = firstVersions(wantedOf(config));
  if (await writeVersions(table, config, first, now())) return first;
  return (await readVersions(table)) ?? first;
}

/** The configured funnels, with the keys that their definitions have at first. */
export function wantedOf(config: Config): readonly Wanted[] {
  return countedFunnels(config).map((funnel) => ({ funnel: funnel.id, base: definitionKey(config, funnel) }));
}

export async function readVersions({ client, table }: DefinitionTable): Promise<FunnelVersions | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: LIVE }, sk: { S: LIVE_NOW } },
      ConsistentRead: true,
    }),
  );
  return liveOf(Item);
}

/** What is live and how far the recount is in each segment, as they stood beside one another. */
export async function readProgress({ client, table }: DefinitionTable): Promise<{
  readonly live: FunnelVersions | undefined;
  readonly segments: readonly Segment[];
}> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: LIVE } },
      ConsistentRead: true,
    }),
  );
  const live = liveOf(Items.find(({ sk }) => sk?.S === LIVE_NOW));
  const segments = Items.flatMap((item) => segmentOf(item) ?? []);
  return { live, segments: segments.filter(({ run }) => run === live?.run?.id) };
}

/**
 * Makes something live, the definitions that it names stored before.
 * @returns false where somebody else has changed it meanwhile
 */
export async function writeVersions(
  table: DefinitionTable,
  config: Config,
  live: FunnelVersions,
  now: number,
): Promise<boolean> {
  const keys = countedKeys(live);
  for (const funnel of countedFunnels(config)) {
    const key = keys.find((one) => baseOf(one) === definitionKey(config, funnel));
    if (key !== undefined)
      await storeDefinition(table, { key, firstSeen: now, ...snapshotOf(config, funnel) });
  }
  return replaceVersions(table, live);
}

/** @returns false where somebody else has changed it meanwhile */
export function replaceVersions(table: DefinitionTable, live: FunnelVersions): Promise<boolean> {
  return put(table, {
    Item: {
      pk: { S: LIVE },
      sk: { S: LIVE_NOW },
      v: { N: String(live.version) },
      ...FORMAT,
      live: { S: JSON.stringify(live) },
    },
    ...(live.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'v = :v',
          ExpressionAttributeValues: { ':v': { N: String(live.version - 1) } },
        }),
  });
}

export async function readSegment(
  { client, table }: DefinitionTable,
  segment: number,
): Promise<Segment | undefined> {
  const Key = { pk: { S: LIVE }, sk: { S: segmentKey(segment) } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return segmentOf(Item);
}

/**
 * Moves a segment on by one step; a later run takes the place of an earlier one.
 * @returns false where somebody else has moved it meanwhile
 */
export function writeSegment(table: DefinitionTable, next: Segment): Promise<boolean> {
  const { run, step } = next;
  return put(table, {
    Item: {
      pk: { S: LIVE },
      sk: { S: segmentKey(next.segment) },
      run: { N: String(run) },
      step: { N: String(step) },
      ...FORMAT,
      state: { S: JSON.stringify(next) },
    },
    ...(step === 1
      ? {
          ConditionExpression: 'attribute_not_exists(pk) OR #run < :run',
          ExpressionAttributeNames: { '#run': 'run' },
          ExpressionAttributeValues: { ':run': { N: String(run) } },
        }
      : {
          ConditionExpression: '#run = :run AND #step = :step',
          ExpressionAttributeNames: { '#run': 'run', '#step': 'step' },
          ExpressionAttributeValues: { ':run': { N: String(run) }, ':step': { N: String(step - 1) } },
        }),
  });
}

async function put({ client, table }: DefinitionTable, what: Omit<Put, 'TableName'>): Promise<boolean> {
  try {
    await client.send(new PutItemCommand({ TableName: table, ...what }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function liveOf(item: Readonly<Record<string, AttributeValue>> | undefined): FunnelVersions | undefined {
  return item === undefined ? undefined : readJson(item, 'live', isLive);
}

/** Undefined where there is no item, or where it is another one. */
function segmentOf(item: Readonly<Record<string, AttributeValue>> | undefined): Segment | undefined {
  return item?.state === undefined ? undefined : readJson(item, 'state', isSegment);
}

function isLive(value: unknown): value is FunnelVersions {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.version) &&
    isRecord(value.funnels) &&
    Object.values(value.funnels).every((one) => isRecord(one) && Number.isSafeInteger(one.latest)) &&
    (value.run === undefined || isRecord(value.run))
  );
}

function isSegment(value: unknown): value is Segment {
  return (
    isRecord(value) &&
    ['run', 'segment', 'step', 'since', 'leads', 'items', 'size', 'at'].every((field) =>
      Number.isSafeInteger(value[field]),
    ) &&
    isRecord(value.erased) &&
    typeof value.isDone === 'boolean' &&
    (value.cursor === undefined || isRecord(value.cursor))
  );
}
