// The definitions that funnels have had: stored once, never changed, so that they can be counted and shown for ever.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Calendar } from '../../domain/calendar.ts';
import {
  type ConfiguredFunnel,
  type DefinitionSnapshot,
  MATCHER_VERSION,
} from '../../domain/config/definition.ts';
import { type Definition, type Matcher, matcher } from '../../domain/funnel/funnel.ts';
import { FORMAT, isRecord, readJson, readNumber } from '../item-format.ts';
import { definitionsKey } from '../keys.ts';

export type StoredDefinition = DefinitionSnapshot & {
  readonly key: string;
  /** When it was configured first, ms since the epoch. */
  readonly firstSeen: number;
};

export type DefinitionTable = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** Stores a definition unless it is there already: two that do it at the same time store the same. */
export async function storeDefinition(
  { client, table }: DefinitionTable,
  { key, firstSeen, ...snapshot }: StoredDefinition,
): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...placeOf(key),
          ...FORMAT,
          snapshot: { S: JSON.stringify(snapshot) },
          firstSeen: { N: String(firstSeen) },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
  }
}

/** What is live must be stored: it is stored first. */
export class DefinitionMissing extends Error {
  override readonly name = 'DefinitionMissing';
}

/** Definitions by key, each read once. */
export class KnownDefinitions {
  readonly #stored = new Map<string, Promise<StoredDefinition>>();
  readonly #definitions = new Map<string, Definition>();
  readonly #matchers = new Map<string, Matcher>();
  readonly #calendars = new Map<string, Calendar>();
  readonly #table: DefinitionTable;

  constructor(table: DefinitionTable) {
    this.#table = table;
  }

  /** @throws DefinitionMissing */
  read(key: string): Promise<StoredDefinition> {
    const known = this.#stored.get(key);
    if (known !== undefined) return known;
    const reading = readDefinition(this.#table, key);
    this.#stored.set(key, reading);
    // What could not be read is asked for again.
    reading.catch(() => this.#stored.delete(key));
    return reading;
  }

  /** Ready to count. Those of another version of the matcher are left out: this code cannot count under them. */
  async ready(keys: readonly string[]): Promise<readonly Definition[]> {
    const stored = await this.#readAll(keys);
    return stored.filter(({ matcher }) => matcher === MATCHER_VERSION).map((one) => this.#made(one));
  }

  /** Which event fills which stage, also by those of another version of the matcher, as this code matches. */
  async matched(keys: readonly string[]): Promise<readonly Definition[]> {
    return (await this.#readAll(keys)).map((one) => this.#made(one));
  }

  #readAll(keys: readonly string[]): Promise<readonly StoredDefinition[]> {
    return Promise.all(keys.map((key) => this.read(key)));
  }

  #made(definition: StoredDefinition): Definition {
    const known = this.#definitions.get(definition.key);
    if (known !== undefined) return known;
    const calendar = this.#calendar(definition.timezone);
    const made = { ...this.#matcher(definition), key: definition.key, calendar };
    this.#definitions.set(definition.key, made);
    return made;
  }

  /** One for all that match alike: it is asked once a lead, for the funnel itself and for those that it gives to. */
  #matcher({ funnel, sources }: ConfiguredFunnel): Matcher {
    const text = JSON.stringify({ funnel, sources });
    const known = this.#matchers.get(text);
    if (known !== undefined) return known;
    const fresh = matcher(
      funnel,
      sources.map((source) => this.#matcher(source)),
    );
    this.#matchers.set(text, fresh);
    return fresh;
  }

  #calendar(timezone: string): Calendar {
    const known = this.#calendars.get(timezone) ?? new Calendar(timezone);
    this.#calendars.set(timezone, known);
    return known;
  }
}

async function readDefinition({ client, table }: DefinitionTable, key: string): Promise<StoredDefinition> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: placeOf(key), ConsistentRead: true }),
  );
  if (Item === undefined) throw new DefinitionMissing(`there is no definition ${key}`);
  return { key, firstSeen: readNumber(Item, 'firstSeen'), ...readJson(Item, 'snapshot', isSnapshot) };
}

function isSnapshot(value: unknown): value is DefinitionSnapshot {
  return isConfigured(value) && typeof value.timezone === 'string' && Number.isSafeInteger(value.matcher);
}

function isConfigured(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const { funnel, sources } = value;
  return (
    isRecord(funnel) &&
    typeof funnel.id === 'string' &&
    typeof funnel.order === 'string' &&
    Number.isSafeInteger(funnel.windowMs) &&
    Array.isArray(funnel.by) &&
    Array.isArray(funnel.stages) &&
    Array.isArray(sources) &&
    sources.every(isConfigured)
  );
}

function placeOf(key: string) {
  const [funnel = ''] = key.split('.', 1);
  return { pk: { S: definitionsKey(funnel) }, sk: { S: key } };
}
