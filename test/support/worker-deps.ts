// What a worker needs over a table, for tests and benchmarks that have no queue: what is sent again is kept in a list.
import type { Submission } from '../../functions/domain/event/event.ts';
import type { AdvanceLeads, QueueMessage } from '../../functions/progress/advance-leads.ts';
import { type ScreenSubmissions, screenSubmissions } from '../../functions/progress/screen-submissions.ts';
import { encodeMessage } from '../../functions/queue/message.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { readLeads } from '../../functions/store/leads/read-leads.ts';
import { orderBooks } from '../../functions/store/orders/order-books.ts';
import { commit } from '../../functions/store/transactions/commit.ts';

export type WorkerDeps = Omit<AdvanceLeads, 'definitions' | 'isRetired'> & {
  /** What was sent again, message by message. */
  readonly sentAgain: (readonly Submission[])[];
};

/** @param forms those that limit what one sender may send */
export function workerDeps(table: LeadTable, forms: ScreenSubmissions['forms'] = []): WorkerDeps {
  const sentAgain: (readonly Submission[])[] = [];
  return {
    readLeads: (submissions) => readLeads(table, submissions),
    commit: (changes, snapshot, options) => commit(table, changes, snapshot, options),
    screen: (submissions) => screenSubmissions({ table, forms }, submissions),
    books: async () => orderBooks(table),
    pause: table.pause,
    remaining: () => 30_000,
    now: Date.now,
    sendAgain: async (work) => void sentAgain.push(...work),
    acknowledge: async () => {},
    onFailure: () => {},
    onSentAgain: () => {},
    sentAgain,
  };
}

let sent = 0;

/** A message as the queue delivers it for the first time. */
export function messageOf(...submissions: readonly Submission[]): QueueMessage {
  return deliveryOf(`m${sent++}`, encodeMessage(submissions));
}

export function deliveryOf(messageId: string, body: string, receives = 1): QueueMessage {
  return { messageId, receiptHandle: `${messageId}/${receives}`, body, receives };
}
