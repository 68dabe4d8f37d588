// The one way in which leads change: read, decide, write, in rounds, until all is written or there is a reason to stop.
import type { Change } from '../../domain/advance.ts';
import type { IdKey } from '../../domain/lead/identity.ts';
import type { Snapshot } from '../leads/read-leads.ts';
import type { CommitOptions, Outcome } from './commit.ts';

export type Transact<Work> = {
  readonly read: (work: readonly Work[]) => Promise<Snapshot>;
  readonly decide: (snapshot: Snapshot, work: readonly Work[]) => readonly Change[];
  readonly commit: (
    changes: readonly Change[],
    snapshot: Snapshot,
    options: CommitOptions,
  ) => Promise<ReadonlyMap<Change, Outcome>>;
  /** The ids by which it is known what became of a piece of work: of a change that holds one of them. */
  readonly idsOf: (work: Work, snapshot: Snapshot) => readonly IdKey[];
  /** Waits before another round; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Whether there is time to begin anything more. */
  readonly hasTime: () => boolean;
};

/**
 * Work that is not written, and why. `time`: there was none left. `contention`: others were first in every round. `tooLarge`: no
 * transaction takes the change, of so many records. `invalid`: DynamoDB does not take it as it is. `unread`: the leads could not be read, or
 * what becomes of them not decided.
 */
export type Stopped<Work> = { readonly work: readonly Work[] } & (
  | { readonly why: 'time' | 'contention' | 'invalid' }
  | { readonly why: 'tooLarge'; readonly records: number }
  | { readonly why: 'unread'; readonly error: unknown }
);

/** Rounds that another writer may spoil before each change is tried in a transaction of its own, and before giving up. */
const ROUNDS_TOGETHER = 3;
const ROUNDS = 12;

/** @returns the work that is not written; none: all of it is */
export async function transact<Work>(
  deps: Transact<Work>,
  work: readonly Work[],
): Promise<readonly Stopped<Work>[]> {
  const stopped: Stopped<Work>[] = [];
  let pending = work;
  for (let round = 0; pending.length > 0; ) {
    if (!deps.hasTime()) return [...stopped, { work: pending, why: 'time' }];
    if (round >= ROUNDS) return [...stopped, { work: pending, why: 'contention' }];
    let snapshot: Snapshot;
    let changes: readonly Change[];
    try {
      snapshot = await deps.read(pending);
      changes = deps.decide(snapshot, pending);
    } catch (error) {
      return [...stopped, { work: pending, why: 'unread', error }];
    }
    const alone = round >= ROUNDS_TOGETHER;
    const outcomes = await deps.commit(changes, snapshot, { alone, hasTime: deps.hasTime });
    const left = leftOf(pending, outcomes, (one) => deps.idsOf(one, snapshot));
    if (left.tooLarge.length > 0)
      stopped.push({ work: left.tooLarge, why: 'tooLarge', records: left.records });
    const isOnly = pending.length === 1;
    pending = left.conflicting;
    if (left.invalid.length > 0) {
      // What is refused among others may not be the one at fault: the next round tries each alone.
      if (alone || isOnly) stopped.push({ work: left.invalid, why: 'invalid' });
      else pending = [...pending, ...left.invalid];
      round = Math.max(round + 1, ROUNDS_TOGETHER);
    } else if (!left.hasMoved) round++;
    if (left.isContested && pending.length > 0) await deps.pause(round);
  }
  return stopped;
}

type Left<Work> = {
  readonly conflicting: readonly Work[];
  readonly invalid: readonly Work[];
  readonly tooLarge: readonly Work[];
  /** How many records the widest change of these moves together. */
  readonly records: number;
  /** A part of a wide change was written. */
  readonly hasMoved: boolean;
  readonly isContested: boolean;
};

/** What a commit has left of the work. A piece of which anything is left is done again whole. */
function leftOf<Work>(
  pending: readonly Work[],
  outcomes: ReadonlyMap<Change, Outcome>,
  idsOf: (work: Work) => readonly IdKey[],
): Left<Work> {
  const outcomeOf = new Map<IdKey, Outcome>();
  for (const [change, outcome] of outcomes) for (const id of change.ids) outcomeOf.set(id, outcome);
  const tooLarge: Work[] = [];
  const invalid: Work[] = [];
  const conflicting: Work[] = [];
  for (const work of pending) {
    const its = new Set(idsOf(work).map((id) => outcomeOf.get(id)));
    if (its.has('tooLarge')) tooLarge.push(work);
    else if (its.has('invalid')) invalid.push(work);
    else if (its.has('conflict') || its.has('partial')) conflicting.push(work);
  }
  const all = [...outcomes];
  return {
    conflicting,
    invalid,
    tooLarge,
    records: Math.max(0, ...all.map(([{ steps }, outcome]) => (outcome === 'tooLarge' ? steps.length : 0))),
    hasMoved: all.some(([, outcome]) => outcome === 'partial'),
    isContested: all.some(([, outcome]) => outcome === 'conflict'),
  };
}
