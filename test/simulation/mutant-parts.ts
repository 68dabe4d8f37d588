// What mutants are made of: commands, readings and submissions changed on their way.
import {
  type AttributeValue,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Change } from '../../functions/domain/advance.ts';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import { idKey, idsOf } from '../../functions/domain/lead/identity.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import type { Segment } from '../../functions/domain/recount.ts';
import type { AdvanceLeads } from '../../functions/progress/advance-leads.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { decodeHead, encodeHead } from '../../functions/store/leads/codec/head.ts';
import type { Snapshot } from '../../functions/store/leads/read-leads.ts';
import { clausesOf } from './books.ts';
import { hashOf } from './lead-hash.ts';
import type { Call, Memory, Mutant, Sent } from './mutant.ts';

type Item = Record<string, AttributeValue>;

type Sending = NonNullable<Mutant['send']>;
type Working = NonNullable<Mutant['worker']>;

export function itemsOf({ input }: Sent): readonly TransactWriteItem[] {
  return (input as { readonly TransactItems?: readonly TransactWriteItem[] }).TransactItems ?? [];
}

export function onTransaction(
  change: (items: readonly TransactWriteItem[]) => readonly TransactWriteItem[],
): Sending {
  return async (sent, call) =>
    sent.operation === 'TransactWriteItems'
      ? await call(sent.operation, { ...sent.input, TransactItems: change(itemsOf(sent)) })
      : await call(sent.operation, sent.input);
}

export function withoutCondition(item: TransactWriteItem): TransactWriteItem {
  if (item.Put === undefined) return item;
  const { ConditionExpression: _, ExpressionAttributeValues: __, ...Put } = item.Put;
  return { Put };
}

export function hasLost(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed')
  );
}

export function onCounters(change: (n: number) => number): Sending {
  return onTransaction((items) =>
    items.map((item) => {
      if (item.Update === undefined) return item;
      const values = Object.entries(item.Update.ExpressionAttributeValues ?? {}).map(([name, value]) => [
        name,
        value.N === undefined ? value : { N: String(change(Number(value.N))) },
      ]);
      return { Update: { ...item.Update, ExpressionAttributeValues: Object.fromEntries(values) } };
    }),
  );
}

export function onHeads(change: (record: LeadRecord) => LeadRecord): Sending {
  return onTransaction((items) =>
    items.map((item) =>
      item.Put?.Item === undefined
        ? item
        : { Put: { ...item.Put, Item: changedHead(item.Put.Item, change) } },
    ),
  );
}

/** Another item than the head of a record stays as it is. */
function changedHead(item: Item, change: (record: LeadRecord) => LeadRecord): Item {
  const { pk, sk, v } = item;
  if (pk === undefined || !pk.S?.startsWith('L#') || sk?.S !== HEAD || v === undefined) return item;
  const { record, places } = decodeHead(item);
  return { pk, sk, v, ...encodeHead(change(record), places) };
}

/** Where a recount stands in a segment, as it is written. */
export function onSegment(change: (segment: Segment) => Segment): Sending {
  return async ({ operation, input }, call) => {
    const { Item } = input as { readonly Item?: { readonly state?: { readonly S: string } } };
    if (operation !== 'PutItem' || Item?.state === undefined) return await call(operation, input);
    const state = { S: JSON.stringify(change(JSON.parse(Item.state.S) as Segment)) };
    return await call(operation, { ...input, Item: { ...Item, state } });
  };
}

/** Roots name the versions of their direct linkedIds that the table answered last, be they older than those that they were written with. */
export async function versionsAsRead(sent: Sent, call: Call, memory: Memory): ReturnType<Call> {
  const answer = await call(sent.operation, sent.input);
  if (sent.operation !== 'BatchGetItem' || sent.batch.length === 0) return answer;
  const tables = Object.entries(answer.Responses as Readonly<Record<string, readonly Item[]>>);
  for (const item of tables.flatMap(([, items]) => items))
    if (item.sk?.S === HEAD) memory.set(`${sent.batch} ${item.pk?.S}`, Number(item.v?.N));
  const patched = tables.map(([table, items]) => [
    table,
    items.map((item) =>
      changedHead(item, (record) => ({
        ...record,
        linkedVersions: record.linkedVersions.map(
          (version, at) =>
            (memory.get(`${sent.batch} ${leadKey(hashOf(record.linkedIds[at] ?? record.id))}`) as number) ??
            version,
        ),
      })),
    ),
  ]);
  return { ...answer, Responses: Object.fromEntries(patched) };
}

