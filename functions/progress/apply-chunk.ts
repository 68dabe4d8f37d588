// Applies a chunk of messages: reads their leads, folds, and writes, in rounds, until nothing is left or time runs out.
import { advance, type Change, type IsRetired } from '../domain/advance.ts';
import type { Submission } from '../domain/event/event.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { isErasedIn } from '../domain/lead/apply-submissions.ts';
import { type IdKey, idKey, idsIn } from '../domain/lead/identity.ts';
import type { Telling } from '../domain/tell/messages-of.ts';
import { LeadsInMotion, type Snapshot } from '../store/leads/read-leads.ts';
import { TooMuchAtOnce } from '../store/leads/read-parts.ts';
import type { CommitOptions, Outcome } from '../store/transactions/commit.ts';
import type { Work } from './advance-leads.ts';
import { isOutage } from './outage.ts';

export type ApplyChunk = {
  readonly definitions: readonly Definition[];
  /** What the definitions were when this began: a key that is not known yet is none that is retired. */
  readonly isRetired?: IsRetired;
  /** What is told of changes; absent: nothing. */
  readonly telling?: Telling | undefined;
  readonly readLeads: (submissions: readonly Submission[]) => Promise<Snapshot>;
  readonly commit: (
    changes: readonly Change[],
    snapshot: Snapshot,
    options: CommitOptions,
  ) => Promise<ReadonlyMap<Change, Outcome>>;
  /** Waits before another round; `attempt` is 0 for the first wait. */
  readonly pause: (attempt: number) => Promise<void>;
  /** Whether there is time to begin anything more. */
  readonly hasTime: () => boolean;
};

/** Why work is given up and sent again. */
export type Delay = 'time' | 'contention' | 'outage';

export type Applied = {
  /** By message: it cannot be applied, for its own sake. */
  readonly failed: ReadonlyMap<string, Error>;
  /** By message: why it is given up with something of it left. */
  readonly left: ReadonlyMap<string, Delay>;
};

/** Rounds that another writer may spoil before each change is tried in a transaction of its own, and before giving up. */
const ROUNDS_TOGETHER = 3;
const ROUNDS = 12;

/** One of a message's submissions changes a lead that no transaction takes. */
export class LeadNotWritable extends Error {
  override readonly name = 'LeadNotWritable';
}

/** @returns beside what became of it, the submissions that are erased */
export async function applyChunk(
  deps: ApplyChunk,
  chunk: readonly Work[],
): Promise<Applied & { readonly erased: ReadonlySet<Submission> }> {
  const rounds = new Rounds(deps);
  await rounds.apply(chunk);
  return { failed: rounds.failed, left: rounds.left, erased: rounds.erased };
}

class Rounds {
  readonly failed = new Map<string, Error>();
  readonly left = new Map<string, Delay>();
  readonly erased = new Set<Submission>();
  readonly #deps: ApplyChunk;

  constructor(deps: ApplyChunk) {
    this.#deps = deps;
  }

  /** Rounds of reading, folding and writing, each with what the one before left over. */
  async apply(chunk: readonly Work[]): Promise<void> {
    const { hasTime, definitions, isRetired, telling } = this.#deps;
    let pending = chunk;
    for (let round = 0; pending.length > 0; ) {
      if (!hasTime()) return this.#giveUp(pending, 'time');
      if (round >= ROUNDS) return this.#giveUp(pending, 'contention');
      const submissions = pending.flatMap((one) => one.submissions);
      let snapshot: Snapshot;
      let changes: readonly Change[];
      try {
        snapshot = await this.#deps.readLeads(submissions);
        changes = advance(snapshot.records, submissions, definitions, isRetired, telling);
      } catch (error) {
        return await this.#afterError(pending, error);
      }
      for (const one of submissions) if (isErasedIn(snapshot.records, one)) this.erased.add(one);
      const alone = round >= ROUNDS_TOGETHER;
      const outcomes = await this.#deps.commit(changes, snapshot, { alone, hasTime });
      const left = leftOf(pending, outcomes);
      await this.#applyHalves(left.tooLarge, left.records);
      for (const one of left.invalid) {
        if (pending.length > 1 && !alone) continue;
        this.failed.set(one.messageId, new LeadNotWritable('the database calls its lead invalid'));
      }
      pending = [...left.conflicting, ...left.invalid].filter(({ messageId }) => !this.failed.has(messageId));
      // What is refused among others may not be the one at fault: the next round tries each alone.
      if (left.invalid.length > 0) round = Math.max(round + 1, ROUNDS_TOGETHER);
      else if (!left.hasMoved) round++;
      if (left.isContested) await this.#deps.pause(round);
    }
  }

