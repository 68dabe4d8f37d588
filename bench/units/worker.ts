// The worker as its handler puts it together, over any client, and the messages that it takes.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Config } from '../../functions/domain/config/config.ts';
import type { Submission } from '../../functions/domain/event/event.ts';
import { advanceLeads, type QueueMessage } from '../../functions/progress/advance-leads.ts';
import { currentDefinitions } from '../../functions/store/definitions/definition-key.ts';
import { hashWith } from '../../functions/store/leads/lead-ids.ts';
import { pause } from '../../functions/store/transactions/backoff.ts';
import { messageOf, workerDeps } from '../../test/support/worker-deps.ts';
import type { Person } from './mix.ts';
import type { Random } from './random.ts';

/** Rejects where a message is handed back. */
export type Take = (messages: readonly QueueMessage[]) => Promise<void>;

/** Any: it only decides under which keys leads lie. */
export const HASH_OF = hashWith(Buffer.alloc(32, 7));

export function workerOver(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  config: Config,
  random: Random,
): Take {
  const leads = { client, table, hashOf: HASH_OF, pause, random: random.next, now: Date.now };
  const deps = { ...workerDeps(leads), definitions: currentDefinitions(config) };
  return async (messages) => {
    const failed = await advanceLeads(deps, messages);
    const left = failed.size + deps.sentAgain.length;
    if (left > 0) throw new Error(`the worker left ${left} messages`);
  };
}

/** The past of people, step by step. */
export async function live(take: Take, people: readonly Person[]): Promise<void> {
  const steps = Math.max(...people.map(({ past }) => past.length));
  for (let step = 0; step < steps; step++) {
    const due = people.flatMap(({ past }) => past[step] ?? []);
    const messages = new Map<string, Submission[]>();
    for (const one of due) {
      const who = one.ids.email ?? one.ids.anonymous ?? '';
      messages.set(who, [...(messages.get(who) ?? []), one]);
    }
    await take([...messages.values()].map((submissions) => messageOf(...submissions)));
  }
}
