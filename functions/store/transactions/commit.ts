// Commits changes: leads and their counters in one transaction.
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Change } from '../../domain/advance.ts';
import { addition } from '../counters/counters.ts';
import { SHARDS, type Writing } from '../counters/shards.ts';
import type { LeadTable } from '../leads/lead-table.ts';
import type { Snapshot } from '../leads/read-leads.ts';
import { journalName, journalPuts } from '../list/journal.ts';
import { cancellationCodes } from './cancellation.ts';
import { packed } from './packing.ts';
import { type CounterItems, merge, type Plan, planOf } from './plan.ts';

/**
 * What became of a change. `partial`: its counters were too many for one transaction, and the rest is still to be written:
 * read again. `conflict`: another writer was first, or the answer was lost: read again. `tooLarge`: its records are too many or too
 * large for a transaction: apply fewer submissions at once. `invalid`: DynamoDB does not take it as it is.
 */
export type Outcome = 'committed' | 'partial' | 'conflict' | 'tooLarge' | 'invalid';

/** Tries of one transaction: after each, plans whose items failed are left out, and another shard is used. */
const TRIES = 3;
/** Transactions under way at once, each on a shard of its own. */
const LANES = 2;

export type CommitOptions = {
  /** Whether each change gets a transaction of its own, so that one that cannot be written fails alone. */
  readonly alone?: boolean;
  /** Asked before each transaction. Changes for which there is no time are not begun and end as `conflict`. */
  readonly hasTime?: () => boolean;
};

/**
 * Writes each change in one transaction, several changes together where they fit. Of a change that adds to too many counters a
 * first part is written: contributions and counters stay equal, and the next reader finds the rest.
 */
export async function commit(
  table: LeadTable,
  changes: readonly Change[],
  snapshot: Snapshot,
  { alone = false, hasTime = () => true }: CommitOptions = {},
): Promise<ReadonlyMap<Change, Outcome>> {
  const plans = changes.flatMap((change) => planOf(table, change, snapshot) ?? []);
  const outcomes = new Map<Change, Outcome>(changes.map((change) => [change, 'tooLarge']));
  for (const { change } of plans) outcomes.set(change, 'conflict');
  const transactions = packed(plans, alone);
  const first = Math.floor(table.random() * SHARDS);
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane; at < transactions.length && hasTime(); at += LANES) {
      for (const [plan, outcome] of await write(
        table,
        transactions[at] ?? [],
        first + lane,
        changes.length,
      )) {
        outcomes.set(plan.change, outcome === 'committed' && !plan.isWhole ? 'partial' : outcome);
      }
    }
  });
  await Promise.all(lanes);
  return outcomes;
}

/**
 * Writes plans in one transaction. A plan whose condition fails is left out and the others are tried again, so that one lead
 * that two workers change does not make all others be read again.
 */
async function write(
  table: LeadTable,
  plans: readonly Plan[],
  firstShard: number,
  changes: number,
): Promise<ReadonlyMap<Plan, Outcome>> {
  const outcomes = new Map<Plan, Outcome>(plans.map((plan) => [plan, 'conflict']));
  let left = plans;
  for (let attempt = 0; left.length > 0 && attempt < TRIES; attempt++) {
    const items = left.flatMap((plan) => plan.items.map((item) => ({ item, plan })));
    const n = (firstShard + attempt * LANES) % SHARDS;
    const name = journalName(table);
    const updates = updatesOf(table.table, countersOf(left), { id: name, now: table.now(), changes }, n);
    const journal = journalPuts(
      table.table,
      left.flatMap(({ rows }) => rows),
      name,
    );
    const command = new TransactWriteItemsCommand({
      TransactItems: [...items.map(({ item }) => item), ...updates, ...journal],
    });
    try {
      await table.client.send(command);
      for (const plan of left) outcomes.set(plan, 'committed');
      return outcomes;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === 'unknown') return outcomes;
      if (refusal === 'invalid') {
        for (const plan of left) outcomes.set(plan, 'invalid');
        return outcomes;
      }
      const failing = new Map(
        items.flatMap(({ plan }, index) =>
          FAILING.has(refusal[index] ?? '') ? [[plan, refusal[index]]] : [],
        ),
      );
      for (const [plan, code] of failing) if (INVALID.has(code ?? '')) outcomes.set(plan, 'invalid');
      if (failing.size === 0) await table.pause(attempt);
      left = left.filter((plan) => !failing.has(plan));
    }
  }
  return outcomes;
}

function countersOf(plans: readonly Plan[]): CounterItems {
  const counters: CounterItems = new Map();
  for (const plan of plans) merge(counters, plan.counters);
  return counters;
}

function updatesOf(
  table: string,
  counters: CounterItems,
  writing: Writing,
  n: number,
): readonly TransactWriteItem[] {
  return [...counters.values()].map(({ definition, item, cells }) => ({
    Update: addition(table, definition, item, writing, n, cells),
  }));
}

/** Cancellation codes of an item that keep its plan from being written now: another writer was first, or the item is invalid. */
const FAILING: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
]);
const INVALID: ReadonlySet<string> = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/**
 * Why a transaction was not written: DynamoDB's code for each item; `invalid` where it refuses the whole request;
 * `unknown` where it may have been written (a lost answer) or was throttled: the leads are read again.
 */
function refusalOf(error: unknown): readonly string[] | 'invalid' | 'unknown' {
  const codes = cancellationCodes(error);
  if (codes !== undefined) return codes.some((code) => THROTTLED.has(code)) ? 'unknown' : codes;
  return error instanceof Error && error.name === 'ValidationException' ? 'invalid' : 'unknown';
}

const THROTTLED: ReadonlySet<string> = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);
