// The message of the outbound queue: one note and one target, so that a receiver that is down holds up no other.
import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../domain/config/config.ts';
import { type Target, targetsOf } from '../domain/tell/targets.ts';
import { isRecord } from '../store/item-format.ts';
import type { DueStep } from '../store/nurture/due-index.ts';
import { isNote, type Note } from '../store/outbox/outbox.ts';
import { MalformedMessage } from './message.ts';
import { packBatches, QueueUnavailable } from './sender.ts';

/** One note for one target. */
type NoteMessage = { readonly note: Note; readonly target: Target; readonly isReplay?: true };

export type OutboundMessage =
  | NoteMessage
  /** The mail of what was not mailed one by one. */
  | { readonly digest: { readonly form: string; readonly hour: string } }
  /** A step of a sequence that is due. */
  | { readonly step: DueStep };

export function encodeOutbound(message: OutboundMessage): string {
  return JSON.stringify({ v: 1, ...message });
}

/** @throws MalformedMessage */
export function decodeOutbound(body: string): OutboundMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new MalformedMessage('the message is not JSON');
  }
  if (!isRecord(parsed) || parsed.v !== 1)
    throw new MalformedMessage('the message is of a version that this code does not read');
  const { note, target, digest, step } = parsed;
  if (isDueStep(step)) return { step: { sequence: step.sequence, lead: step.lead, due: step.due } };
  if (isRecord(digest) && typeof digest.form === 'string' && typeof digest.hour === 'string')
    return { digest: { form: digest.form, hour: digest.hour } };
  if (isNote(note) && isTarget(target))
    return { note, target, ...(parsed.isReplay === true ? { isReplay: true as const } : {}) };
  throw new MalformedMessage('the message names nothing to tell');
}

function isDueStep(value: unknown): value is DueStep {
  return (
    isRecord(value) &&
    typeof value.sequence === 'string' &&
    typeof value.lead === 'string' &&
    Number.isSafeInteger(value.due)
  );
}

function isTarget(value: unknown): value is Target {
  if (!isRecord(value)) return false;
  return (
    typeof value.webhook === 'string' ||
    value.lead === true ||
    value.own === true ||
    (Array.isArray(value.mail) && value.mail.every((one) => typeof one === 'string'))
  );
}

/** Each note once for each of its targets. */
export function fanOut(config: Config, notes: readonly Note[]): readonly NoteMessage[] {
  return notes.flatMap((note) => targetsOf(config, note).map((target) => ({ note, target })));
}

/** Puts messages into the queue. @throws QueueUnavailable where it did not take all of them */
export async function sendOutbound(
  client: Pick<SQSClient, 'send'>,
  QueueUrl: string,
  messages: readonly OutboundMessage[],
): Promise<void> {
  for (const bodies of packBatches(messages.map(encodeOutbound))) {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new QueueUnavailable(`the queue refused ${Failed.length} messages`);
  }
}

/** The longest that SQS holds a message back. */
export const DIGEST_DELAY_SECONDS = 900;

export async function sendDigest(
  client: Pick<SQSClient, 'send'>,
  QueueUrl: string,
  digest: { readonly form: string; readonly hour: string },
  DelaySeconds: number = DIGEST_DELAY_SECONDS,
): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: encodeOutbound({ digest }), DelaySeconds }),
  );
}
