// The use-case of progress: applies a batch of messages to leads and their counters, and says which messages fail.
import type { Submission } from '../domain/event/event.ts';
import { decodeMessage } from '../queue/message.ts';
import { ReadsThrottled } from '../store/read-items.ts';
import type { Delay } from './apply-chunk.ts';
import { type ApplyOrders, applyOrders } from './apply-orders.ts';
import { type ChunkSize, firstChunkSize, nextChunkSize } from './chunk-size.ts';
import { isOutage } from './outage.ts';

export type AdvanceLeads = Omit<ApplyOrders, 'hasTime'> & {
  /** Puts into quarantine what belongs there; returns those of them that are leads'. The same again gives the same. */
  readonly screen: (submissions: readonly Submission[]) => Promise<ReadonlySet<Submission>>;
  /** Which others belong aside; absent: none but what capture has found something out about. */
  readonly awaitsConfirmation?: ((submission: Submission) => boolean) | undefined;
  /** Milliseconds until the function is stopped. */
  readonly remaining: () => number;
  /** Sends work back to the queue as new messages, one for each element, which become visible after `seconds`. */
  readonly sendAgain: (work: readonly (readonly Submission[])[], seconds: number) => Promise<void>;
  /** Takes messages that are done off the queue, before the function returns. */
  readonly acknowledge: (receiptHandles: readonly string[]) => Promise<void>;
  readonly onFailure: (failure: Failure) => void;
  readonly onSentAgain: (sent: SentAgain) => void;
};

/** Why a message fails; the error never holds what the message holds. */
export type Failure = { readonly messageId: string; readonly error: Error };

/** Messages whose work was sent again, and when the oldest submission in them was accepted, in ms since the epoch. */
export type SentAgain = {
  readonly messages: number;
  readonly delay: Delay;
  readonly oldest: number;
};

export type QueueMessage = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often the queue has delivered it, this time included. */
  readonly receives: number;
};

/** A message with its submissions: all of them, or those of a half. */
export type Work = Omit<QueueMessage, 'body'> & { readonly submissions: readonly Submission[] };

/**
 * No transaction and no chunk begins with less time left than this, or than a third of the time that there was: calls under
 * way end, and what is left is sent again. The largest batch is back in the queue within a second or two.
 */
const MARGIN_MS = 10_000;
/** From this delivery on a message is begun only after all others of its batch are off the queue. */
const LATE_RECEIVE = 4;
/** How long work waits in the queue that was given up for this reason. */
const DELAY_SECONDS: Readonly<Record<Delay, number>> = { time: 0, contention: 2, outage: 20 };

/**
 * Applies messages. What was not begun, or was given up for time, contention or an outage of the table, is sent again as
 * new messages and then counts as done, so that it spends no try: applying is idempotent. A message fails only for its
 * own sake, or when the queue does not take its work back.
 *
 * A message that comes again ended the function before it was done, or was in a batch with one that did. It is applied
 * alone, after all others, and taken off the queue before the next one begins.
 *
 * @returns the ids of the messages that fail
 */
export async function advanceLeads(
  deps: AdvanceLeads,
  messages: readonly QueueMessage[],
): Promise<ReadonlySet<string>> {
  const failed = new Map<string, Error>();
  const work: Work[] = [];
  for (const { body, ...message } of messages) {
    try {
      work.push({ ...message, submissions: decodeMessage(body) });
    } catch (error) {
      failed.set(message.messageId, error instanceof Error ? error : new Error('an unknown failure'));
    }
  }
  const batch = new Batch(deps, failed);
  await batch.apply(work.filter(({ receives }) => receives <= 1));
  await batch.applyAlone(work.filter(({ receives }) => receives > 1));
  await batch.sendLeftAgain();
  for (const [messageId, error] of failed) deps.onFailure({ messageId, error });
  return new Set(failed.keys());
}

/**
 * Sends all messages again, as the table does not answer.
 * @returns the ids of the messages that fail
 */
export async function sendAllAgain(
  deps: Omit<AdvanceLeads, 'definitions'>,
  messages: readonly QueueMessage[],
): Promise<ReadonlySet<string>> {
  const unread = () => Promise.reject(new ReadsThrottled('the table does not answer'));
  return await advanceLeads(
    { ...deps, definitions: [], screen: unread, books: unread, readLeads: unread },
    messages,
  );
}

/** One batch: what of it fails, and what is left of it to be sent again. */
class Batch {
  readonly #deps: AdvanceLeads;
  readonly #failed: Map<string, Error>;
  readonly #left: { readonly work: Work; readonly delay: Delay }[] = [];
  /** Done and still on the queue. */
  #done: Work[] = [];
  #size: ChunkSize = firstChunkSize;
  readonly #marginMs: number;
  /** Messages of which it could not be told what goes into quarantine. */
  readonly #unscreened = new Set<string>();
  /** The table does not answer: nothing more is begun. */
  #isOut = false;

  constructor(deps: AdvanceLeads, failed: Map<string, Error>) {
    this.#deps = deps;
    this.#failed = failed;
    this.#marginMs = Math.min(MARGIN_MS, deps.remaining() / 3);
  }

