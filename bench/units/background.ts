// The counters as a site's other leads have filled them: made by the worker's own code, kept in memory, copied into a table.
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { advance } from '../../functions/domain/advance.ts';
import { Calendar } from '../../functions/domain/calendar.ts';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import { emptyRecord } from '../../functions/domain/lead/record.ts';
import { commit } from '../../functions/store/commit.ts';
import { currentDefinitions } from '../../functions/store/definition-key.ts';
import type { Item } from './item-size.ts';
import { backgroundOf, DAYS } from './mix.ts';
import type { Random } from './random.ts';

/** So many of a day's leads share a transaction, and with it the items to which they add. */
const TOGETHER = 25;

/** The counter items of a site that has so many new leads a day, on today and the days before. */
export async function counterItems(
  config: Config,
  leadsADay: number,
  random: Random,
): Promise<readonly Item[]> {
  const definitions = currentDefinitions(config);
  const calendar = new Calendar(config.timezone);
  const counters = new Map<string, Record<string, { readonly S: string } | { readonly N: string }>>();
  const client = answering(({ TransactItems = [] }) => {
    for (const item of TransactItems) add(counters, item);
  });
  for (let day = 0; day < DAYS; day++) {
    for (let n = 0; n < leadsADay; n += TOGETHER) {
      const leads = Array.from({ length: Math.min(TOGETHER, leadsADay - n) }, () =>
        backgroundOf(random, day),
      );
      const records = new Map(
        leads.flat().map((said) => [idKey(bearerOf(said)), emptyRecord(bearerOf(said))]),
      );
      const changes = advance(records, leads.flat(), definitions, calendar);
      const deps = { client, table: 'none', random: random.next };
      await commit(deps, changes, { records, layouts: new Map() });
    }
  }
  return [...counters.values()];
}

export async function copyInto(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: puts } }),
    );
    if (Object.keys(UnprocessedItems ?? {}).length > 0) throw new Error('the emulator left items out');
  }
}

function bearerOf(submission: Submission) {
  return idsOf(submission)[0];
}

/** A client that asks nobody. */
function answering(take: (input: TransactWriteItemsCommandInput) => void): DynamoDBClient {
  const client = new DynamoDBClient({ region: 'none' });
  client.middlewareStack.add(
    () => async (args) => {
      take(args.input as TransactWriteItemsCommandInput);
      return { output: { $metadata: {} }, response: undefined };
    },
    { step: 'initialize' },
  );
  return client;
}

type Counters = Map<string, Record<string, { readonly S: string } | { readonly N: string }>>;

/** `ADD #a :a,#b :b` is all that the worker's updates say. */
function add(counters: Counters, { Update }: TransactWriteItem): void {
  if (Update === undefined) return;
  const {
    Key,
    UpdateExpression = '',
    ExpressionAttributeNames = {},
    ExpressionAttributeValues = {},
  } = Update;
  const pk = Key?.pk?.S ?? '';
  const sk = Key?.sk?.S ?? '';
  const item = counters.get(`${pk} ${sk}`) ?? { pk: { S: pk }, sk: { S: sk } };
  counters.set(`${pk} ${sk}`, item);
  if (!UpdateExpression.startsWith('ADD ')) throw new Error('an update that is no ADD');
  for (const clause of UpdateExpression.slice('ADD '.length).split(',')) {
    const [name = '', value = ''] = clause.trim().split(' ');
    const attribute = ExpressionAttributeNames[name] ?? name;
    const before = item[attribute];
    const sum = Number(before && 'N' in before ? before.N : 0) + Number(ExpressionAttributeValues[value]?.N);
    item[attribute] = { N: String(sum) };
  }
}