/** Pages bear the versions that the heads read before them name, whatever they were read as. */
export async function pagesAsNamed(sent: Sent, call: Call, memory: Memory): ReturnType<Call> {
  const answer = await call(sent.operation, sent.input);
  if (sent.operation !== 'BatchGetItem' || sent.batch.length === 0) return answer;
  const tables = Object.entries(answer.Responses as Readonly<Record<string, readonly Item[]>>);
  const patched = tables.map(([table, items]) => [
    table,
    items.map((item) => {
      const name = `${sent.batch} ${item.pk?.S}`;
      if (item.sk?.S === HEAD) memory.set(name, decodeHead(item).places.versions);
      const version = (memory.get(name) as ReadonlyMap<string, number>).get(item.sk?.S ?? '');
      return version === undefined ? item : { ...item, v: { N: String(version) } };
    }),
  ]);
  return { ...answer, Responses: Object.fromEntries(patched) };
}

/** A page of a whole lead keeps what was written into it first. */
export async function wholeAsFirst(sent: Sent, call: Call, memory: Memory): ReturnType<Call> {
  const change = onTransaction((items) =>
    items.map((item) => {
      const { Item, ...put } = item.Put ?? {};
      if (Item?.sk?.S?.startsWith('W#') !== true) return item;
      const name = `${Item.pk?.S} ${Item.sk.S}`;
      const data = (memory.get(name) as AttributeValue | undefined) ?? Item.data;
      memory.set(name, data);
      return { Put: { TableName: undefined, ...put, Item: { ...Item, ...(data && { data }) } } };
    }),
  );
  return await change(sent, call, memory);
}

/** Items of the outbox are put one by one once the transaction is done. */
export async function outboxAfterwards(sent: Sent, call: Call): ReturnType<Call> {
  if (sent.operation !== 'TransactWriteItems') return await call(sent.operation, sent.input);
  const isOutbox = ({ Put }: TransactWriteItem): boolean => Put?.Item?.pk?.S?.startsWith('O#') === true;
  const items = itemsOf(sent);
  const rest = items.filter((item) => !isOutbox(item));
  const answer = await call(sent.operation, { ...sent.input, TransactItems: rest });
  for (const { Put } of items.filter(isOutbox)) if (Put !== undefined) await call('PutItem', { ...Put });
  return answer;
}

export function withNewIds(change: Change, now: number): Change {
  const { tells } = change;
  if (tells === undefined) return change;
  const messages = tells.messages.map((message) => {
    const { order: _, ...event } = message.event;
    return { ...message, event: { ...event, id: `${event.id} ${now}` } };
  });
  return { ...change, tells: { ...tells, messages } };
}

/** Each counter is read, and put as it was read with what is added. */
export async function readAndPut(sent: Sent, call: Call): ReturnType<Call> {
  if (sent.operation !== 'TransactWriteItems') return await call(sent.operation, sent.input);
  const items: TransactWriteItem[] = [];
  for (const item of itemsOf(sent)) {
    const { Update } = item;
    const clauses = clausesOf(Update?.UpdateExpression ?? '');
    if (Update === undefined || clauses.length === 0) {
      items.push(item);
      continue;
    }
    const { TableName, Key } = Update;
    const { Item = Key } = (await call('GetItem', { TableName, Key, ConsistentRead: true })) as {
      readonly Item?: typeof Key;
    };
    const cells: Record<string, { N: string }> = {};
    for (const clause of clauses) {
      const [name = '', value = ''] = clause.split(' ');
      const attribute = Update.ExpressionAttributeNames?.[name] ?? '';
      const n = Number(Update.ExpressionAttributeValues?.[value]?.N);
      cells[attribute] = { N: String(Number(Item?.[attribute]?.N ?? 0) + n) };
    }
    const id = Item?.id ?? Update.ExpressionAttributeValues?.[':id'];
    items.push({ Put: { TableName, Item: { ...Item, ...cells, ...(id === undefined ? {} : { id }) } } });
  }
  return await call(sent.operation, { ...sent.input, TransactItems: items });
}

export function onRead(change: (snapshot: Snapshot, deps: AdvanceLeads) => Snapshot): Working {
  return (deps) => ({
    ...deps,
    readLeads: async (submissions) => change(await deps.readLeads(submissions), deps),
  });
}

/** What a worker takes in is changed once it knows what is stored: in the very list that it folds next. */
export function onSubmissions(change: (submission: Submission, snapshot: Snapshot) => Submission): Working {
  return (deps) => ({
    ...deps,
    readLeads: async (submissions) => {
      const snapshot = await deps.readLeads(submissions);
      const list = submissions as Submission[];
      for (const [at, submission] of list.entries()) list[at] = change(submission, snapshot);
      return snapshot;
    },
  });
}

export function keepKnown(
  submission: Submission,
  records: Snapshot['records'],
  keyOf: (event: LeadEvent) => string,
): Submission {
  const { event } = submission;
  const known = records
    .get(idKey(idsOf(submission)[0]))
    ?.history.events.find((one) => one.kind === event.kind && keyOf(one) === keyOf(event));
  return known === undefined ? submission : { ...submission, event: known };
}