  /** The leads could not be read or folded. */
  async #afterError(pending: readonly Work[], error: unknown): Promise<void> {
    if (error instanceof TooMuchAtOnce) return await this.#applyParts(pending, error.parts);
    // A call that is ended for lack of time looks like one that is not answered.
    if (!this.#deps.hasTime()) return this.#giveUp(pending, 'time');
    if (isOutage(error)) return this.#giveUp(pending, 'outage');
    if (pending.length > 1) return await this.#applyHalves(pending);
    if (error instanceof LeadsInMotion) return this.#giveUp(pending, 'contention');
    for (const { messageId } of pending) {
      this.failed.set(messageId, error instanceof Error ? error : new Error('an unknown failure'));
    }
  }

  async #applyParts(pending: readonly Work[], parts: readonly (readonly Submission[])[]): Promise<void> {
    for (const part of parts) {
      const own = new Set(part);
      const work = pending.map((one) => ({
        ...one,
        submissions: one.submissions.filter((submission) => own.has(submission)),
      }));
      await this.apply(work.filter(({ submissions }) => submissions.length > 0));
    }
  }

  /**
   * Applies half as much at once, down to a single submission.
   * @param records how many records the widest change moves together
   */
  async #applyHalves(pending: readonly Work[], records = 0): Promise<void> {
    const [only] = pending;
    if (only === undefined) return;
    if (!canHalve(pending)) {
      const why = `one of its submissions takes more than one transaction: it is too large, or it changes who is who among too many ids (${records} change together)`;
      this.failed.set(only.messageId, new LeadNotWritable(why));
      return;
    }
    const middle = only.submissions.length >> 1;
    const halves: readonly (readonly Work[])[] =
      pending.length > 1
        ? [pending.slice(0, pending.length >> 1), pending.slice(pending.length >> 1)]
        : [
            [{ ...only, submissions: only.submissions.slice(0, middle) }],
            [{ ...only, submissions: only.submissions.slice(middle) }],
          ];
    for (const half of halves) await this.apply(half);
  }

  #giveUp(pending: readonly Work[], delay: Delay): void {
    for (const { messageId } of pending) this.left.set(messageId, delay);
  }
}

function canHalve(pending: readonly Work[]): boolean {
  return pending.length > 1 || (pending[0]?.submissions.length ?? 0) > 1;
}

type Left = {
  readonly conflicting: readonly Work[];
  readonly invalid: readonly Work[];
  readonly tooLarge: readonly Work[];
  /** How many records the widest change of these moves together. */
  readonly records: number;
  /** A part of a wide change was written. */
  readonly hasMoved: boolean;
  readonly isContested: boolean;
};

/**
 * What a commit has left of the work. A submission can move an id between two leads of which neither has its event, where
 * the owner that it names is erased: so every id that it names is looked at. A message is applied again whole where anything of it is left: what one of its
 * submissions says of who is who can depend on another, and an erasure in between can take that one away.
 */
function leftOf(pending: readonly Work[], outcomes: ReadonlyMap<Change, Outcome>): Left {
  const outcomeOf = new Map<IdKey, Outcome>();
  for (const [change, outcome] of outcomes) for (const id of change.ids) outcomeOf.set(id, outcome);
  const has = (work: Work, ...wanted: readonly Outcome[]): boolean =>
    work.submissions.flatMap(idsIn).some((id) => {
      const outcome = outcomeOf.get(idKey(id));
      return outcome !== undefined && wanted.includes(outcome);
    });
  const all = [...outcomes];
  return {
    conflicting: pending.filter(
      (work) => !has(work, 'tooLarge', 'invalid') && has(work, 'conflict', 'partial'),
    ),
    invalid: pending.filter((work) => !has(work, 'tooLarge') && has(work, 'invalid')),
    tooLarge: pending.filter((work) => has(work, 'tooLarge')),
    records: Math.max(0, ...all.map(([{ steps }, outcome]) => (outcome === 'tooLarge' ? steps.length : 0))),
    hasMoved: all.some(([, outcome]) => outcome === 'partial'),
    isContested: all.some(([, outcome]) => outcome === 'conflict'),
  };
}
