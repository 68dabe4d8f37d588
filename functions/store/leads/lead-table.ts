// The table of leads, with all that its readers and writers need beside it.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { pause } from '../transactions/backoff.ts';
import { type HashOf, readHash, readKnownHash } from './lead-ids.ts';
import type { Sizes } from './lead-layout.ts';

export type LeadTable = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  readonly hashOf: HashOf;
  /** Waits before another try; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
  /** A number in [0, 1): which shard to write to. */
  readonly random: () => number;
  /** How much goes into one item; absent: as DynamoDB's prices suggest. */
  readonly sizes?: Sizes;
  /** ms since the epoch: which hour's shards to write to. */
  readonly now: () => number;
  /** Deletes the mails to and about a record that this machine keeps, and says how many; undefined on AWS, which keeps none. */
  readonly emptyInbox?: ((record: string) => Promise<number>) | undefined;
};

/** The table as functions use it. */
export function openLeadTable(client: LeadTable['client'], table: string): Promise<LeadTable> {
  return openWith(readHash, client, table);
}

async function openWith(
  hash: typeof readKnownHash,
  client: LeadTable['client'],
  table: string,
): Promise<LeadTable> {
  return {
    client,
    table,
    hashOf: await hash({ client, table }),
    pause,
    random: Math.random,
    now: Date.now,
  };
}

/** Opened by the first call, for the life of a sandbox; a table that does not answer is asked again by the next. */
export function leadTableOnce(
  client: LeadTable['client'],
  table: string,
  emptyInbox?: LeadTable['emptyInbox'],
): () => Promise<LeadTable> {
  return once(async () => ({ ...(await openLeadTable(client, table)), emptyInbox }));
}

/** The same for who may only read. */
export function leadTableToRead(client: LeadTable['client'], table: string): () => Promise<LeadTable> {
  return once(() => openWith(readKnownHash, client, table));
}

function once(open: () => Promise<LeadTable>): () => Promise<LeadTable> {
  let opened: Promise<LeadTable> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
