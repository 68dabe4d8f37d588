// The use-case of progress: takes a batch of messages into leads and their counters, and says which to hand back.
import { advance, type Change, type IsRetired } from '../domain/advance.ts';
import type { Submission } from '../domain/event/event.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { type IdKey, idKey, idsOf } from '../domain/lead/identity.ts';
import { decodeMessage } from '../queue/message.ts';
import type { Outcome } from '../store/commit.ts';
import { ReadsThrottled, type Snapshot } from '../store/leads.ts';

export type AdvanceLeads = {
  readonly definitions: readonly Definition[];
  /** What the definitions were when this began: a key that is not known yet is none that is retired. */
  readonly isRetired?: IsRetired;
  readonly readLeads: (submissions: readonly Submission[]) => Promise<Snapshot>;
  readonly commit: (
    changes: readonly Change[],
    snapshot: Snapshot,
    alone: boolean,
  ) => Promise<ReadonlyMap<Change, Outcome>>;
  /** Waits before another round; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Milliseconds until work must stop. */
  readonly remaining: () => number;
  readonly onFailure: (failure: Failure) => void;
};

/** Why a message is handed back; the error never holds what the message holds. */
export type Failure = { readonly messageId: string; readonly error: Error };

export type QueueMessage = { readonly messageId: string; readonly body: string };

type Pending = { readonly messageId: string; readonly submissions: readonly Submission[] };

/** Read, folded and written together at most; a tracking batch of small events is one message of some thousands. */
const SUBMISSIONS_AT_ONCE = 4_000;
/** No new round is begun with less time than this left. */
const MARGIN_MS = 3_000;
/** Rounds that another writer may spoil before each change is tried in a transaction of its own, and before giving up. */
const ROUNDS_TOGETHER = 3;
const ROUNDS = 12;

export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}
export class LeadContested extends Error {
  override readonly name = 'LeadContested';
}
export class LeadNotWritable extends Error {
  override readonly name = 'LeadNotWritable';
}

/** @returns the ids of the messages that were not taken in whole */
export async function advanceLeads(
  deps: AdvanceLeads,
  messages: readonly QueueMessage[],
): Promise<ReadonlySet<string>> {
  const failed = new Map<string, Error>();
  const pending: Pending[] = [];
  for (const { messageId, body } of messages) {
    try {
      pending.push({ messageId, submissions: decodeMessage(body) });
    } catch (error) {
      failed.set(messageId, asError(error));
    }
  }
  for (const chunk of chunksOf(pending)) {
    for (const [messageId, error] of await settle(deps, chunk)) failed.set(messageId, error);
  }
  for (const [messageId, error] of failed) deps.onFailure({ messageId, error });
  return new Set(failed.keys());
}

function chunksOf(pending: readonly Pending[]): readonly (readonly Pending[])[] {
  const chunks: Pending[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const one of pending) {
    if (size + one.submissions.length > SUBMISSIONS_AT_ONCE) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(one);
    size += one.submissions.length;
  }
  return chunks;
}

/** Rounds of reading, folding and writing, each with what the one before left over. */
async function settle(deps: AdvanceLeads, chunk: readonly Pending[]): Promise<ReadonlyMap<string, Error>> {
  const failed = new Map<string, Error>();
  let pending = chunk;
  for (let round = 0; pending.length > 0; ) {
    if (deps.remaining() < MARGIN_MS)
      return fail(failed, pending, new OutOfTime('no time was left to write it'));
    if (round >= ROUNDS)
      return fail(failed, pending, new LeadContested(`others changed its lead ${ROUNDS} times`));
    const submissions = pending.flatMap((one) => one.submissions);
    let snapshot: Snapshot;
    let changes: readonly Change[];
    try {
      snapshot = await deps.readLeads(submissions);
      changes = advance(snapshot.records, submissions, deps.definitions, deps.isRetired);
    } catch (error) {
      // A database that does not answer fails the whole batch: halves would only ask it again.
      if (isOutage(error)) throw error;
      if (pending.length === 1) return fail(failed, pending, asError(error));
      // One message cannot be read or folded: halves go their own ways, down to the one that fails alone.
      return await settleHalves(deps, pending, failed);
    }
    const outcomes = await deps.commit(changes, snapshot, round >= ROUNDS_TOGETHER);
    const left = leftOver(pending, outcomes);
    await settleHalves(deps, left.wide, failed, left.records);
    for (const one of left.refused) {
      if (pending.length === 1 || round >= ROUNDS_TOGETHER) {
        failed.set(one.messageId, new LeadNotWritable('the database calls its lead invalid'));
      }
    }
    pending = [...left.again, ...left.refused].filter(({ messageId }) => !failed.has(messageId));
    // What is refused among others may not be the one at fault: the next round tries each alone.
    if (left.refused.length > 0) round = Math.max(round + 1, ROUNDS_TOGETHER);
    else if (!left.hasMoved) round++;
    if (left.isContested) await deps.pause(round);
  }
  return failed;
}

