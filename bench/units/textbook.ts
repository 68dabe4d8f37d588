// The worker of the textbook, to compare with: each message alone, an UpdateItem a counter.
//
// A message puts its event (on condition that it is not there: that makes it idempotent), reads the lead's state,
// writes the state where it moved, and adds one to each counter that this moves: for each funnel the stages newly
// reached and, in order `any`, the entry, each over all leads and for the channel, on the day of entry. It counts what
// the other worker counts as `l<stage>` and `e` for leads with one attempt whose events come in order, and leaves out
// what costs it more: times between stages, direct entries, returning leads, revenue, windows, late events. It is not
// safe either: what stands between two of its writes is lost or counted twice when it ends there.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Calendar } from '../../functions/domain/calendar.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { Item } from './item-size.ts';

/** Where a lead stands in one funnel. */
export type Standing = { readonly day: string; readonly channel: string; readonly stages: readonly number[] };
/** By funnel. */
export type State = ReadonlyMap<string, Standing>;

/** A counter, by funnel, day of entry, metric and channel (or all). */
export type Counter = string;

export type Moved = { readonly state: State; readonly counters: readonly Counter[] };

/** What one event moves; the same state where it moves nothing. */
export function move(
  state: State,
  event: LeadEvent,
  definitions: readonly Definition[],
  calendar: Calendar,
): Moved {
  const moved = new Map(state);
  const counters: Counter[] = [];
  for (const { funnel, hitsOf } of definitions) {
    // An occurrence to be counted before it fills a stage would cost it one more item to read and write.
    const matched = hitsOf(event).triggers.flatMap(({ stage, times }) => (times === 1 ? [stage] : []));
    if (matched.length === 0) continue;
    const deepest = Math.max(...matched);
    const known = state.get(funnel.id);
    const { day, channel, stages } = known ?? {
      day: calendar.dayOf(event.time),
      channel: event.touch?.channel ?? 'Direct',
      stages: [],
    };
    const enteredAt = stages[0] ?? Math.min(...matched);
    const reached =
      funnel.order === 'reached'
        ? Array.from({ length: Math.max(0, deepest - enteredAt + 1) }, (_, n) => enteredAt + n)
        : matched;
    const fresh = reached.filter((stage) => !stages.includes(stage));
    if (fresh.length === 0) continue;
    moved.set(funnel.id, { day, channel, stages: [...stages, ...fresh] });
    const entry = known === undefined && funnel.order !== 'reached' ? ['e'] : [];
    for (const metric of [...entry, ...fresh.map((stage) => `l${stage}`)]) {
      counters.push(`${funnel.id}#${day}#${metric}`, `${funnel.id}#${day}#${metric}#channel=${channel}`);
    }
  }
  return { state: counters.length === 0 ? state : moved, counters };
}

export type Textbook = {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly definitions: readonly Definition[];
  readonly calendar: Calendar;
};

export async function takeByTheBook(deps: Textbook, submission: Submission): Promise<void> {
  const { event } = submission;
  const lead = leadKey(submission);
  const TableName = deps.table;
  try {
    const Item = { ...lead, sk: { S: `EVENT#${event.id}` }, ...attributesOf(event) };
    const put = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await deps.client.send(new PutItemCommand(put));
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    throw error;
  }
  const Key = { ...lead, sk: { S: 'STATE' } };
  const { Item } = await deps.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  const state = stateFrom(Item);
  const moved = move(state, event, deps.definitions, deps.calendar);
  if (moved.state === state) return;
  await writeState(deps, submission, moved.state);
  for (const counter of moved.counters) {
    await deps.client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'COUNTER' }, sk: { S: counter } },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
  }
}

export async function writeState(
  { client, table }: Pick<Textbook, 'client' | 'table'>,
  by: Submission,
  state: State,
): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { ...leadKey(by), sk: { S: 'STATE' } },
      UpdateExpression: 'SET funnels = :funnels',
      ExpressionAttributeValues: { ':funnels': { S: JSON.stringify([...state]) } },
    }),
  );
}

function leadKey({ ids }: Submission): { readonly pk: { readonly S: string } } {
  return { pk: { S: `LEAD#${ids.email}` } };
}

function stateFrom(item: Item | undefined): State {
  return new Map(JSON.parse(item?.funnels?.S ?? '[]') as [string, Standing][]);
}

function attributesOf(event: LeadEvent): Item {
  const { time, received, kind, name, trusted, touch, properties, order } = event;
  return {
    time: { N: String(time) },
    received: { N: String(received) },
    kind: { S: kind },
    name: { S: name },
    trusted: { BOOL: trusted },
    ...(touch ? { touch: { S: JSON.stringify(touch) } } : {}),
    ...(properties ? { properties: { S: JSON.stringify(properties) } } : {}),
    ...(order ? { order: { S: JSON.stringify(order) } } : {}),
  };
}
