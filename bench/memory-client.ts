// A client that asks nobody: it answers leads out of memory and takes transactions as they are.
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandOutput,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type Update,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** Conditions are not looked at: there is one writer. */
export class MemoryClient {
  readonly items = new Map<string, Item>();
  readonly #keepsCounters: boolean;

  constructor({ keepsCounters }: { readonly keepsCounters: boolean }) {
    this.#keepsCounters = keepsCounters;
  }

  readonly send: DynamoDBClient['send'] = async (command: unknown) => {
    if (command instanceof BatchGetItemCommand) return this.#get(command);
    if (command instanceof GetItemCommand) return this.#getOne(command);
    if (command instanceof TransactWriteItemsCommand) return this.#write(command.input.TransactItems ?? []);
    if (command instanceof PutItemCommand)
      return this.#write([{ Put: { TableName: command.input.TableName, Item: command.input.Item } }]);
    throw new Error(`the benchmark's client does not know ${(command as object).constructor.name}`);
  };

  #get({ input }: BatchGetItemCommand): Pick<BatchGetItemCommandOutput, 'Responses'> {
    const Responses: Record<string, Item[]> = {};
    for (const [table, { Keys = [] }] of Object.entries(input.RequestItems ?? {})) {
      Responses[table] = Keys.map((key) => this.items.get(nameOf(key))).filter((item) => item !== undefined);
    }
    return { Responses };
  }

  #getOne({ input }: GetItemCommand): Pick<GetItemCommandOutput, 'Item'> {
    const item = this.items.get(nameOf(input.Key ?? {}));
    return item === undefined ? {} : { Item: item };
  }

  #write(items: readonly TransactWriteItem[]): object {
    for (const { Put, Delete, Update } of items) {
      if (Put?.Item !== undefined) this.items.set(nameOf(Put.Item), Put.Item);
      if (Delete?.Key !== undefined) this.items.delete(nameOf(Delete.Key));
      if (Update !== undefined && this.#keepsCounters) this.#add(Update);
    }
    return {};
  }

  /** `ADD #a :a,#b :b` is all that the worker's updates say. */
  #add({ Key = {}, UpdateExpression = '', ExpressionAttributeNames, ExpressionAttributeValues }: Update) {
    if (!UpdateExpression.startsWith('ADD ')) throw new Error('an update that is no ADD');
    const item = this.items.get(nameOf(Key)) ?? { ...Key };
    this.items.set(nameOf(Key), item);
    for (const clause of UpdateExpression.slice('ADD '.length).split(',')) {
      const [name = '', value = ''] = clause.trim().split(' ');
      const attribute = ExpressionAttributeNames?.[name] ?? name;
      const sum = Number(item[attribute]?.N ?? 0) + Number(ExpressionAttributeValues?.[value]?.N);
      item[attribute] = { N: String(sum) };
    }
  }
}

function nameOf(key: Readonly<Item>): string {
  return `${key.pk?.S} ${key.sk?.S}`;
}
