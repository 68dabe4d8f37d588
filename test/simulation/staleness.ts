// What an eventually consistent read can answer: items as they were before they were written last.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Database, TABLE } from './database.ts';

type Item = Readonly<Record<string, AttributeValue>>;
type Write = { readonly Item?: Item; readonly Key?: Item };
type Request = { readonly Keys: readonly Item[]; readonly ConsistentRead?: boolean };

/** DynamoDB answers with what is newest within a second, as a rule; an hour is far more than that, ms. */
const OLD_MS = 3_600_000;

type Before = { readonly item: Item | undefined; readonly until: number };

export class Staleness {
  readonly #database: Pick<Database, 'execute'>;
  /** Whether this answer holds an item as it was. */
  readonly #isOld: () => boolean;
  readonly #now: () => number;
  readonly #before = new Map<string, Before>();

  constructor(database: Pick<Database, 'execute'>, now: () => number, isOld: () => boolean) {
    this.#database = database;
    this.#now = now;
    this.#isOld = isOld;
  }

  /** Does what a call asks for, and remembers what it writes over. */
  execute(operation: string, input: object): object {
    const written = keysIn(operation, input).map((Key) => [nameOf(Key), this.#read(Key)] as const);
    const answer = this.#database.execute(operation, input);
    const until = this.#now() + OLD_MS;
    for (const [name, item] of written) this.#before.set(name, { item, until });
    return operation === 'BatchGetItem' ? this.#aged(input, answer) : answer;
  }

  #aged(input: object, answer: object): object {
    const request = (input as { readonly RequestItems?: Readonly<Record<string, Request>> }).RequestItems?.[
      TABLE
    ];
    if (request === undefined || request.ConsistentRead === true) return answer;
    const { Responses } = answer as { readonly Responses?: Readonly<Record<string, readonly Item[]>> };
    const now = new Map((Responses?.[TABLE] ?? []).map((item) => [nameOf(item), item]));
    for (const name of request.Keys.map(nameOf)) {
      const before = this.#before.get(name);
      if (before === undefined || this.#now() > before.until || !this.#isOld()) continue;
      if (before.item === undefined) now.delete(name);
      else now.set(name, before.item);
    }
    return { ...answer, Responses: { [TABLE]: [...now.values()] } };
  }

  #read(Key: Item): Item | undefined {
    return (this.#database.execute('GetItem', { TableName: TABLE, Key }) as { readonly Item?: Item }).Item;
  }
}

/** The keys of all that a call writes. */
function keysIn(operation: string, input: object): readonly Item[] {
  const { TransactItems, ...single } = input as Write & {
    readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
  };
  const isSingle = ['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation);
  const writes = TransactItems?.flatMap((item) => Object.values(item)) ?? (isSingle ? [single] : []);
  return writes.flatMap(({ Item, Key = Item }) => {
    const { pk, sk } = Key ?? {};
    return pk === undefined || sk === undefined ? [] : [{ pk, sk }];
  });
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}
