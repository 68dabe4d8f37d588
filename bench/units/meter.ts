// Counts the request units that DynamoDB says it consumed, reads and writes apart, and of which items writes consist.
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type Item, writeUnits } from './item-size.ts';

export type Units = {
  readonly reads: number;
  /** As answered; those of a write that was refused, which no answer tells, as its sizes say. */
  readonly writes: number;
  /** Of writes, by kind of item, what the sizes before and after come to; of refused ones as `refused`. */
  readonly kinds: ReadonlyMap<string, number>;
  /** Items written, by kind. */
  readonly items: ReadonlyMap<string, number>;
};

type Key = Readonly<Record<string, AttributeValue>>;
type KindOf = (pk: string, sk: string) => string;
type Write = { readonly key: Key; readonly put?: Item };

export const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'ScanCommand']);

export class Meter {
  readonly client: DynamoDBClient;
  readonly #looker: DynamoDBClient;
  readonly #table: string;
  readonly #kindOf: KindOf;
  #reads = 0;
  #writes = 0;
  #kinds = new Map<string, number>();
  #items = new Map<string, number>();

  constructor(connection: DynamoDBClientConfig, table: string, kindOf: KindOf) {
    this.client = new DynamoDBClient({ ...connection, maxAttempts: 1 });
    this.#looker = new DynamoDBClient(connection);
    this.#table = table;
    this.#kindOf = kindOf;
    this.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
          const writes = READS.has(commandName) ? [] : writesOf(commandName, input);
          const before = await this.#look(writes);
          let answer: Awaited<ReturnType<typeof next>> | undefined;
          try {
            answer = await next({ ...args, input });
            return answer;
          } finally {
            await this.#count(commandName, answer?.output, writes, before);
          }
        },
      { step: 'initialize' },
    );
  }

  /** What was consumed since the last call. */
  read(): Units {
    const units = { reads: this.#reads, writes: this.#writes, kinds: this.#kinds, items: this.#items };
    this.#reads = 0;
    this.#writes = 0;
    this.#kinds = new Map();
    this.#items = new Map();
    return units;
  }

  close(): void {
    this.client.destroy();
    this.#looker.destroy();
  }

  async #count(
    command: string,
    output: unknown,
    writes: readonly Write[],
    before: readonly (Item | undefined)[],
  ): Promise<void> {
    const consumed = output === undefined ? undefined : consumedIn(output as object);
    if (READS.has(command)) {
      this.#reads += consumed ?? 0;
      return;
    }
    const after = output === undefined ? writes.map(({ put }) => put) : await this.#look(writes);
    const factor = command.startsWith('Transact') ? 2 : 1;
    let sized = 0;
    for (const [index, { key }] of writes.entries()) {
      const units = factor * writeUnits(before[index], after[index]);
      const kind = output === undefined ? 'refused' : this.#kindOf(key.pk?.S ?? '', key.sk?.S ?? '');
      this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + units);
      this.#items.set(kind, (this.#items.get(kind) ?? 0) + 1);
      sized += units;
    }
    this.#writes += consumed ?? sized;
  }

  async #look(writes: readonly Write[]): Promise<readonly (Item | undefined)[]> {
    if (writes.length === 0) return [];
    const found = new Map<string, Item>();
    const keys = writes.map(({ key }) => ({ ...key }));
    const { Responses, UnprocessedKeys } = await this.#looker.send(
      new BatchGetItemCommand({ RequestItems: { [this.#table]: { Keys: keys, ConsistentRead: true } } }),
    );
    if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error('the items were too many to look at');
    for (const item of Responses?.[this.#table] ?? []) found.set(nameOf(item), item);
    return writes.map(({ key }) => found.get(nameOf(key)));
  }
}

function nameOf(key: Key): string {
  return `${key.pk?.S} ${key.sk?.S}`;
}

function writesOf(command: string, input: object): readonly Write[] {
  const { TransactItems, Item, Key } = input as {
    readonly TransactItems?: readonly TransactWriteItem[];
    readonly Item?: Item;
    readonly Key?: Key;
  };
  if (command === 'TransactWriteItemsCommand') {
    return (TransactItems ?? []).flatMap(({ Put, Update, Delete }) => [
      ...(Put?.Item ? [putOf(Put.Item)] : []),
      ...(Delete?.Key ? [{ key: Delete.Key }] : []),
      ...(Update?.Key ? [{ key: Update.Key }] : []),
    ]);
  }
  if (Item) return [putOf(Item)];
  if (Key) return [{ key: Key }];
  throw new Error(`the meter does not know ${command}`);
}

function putOf(item: Item): Write {
  const { pk, sk } = item;
  return { key: { ...(pk ? { pk } : {}), ...(sk ? { sk } : {}) }, put: item };
}

type Consumed = { readonly CapacityUnits?: number };

export function consumedIn(output: object): number {
  const { ConsumedCapacity: consumed } = output as {
    readonly ConsumedCapacity?: Consumed | readonly Consumed[];
  };
  if (consumed === undefined) throw new Error('DynamoDB does not answer the capacity that it consumed');
  const all = 'length' in consumed ? consumed : [consumed];
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
