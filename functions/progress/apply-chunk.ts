// Applies a chunk of messages, in smaller parts where it is too much at once, and says what of it fails and what is left.
import { advance, type IsRetired } from '../domain/advance.ts';
import type { Submission } from '../domain/event/event.ts';
import type { Definition } from '../domain/funnel/funnel.ts';
import { isErasedIn } from '../domain/lead/apply-submissions.ts';
import { idKey, idsIn } from '../domain/lead/identity.ts';
import type { Telling } from '../domain/tell/messages-of.ts';
import { LeadsInMotion, type Snapshot } from '../store/leads/read-leads.ts';
import { TooMuchAtOnce } from '../store/leads/read-parts.ts';
import { type Stopped, type Transact, transact } from '../store/transactions/transact.ts';
import type { Work } from './advance-leads.ts';
import { isOutage } from './outage.ts';

export type ApplyChunk = Pick<Transact<Work>, 'commit' | 'pause' | 'hasTime'> & {
  readonly definitions: readonly Definition[];
  /** What the definitions were when this began: a key that is not known yet is none that is retired. */
  readonly isRetired?: IsRetired;
  /** What is told of changes; absent: nothing. */
  readonly telling?: Telling | undefined;
  readonly readLeads: (submissions: readonly Submission[]) => Promise<Snapshot>;
};

/** Why work is given up and sent again. */
export type Delay = 'time' | 'contention' | 'outage';

export type Applied = {
  /** By message: it cannot be applied, for its own sake. */
  readonly failed: ReadonlyMap<string, Error>;
  /** By message: why it is given up with something of it left. */
  readonly left: ReadonlyMap<string, Delay>;
};

/** One of a message's submissions changes a lead that no transaction takes. */
export class LeadNotWritable extends Error {
  override readonly name = 'LeadNotWritable';
}

/** @returns beside what became of it, the submissions that are erased */
export async function applyChunk(
  deps: ApplyChunk,
  chunk: readonly Work[],
): Promise<Applied & { readonly erased: ReadonlySet<Submission> }> {
  const applying = new Applying(deps);
  await applying.apply(chunk);
  return { failed: applying.failed, left: applying.left, erased: applying.erased };
}

class Applying {
  readonly failed = new Map<string, Error>();
  readonly left = new Map<string, Delay>();
  readonly erased = new Set<Submission>();
  readonly #deps: ApplyChunk;

  constructor(deps: ApplyChunk) {
    this.#deps = deps;
  }

  async apply(chunk: readonly Work[]): Promise<void> {
    const { readLeads, definitions, isRetired, telling } = this.#deps;
    // Of one round: what was read is what is decided on.
    let submissions: readonly Submission[] = [];
    const stopped = await transact(
      {
        ...this.#deps,
        read: (work) => {
          submissions = work.flatMap((one) => one.submissions);
          return readLeads(submissions);
        },
        decide: ({ records }) => {
          for (const one of submissions) if (isErasedIn(records, one)) this.erased.add(one);
          return advance(records, submissions, definitions, isRetired, telling);
        },
        // A submission can move an id between two leads of which neither has its event, where the owner that it names is erased: so
        // every id that it names is looked at. What one submission of a message says of who is who can depend on another.
        idsOf: (one) => one.submissions.flatMap(idsIn).map(idKey),
      },
      chunk,
    );
    for (const one of stopped) await this.#after(one);
  }

  async #after(stopped: Stopped<Work>): Promise<void> {
    const { work } = stopped;
    switch (stopped.why) {
      case 'tooLarge':
        return await this.#applyHalves(work, stopped.records);
      case 'invalid':
        return this.#fail(work, new LeadNotWritable('the database calls its lead invalid'));
      case 'unread':
        return await this.#afterError(work, stopped.error);
      default:
        return this.#giveUp(work, stopped.why);
    }
  }

  /** The leads could not be read or folded. */
  async #afterError(work: readonly Work[], error: unknown): Promise<void> {
    if (error instanceof TooMuchAtOnce) return await this.#applyParts(work, error.parts);
    // A call that is ended for lack of time looks like one that is not answered.
    if (!this.#deps.hasTime()) return this.#giveUp(work, 'time');
    if (isOutage(error)) return this.#giveUp(work, 'outage');
    if (work.length > 1) return await this.#applyHalves(work);
    if (error instanceof LeadsInMotion) return this.#giveUp(work, 'contention');
    this.#fail(work, error instanceof Error ? error : new Error('an unknown failure'));
  }

  async #applyParts(work: readonly Work[], parts: readonly (readonly Submission[])[]): Promise<void> {
    for (const part of parts) {
      const own = new Set(part);
      const its = work.map((one) => ({
        ...one,
        submissions: one.submissions.filter((submission) => own.has(submission)),
      }));
      await this.apply(its.filter(({ submissions }) => submissions.length > 0));
    }
  }

  /**
   * Applies half as much at once, down to a single submission.
   * @param records how many records the widest change moves together
   */
  async #applyHalves(work: readonly Work[], records = 0): Promise<void> {
    const [only] = work;
    if (only === undefined) return;
    if (work.length === 1 && only.submissions.length <= 1) {
      const why = `one of its submissions takes more than one transaction: it is too large, or it changes who is who among too many ids (${records} change together)`;
      return this.#fail(work, new LeadNotWritable(why));
    }
    const halves =
      work.length > 1
        ? halved(work)
        : halved(only.submissions).map((submissions) => [{ ...only, submissions }]);
    for (const half of halves) await this.apply(half);
  }

  #fail(work: readonly Work[], error: Error): void {
    for (const { messageId } of work) this.failed.set(messageId, error);
  }

  #giveUp(work: readonly Work[], delay: Delay): void {
    for (const { messageId } of work) this.left.set(messageId, delay);
  }
}

function halved<T>(all: readonly T[]): readonly (readonly T[])[] {
  const middle = all.length >> 1;
  return [all.slice(0, middle), all.slice(middle)];
}