/**
 * Takes half as much at once. A single message is halved too: it is taken in when both halves are.
 * @param records how many records the widest change moves together
 */
async function settleHalves(
  deps: AdvanceLeads,
  pending: readonly Pending[],
  failed: Map<string, Error>,
  records = 0,
): Promise<Map<string, Error>> {
  const [only] = pending;
  if (only === undefined) return failed;
  const submissions = only.submissions.length >> 1;
  const halves: readonly (readonly Pending[])[] =
    pending.length > 1
      ? [pending.slice(0, pending.length >> 1), pending.slice(pending.length >> 1)]
      : [
          [{ ...only, submissions: only.submissions.slice(0, submissions) }],
          [{ ...only, submissions: only.submissions.slice(submissions) }],
        ];
  if (pending.length === 1 && submissions === 0) {
    const why = `one of its submissions takes more than one transaction: it is too large, or it changes who is who among too many ids (${records} change together)`;
    failed.set(only.messageId, new LeadNotWritable(why));
    return failed;
  }
  for (const half of halves) for (const [id, why] of await settle(deps, half)) failed.set(id, why);
  return failed;
}

type LeftOver = {
  readonly again: readonly Pending[];
  readonly refused: readonly Pending[];
  readonly wide: readonly Pending[];
  /** How many records the widest change of these moves together. */
  readonly records: number;
  /** A part of a wide change was written. */
  readonly hasMoved: boolean;
  readonly isContested: boolean;
};

const NOTHING_LEFT: LeftOver = {
  again: [],
  refused: [],
  wide: [],
  records: 0,
  hasMoved: false,
  isContested: false,
};

function leftOver(pending: readonly Pending[], outcomes: ReadonlyMap<Change, Outcome>): LeftOver {
  const outcomeOf = new Map<IdKey, Outcome>();
  for (const [change, outcome] of outcomes) for (const id of change.ids) outcomeOf.set(id, outcome);
  const has = (one: Pending, outcome: Outcome): boolean =>
    one.submissions.some((submission) => outcomeOf.get(idKey(idsOf(submission)[0])) === outcome);
  const all = [...outcomes.values()];
  if (all.every((outcome) => outcome === 'written')) return NOTHING_LEFT;
  return {
    wide: pending.filter((one) => has(one, 'wide')),
    records: Math.max(
      0,
      ...[...outcomes].map(([{ steps }, outcome]) => (outcome === 'wide' ? steps.length : 0)),
    ),
    refused: pending.filter((one) => !has(one, 'wide') && has(one, 'refused')),
    again: pending.filter(
      (one) => !has(one, 'wide') && !has(one, 'refused') && (has(one, 'again') || has(one, 'partly')),
    ),
    hasMoved: all.includes('partly'),
    isContested: all.includes('again'),
  };
}

function fail(
  failed: Map<string, Error>,
  pending: readonly Pending[],
  error: Error,
): ReadonlyMap<string, Error> {
  for (const { messageId } of pending) failed.set(messageId, error);
  return failed;
}

/** What the SDK throws, or a table that is throttled: it is no message's fault. */
function isOutage(error: unknown): boolean {
  if (error instanceof ReadsThrottled) return true;
  return error instanceof Error && ('$metadata' in error || 'code' in error || error.name === 'TimeoutError');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('an unknown failure');
}
