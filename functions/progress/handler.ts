// The entry of progress: SQS hands over batches of messages; what could not be applied goes back, message by message.
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { tellingOf } from '../domain/tell/targets.ts';
import { fanOut, sendOutbound } from '../queue/outbound-message.ts';
import { workQueue } from '../queue/return-work.ts';
import { type Deadline, endingBefore } from '../runtime/aws/deadline.ts';
import { dynamoDbClient } from '../runtime/aws/dynamodb.ts';
import { sqsClient } from '../runtime/aws/sqs.ts';
import { readConfig, readEnvironment, readOptional } from '../runtime/environment.ts';
import { HELD_UP } from '../runtime/environment-names.ts';
import { createTelemetry } from '../runtime/telemetry.ts';
import { KnownDefinitions } from '../store/definitions/definitions.ts';
import { readView } from '../store/definitions/funnel-versions.ts';
import { leadTableOnce } from '../store/leads/lead-table.ts';
import { readLeads } from '../store/leads/read-leads.ts';
import { orderBooks } from '../store/orders/order-books.ts';
import { handOver, writtenItems } from '../store/outbox/hand-over.ts';
import type { Note, OutboxItem } from '../store/outbox/outbox.ts';
import { pause } from '../store/transactions/backoff.ts';
import { commit } from '../store/transactions/commit.ts';
import { type AdvanceLeads, advanceLeads, sendAllAgain } from './advance-leads.ts';
import { awaitsConfirmation, holdUnconfirmed } from './hold-unconfirmed.ts';
import { isOutage } from './outage.ts';
import { screenSubmissions } from './screen-submissions.ts';

/** What is kept of the function's time: to send work back once the table answers no more, and to acknowledge at all. */
const TABLE_RESERVE_MS = 7_000;
const QUEUE_RESERVE_MS = 500;
/** How long a submission may be on its way before its being sent again counts as held up. */
const HELD_UP_MS = 15 * 60_000;

const { tableName: table, queueUrl } = readEnvironment('tableName', 'queueUrl');
const outboundUrl = readOptional('outboundQueueUrl');
const config = readConfig();
const deadline: Deadline = { remaining: () => 0, total: 0 };
const client = endingBefore(dynamoDbClient(), deadline, TABLE_RESERVE_MS);
const sqs = endingBefore(sqsClient(), deadline, QUEUE_RESERVE_MS);
const queue = workQueue(sqs, queueUrl);
const telemetry = createTelemetry(HELD_UP.service);

const leads = leadTableOnce(client, table);
const known = new KnownDefinitions({ client, table });

const deps: Omit<AdvanceLeads, 'remaining' | 'definitions' | 'isRetired' | 'telling'> = {
  readLeads: async (submissions) => readLeads(await leads(), submissions),
  screen: async (submissions) => {
    const table = await leads();
    const unsuspected = await screenSubmissions({ table, forms: config.forms }, submissions);
    const onFull = (n: number): void => telemetry.count('WaitingFull', n);
    return await holdUnconfirmed({ table, config, now: Date.now, tell, onFull }, unsuspected);
  },
  awaitsConfirmation: awaitsConfirmation(config.forms),
  commit: async (changes, snapshot, options) => {
    const table = await leads();
    const outcomes = await commit(table, changes, snapshot, options);
    await tell(writtenItems(table, outcomes));
    return outcomes;
  },
  books: async () => orderBooks(await leads()),
  pause,
  now: Date.now,
  sendAgain: queue.sendAgain,
  acknowledge: queue.acknowledge,
  onFailure: ({ messageId, error }) => telemetry.error('message failed', error, { messageId }),
  onSentAgain: ({ messages, delay, oldest }) => {
    telemetry.warn('messages sent again', { messages, because: delay });
    telemetry.count('MessagesSentAgain', messages);
    if (Date.now() - oldest > HELD_UP_MS) telemetry.count(HELD_UP.metric, messages);
  },
};

/** What is not handed over here, for whatever reason, stays in the outbox for the sweep: no submission fails for it. */
async function tell(items: readonly OutboxItem[]): Promise<void> {
  if (items.length === 0 || outboundUrl === undefined) return;
  try {
    const send = (notes: readonly Note[]) => sendOutbound(sqs, outboundUrl, fanOut(config, notes));
    await handOver({ table: { client, table }, send }, items);
  } catch {
    telemetry.warn('left in the outbox', { items: items.length });
  }
}

function unlessOutage(error: unknown): undefined {
  if (!isOutage(error)) throw error;
}

export const handler = middy<SQSEvent, SQSBatchResponse, Error, Context>().handler(async (event, context) => {
  const messages = event.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    receives: Number(attributes.ApproximateReceiveCount),
  }));
  const remaining = () => context.getRemainingTimeInMillis();
  Object.assign(deadline, { remaining, total: remaining() });
  const view = await readView({ client, table }, known, config, Date.now).catch(unlessOutage);
  const failed =
    view === undefined
      ? await sendAllAgain({ ...deps, remaining }, messages)
      : await advanceLeads(
          { ...deps, ...view, telling: tellingOf(config, view.active), remaining },
          messages,
        );
  telemetry.count('MessagesTaken', messages.length - failed.size);
  telemetry.count('MessagesHandedBack', failed.size);
  telemetry.finish('batch');
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
});