  /** Applies messages in chunks that fit the time. */
  async apply(work: readonly Work[]): Promise<void> {
    for (let at = 0; at < work.length; ) {
      const chunk = this.#chunkAt(work, at);
      at += chunk.length;
      await this.#applyChunk(chunk);
    }
  }

  /** Applies messages one by one, each taken off the queue when it is done. */
  async applyAlone(work: readonly Work[]): Promise<void> {
    if (work.length === 0) return;
    const sorted = [...work].sort((a, b) => a.receives - b.receives);
    // Whichever of these ends the function would spend the last tries of the others: only one of them is begun.
    const late = sorted.filter(({ receives }) => receives >= LATE_RECEIVE);
    for (const one of late.slice(0, -1)) this.#left.push({ work: one, delay: 'time' });
    const begun = sorted.filter((one) => !late.includes(one) || one === late.at(-1));
    for (const one of begun) {
      if (one === late.at(-1)) await this.sendLeftAgain();
      await this.#acknowledgeDone();
      await this.#applyChunk([one]);
    }
  }

  /** Sends what is left as new messages; what the queue does not take fails and is delivered again. */
  async sendLeftAgain(): Promise<void> {
    const left = this.#left.splice(0).filter(({ work }) => !this.#failed.has(work.messageId));
    for (const [delay, seconds] of Object.entries(DELAY_SECONDS) as [Delay, number][]) {
      const all = left.filter((one) => one.delay === delay).map(({ work }) => work);
      if (all.length === 0) continue;
      try {
        await this.#deps.sendAgain(
          all.map(({ submissions }) => submissions),
          seconds,
        );
        this.#done.push(...all);
        this.#deps.onSentAgain({ messages: all.length, delay, oldest: oldestOf(all) });
      } catch (error) {
        const cause = error instanceof Error ? error : new Error('an unknown failure');
        for (const { messageId } of all) this.#failed.set(messageId, cause);
      }
    }
  }

  async #applyChunk(chunk: readonly Work[]): Promise<void> {
    if (this.#isOut || !this.#hasTime()) {
      const delay = this.#isOut ? 'outage' : 'time';
      for (const work of chunk) this.#left.push({ work, delay });
      return;
    }
    const began = this.#deps.now();
    const leads = await this.#screen(chunk);
    const { failed, left } = await applyOrders({ ...this.#deps, hasTime: () => this.#hasTime() }, leads);
    for (const [messageId, error] of failed) this.#failed.set(messageId, error);
    this.#isOut ||= [...left.values()].includes('outage');
    for (const work of chunk) {
      if (this.#failed.has(work.messageId)) continue;
      // Sent again whole: what is in quarantine of it stays there.
      const delay =
        left.get(work.messageId) ?? (this.#unscreened.delete(work.messageId) ? 'outage' : undefined);
      if (delay !== undefined) this.#left.push({ work, delay });
      else this.#done.push(work);
    }
    this.#size = nextChunkSize(this.#size, submissionsOf(chunk), this.#deps.now() - began);
  }

  /** The work that is left for leads once the rest of it is in quarantine. */
  async #screen(chunk: readonly Work[]): Promise<readonly Work[]> {
    const isJudged = (one: Submission): boolean =>
      one.screening !== undefined || this.#deps.awaitsConfirmation?.(one) === true;
    const judged = chunk.flatMap(({ submissions }) => submissions.filter(isJudged));
    if (judged.length === 0) return chunk;
    try {
      const leads = await this.#deps.screen(judged);
      return chunk.flatMap((work) => {
        const submissions = work.submissions.filter((one) => !isJudged(one) || leads.has(one));
        return submissions.length === 0 ? [] : [{ ...work, submissions }];
      });
    } catch (error) {
      if (isOutage(error)) {
        this.#isOut = true;
        for (const { messageId } of chunk) this.#unscreened.add(messageId);
        return [];
      }
      if (chunk.length > 1) return (await inTurn(chunk, (work) => this.#screen([work]))).flat();
      for (const { messageId } of chunk) {
        this.#failed.set(messageId, error instanceof Error ? error : new Error('an unknown failure'));
      }
      return [];
    }
  }

  #hasTime(): boolean {
    return this.#deps.remaining() > this.#marginMs;
  }

  #chunkAt(work: readonly Work[], from: number): readonly Work[] {
    let to = from;
    for (let size = 0; to < work.length; to++) {
      size += work[to]?.submissions.length ?? 0;
      if (size > this.#size && to > from) break;
    }
    return work.slice(from, to);
  }

  /** A message that stays on the queue although it is done comes again and changes nothing. */
  async #acknowledgeDone(): Promise<void> {
    const done = this.#done.splice(0);
    if (done.length === 0) return;
    await this.#deps.acknowledge(done.map(({ receiptHandle }) => receiptHandle)).catch(() => {});
  }
}

async function inTurn<T, Result>(
  all: readonly T[],
  act: (one: T) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const one of all) results.push(await act(one));
  return results;
}

function submissionsOf(work: readonly Work[]): number {
  return work.reduce((sum, { submissions }) => sum + submissions.length, 0);
}

function oldestOf(work: readonly Work[]): number {
  return work.reduce(
    (oldest, { submissions }) =>
      submissions.reduce((least, { event }) => Math.min(least, event.received), oldest),
    Number.POSITIVE_INFINITY,
  );
}
