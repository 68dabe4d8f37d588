// Commits changes: leads and their counters in one transaction, or not at all.
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Change } from '../domain/advance.ts';
import { pause } from './backoff.ts';
import { addition, SHARDS } from './counters.ts';
import type { Snapshot } from './leads.ts';
import { packed } from './packing.ts';
import { type CounterItems, merge, type Plan, planOf } from './plan.ts';

/**
 * What became of a change. `partly`: its counters were too many for one transaction and the rest is still to be written;
 * read anew. `again`: somebody else was there first, or nobody knows; read anew. `wide`: its records are too many or too
 * large; take fewer submissions at once. `refused`: it can never be written as it is.
 */
export type Outcome = 'written' | 'partly' | 'again' | 'wide' | 'refused';

export type Commit = {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** A number in [0, 1): which shard to begin with. */
  readonly random: () => number;
};

/** Tries of one transaction whose spoilers are left out, or that met another writer at a counter. */
const TRIES = 3;
/** Transactions under way at once, each on a shard of its own. */
const LANES = 2;

/**
 * Writes each change as one transaction or as part of one. Of a change that is too wide for one, the first part is
 * written: it leaves `counted` and counters equal, and the rest is found by the next reader.
 * @param alone each change in a transaction of its own, so that one that cannot be written fails alone
 */
export async function commit(
  deps: Commit,
  changes: readonly Change[],
  snapshot: Snapshot,
  alone = false,
): Promise<ReadonlyMap<Change, Outcome>> {
  const outcomes = new Map<Change, Outcome>();
  const plans = changes.flatMap((change) => planOf(deps.table, change, snapshot) ?? []);
  for (const change of changes) outcomes.set(change, 'wide');
  const transactions = packed(plans, alone);
  const first = Math.floor(deps.random() * SHARDS);
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; at < transactions.length; at += LANES) {
      for (const [plan, outcome] of await write(deps, transactions[at] ?? [], first + lane)) {
        outcomes.set(plan.change, outcome === 'written' && !plan.isWhole ? 'partly' : outcome);
      }
    }
  });
  await Promise.all(lanes);
  return outcomes;
}

/**
 * Writes plans in one transaction. Whoever is refused for what somebody else wrote is left out, so that one lead which
 * two workers share does not send all others back to be read again.
 */
async function write(
  deps: Commit,
  plans: readonly Plan[],
  firstShard: number,
): Promise<ReadonlyMap<Plan, Outcome>> {
  const outcomes = new Map<Plan, Outcome>(plans.map((plan) => [plan, 'again']));
  let left = plans;
  for (let attempt = 0; left.length > 0 && attempt < TRIES; attempt++) {
    const items = left.flatMap((plan) => plan.items.map((item) => ({ item, plan })));
    const updates = updatesOf(deps.table, left, (firstShard + attempt * LANES) % SHARDS);
    const command = new TransactWriteItemsCommand({
      TransactItems: [...items.map(({ item }) => item), ...updates],
    });
    try {
      await deps.client.send(command);
      for (const plan of left) outcomes.set(plan, 'written');
      return outcomes;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'unknown') return outcomes;
      if (refusal === 'invalid') {
        for (const plan of left) outcomes.set(plan, 'refused');
        return outcomes;
      }
      const spoilers = new Map(
        items.flatMap(({ plan }, index) =>
          SPOILED.has(refusal[index] ?? '') ? [[plan, refusal[index]]] : [],
        ),
      );
      for (const [plan, code] of spoilers) if (INVALID.has(code ?? '')) outcomes.set(plan, 'refused');
      if (spoilers.size === 0) await pause(attempt);
      left = left.filter((plan) => !spoilers.has(plan));
    }
  }
  return outcomes;
}

function updatesOf(table: string, plans: readonly Plan[], shard: number): readonly TransactWriteItem[] {
  const counters: CounterItems = new Map();
  for (const plan of plans) merge(counters, plan.counters);
  return [...counters.values()].map(({ definition, cells, ...place }) => ({
    Update: addition(table, definition, shard, place, cells),
  }));
}

/** Codes of an item by which its lead cannot be written now: somebody else wrote it, is writing it, or it is invalid. */
const SPOILED: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
]);
const INVALID: ReadonlySet<string> = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/**
 * Why a transaction was not written: a code for each item, as DynamoDB gives them; `invalid` where it takes none of it;
 * `unknown` where nobody can say whether it was written (an answer that was lost, throttling): read anew and see.
 */
function refusalOf(error: unknown): readonly string[] | 'invalid' | 'unknown' {
  if (error instanceof TransactionCanceledException) {
    const codes = error.CancellationReasons?.map(({ Code }) => Code ?? '') ?? [];
    return codes.some((code) => THROTTLED.has(code)) ? 'unknown' : codes;
  }
  return error instanceof Error && error.name === 'ValidationException' ? 'invalid' : 'unknown';
}

const THROTTLED: ReadonlySet<string> = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);
