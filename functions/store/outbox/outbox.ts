// The outbox: what is to be told of a change, written in the transaction that makes it true and deleted once a queue has it.
import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { LeadEvent } from '../../domain/event/event.ts';
import type { Entering } from '../../domain/nurture/enterings.ts';
import type { Referral } from '../../domain/referral/referrals.ts';
import { type Message, messageKey, WEBHOOK_KINDS } from '../../domain/tell/message.ts';
import { FORMAT, type Item, isRecord, readJson } from '../item-format.ts';
import { outboxKey } from '../keys.ts';
import type { HashOf } from '../leads/lead-ids.ts';

/**
 * What is told of leads and of figures; of what waits for its confirmation, which is told to its address alone; who comes to a sequence;
 * and who was brought by another lead, which imbuto tells itself.
 */
const NOTE_KINDS = [...WEBHOOK_KINDS, 'waiting', 'nurture', 'referral'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** A message as it is stored and sent: who and what it is of is told by hashes alone. */
export type Note = {
  /** As the receiver of a webhook sees it. */
  readonly id: string;
  readonly kind: NoteKind;
  /** The record under which the event was sent, by its public id; of an erasure the primary record; of an alert empty. */
  readonly lead: string;
  /** When it happened, ms since the epoch. */
  readonly time: number;
  /** Of a form: its id. */
  readonly form?: string;
  readonly funnel?: string;
  /** The stage, or the funnel that takes over; of what waits: its place; who comes to a sequence: its id; who was brought: by whom, by its public id. */
  readonly to?: string;
  /** Of an erasure: all records that were erased. */
  readonly erased?: readonly string[];
  readonly alert?: ToldAlert;
};

/** An incident of an alert: the figure's value, the day on which it began, and which end of it is told. */
export type ToldAlert = {
  readonly id: string;
  readonly value: string;
  readonly began: string;
  readonly phase: 'began' | 'ended';
};

export type OutboxItem = { readonly pk: string; readonly sk: string; readonly notes: readonly Note[] };

export const OUTBOX_SHARDS = 4;
/** An item takes 400 KB; a note some 200 bytes. */
const NOTES_AN_ITEM = 500;

/** The id is of what the message is of: the same at each try, and by whichever way it came to be told. */
export function noteOf(hashOf: HashOf, message: Message): Note {
  const { kind, record, event, isCorrection = false, funnel, to } = message;
  const lead = hashOf(record);
  return {
    // An order is one in the whole instance, whichever lead has it.
    id: messageId(
      kind === 'order' && event.order?.refund !== true ? [messageKey(message)] : [lead, messageKey(message)],
    ),
    kind,
    lead,
    time: isCorrection ? event.received : event.time,
    ...(kind === 'form' ? { form: event.name } : {}),
    ...(funnel === undefined ? {} : { funnel }),
    ...(to === undefined ? {} : { to }),
  };
}

/** @param lead the primary record, @param erased all records that one transaction erased, by their public ids */
export function erasureNote(lead: string, erased: readonly string[], erasedAt: number): Note {
  return { id: messageId(['erased', erasedAt, ...erased]), kind: 'erased', lead, time: erasedAt, erased };
}

/** @param lead of the e-mail, by its public id */
export function waitingNote(
  lead: string,
  place: string,
  { name, time }: Pick<LeadEvent, 'name' | 'time'>,
): Note {
  return { id: messageId(['waiting', lead, place]), kind: 'waiting', lead, time, form: name, to: place };
}

export function enteringNote(hashOf: HashOf, { sequence, lead: id, event }: Entering): Note {
  const lead = hashOf(id);
  const of = ['nurture', sequence, lead, event.id];
  return { id: messageId(of), kind: 'nurture', lead, time: event.time, to: sequence };
}

/** The same for two leads, whenever the one came by the link of the other. */
export function referralNote(hashOf: HashOf, { referrer, referred, at }: Referral): Note {
  const lead = hashOf(referred);
  return { id: messageId(['referral', referrer, lead]), kind: 'referral', lead, time: at, to: referrer };
}

/** Of one incident both ends have an id of their own; `incidentId` is that of the incident. @param at ms since the epoch */
export function alertNote(funnel: string, alert: ToldAlert, at: number): Note {
  const { id, value, began, phase } = alert;
  return {
    id: messageId(['alert', id, value, began, phase]),
    kind: 'alert',
    lead: '',
    time: at,
    funnel,
    alert,
  };
}

export function incidentId({ id, value, began }: Omit<ToldAlert, 'phase'>): string {
  return `inc_${hashText(JSON.stringify(['incident', id, value, began]))}`;
}

function messageId(of: readonly (string | number)[]): string {
  return `msg_${hashText(JSON.stringify(of))}`;
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 27);
}

/** @param at when it was accepted, ms since the epoch: the sweep leaves what is young to the worker */
export function outboxItems(notes: readonly Note[], at: number): readonly OutboxItem[] {
  return Array.from({ length: Math.ceil(notes.length / NOTES_AN_ITEM) }, (_, n) => {
    const own = notes.slice(n * NOTES_AN_ITEM, (n + 1) * NOTES_AN_ITEM);
    const name = hashText(own.map(({ id }) => id).join());
    const shard = name.charCodeAt(0) % OUTBOX_SHARDS;
    return { pk: outboxKey(shard), sk: `${String(at).padStart(15, '0')}#${name}`, notes: own };
  });
}

/** Puts without a condition: an item of this name holds the same. */
export function outboxPuts(table: string, items: readonly OutboxItem[]): readonly TransactWriteItem[] {
  return items.map((item) => ({ Put: { TableName: table, Item: encodeOutbox(item) } }));
}

export function encodeOutbox({ pk, sk, notes }: OutboxItem): Record<string, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk }, ...FORMAT, notes: { S: JSON.stringify(notes) } };
}

/** @throws UnreadableItem */
export function decodeOutbox(item: Item): OutboxItem {
  return { pk: item.pk?.S ?? '', sk: item.sk?.S ?? '', notes: readJson(item, 'notes', isNotes) };
}

function isNotes(value: unknown): value is readonly Note[] {
  return Array.isArray(value) && value.every(isNote);
}

export function isNote(value: unknown): value is Note {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    NOTE_KINDS.some((kind) => kind === value.kind) &&
    typeof value.lead === 'string' &&
    Number.isSafeInteger(value.time) &&
    [value.form, value.funnel, value.to].every((one) => one === undefined || typeof one === 'string') &&
    (value.erased === undefined ||
      (Array.isArray(value.erased) && value.erased.every((one) => typeof one === 'string'))) &&
    (value.kind === 'alert') === isAlert(value.alert)
  );
}

function isAlert(value: unknown): value is ToldAlert {
  return (
    isRecord(value) &&
    [value.id, value.value, value.began].every((one) => typeof one === 'string') &&
    (value.phase === 'began' || value.phase === 'ended')
  );
}

type Table = { readonly client: Pick<DynamoDBClient, 'send'>; readonly table: string };

/** Some of what was accepted until `until` (ms since the epoch) and has not been handed over. */
export async function readOutbox(
  { client, table }: Table,
  shard: number,
  until: number,
): Promise<readonly OutboxItem[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk < :until',
      ExpressionAttributeValues: {
        ':pk': { S: outboxKey(shard) },
        ':until': { S: String(until).padStart(15, '0') },
      },
      ConsistentRead: true,
      Limit: 50,
    }),
  );
  return Items.map(decodeOutbox);
}

export async function deleteOutbox({ client, table }: Table, { pk, sk }: OutboxItem): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }));
}
