// Takes the calls of one request: each read alone, all of the good ones held by the queue before success is answered.
import type { Submission } from '../domain/event/event.ts';
import type { RequestReason } from '../domain/quality/reason.ts';
import { keySource } from '../domain/quality/source.ts';
import type { Entry } from '../door/door.ts';
import type { Missed } from '../door/missed-item.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import { type Receipt, readCall } from './call-submission.ts';
import { type BadCall, type Call, type CallType, MAX_CALLS, readCalls } from './calls.ts';
import { asRecord, type Json } from './json.ts';

export type CollectDeps = {
  readonly queue: Pick<SubmissionQueue, 'send'>;
  /** Whether a user agent is a known robot's. */
  readonly isRobot: (userAgent: string) => boolean;
};

export type Request = {
  readonly type: CallType | 'batch';
  readonly body: Json;
  /** The length of the body's JSON. */
  readonly bytes: number;
  readonly receipt: Receipt;
  /** Counts so many events in, where there is room for all of them, before the calls are read; absent: they need no leave. */
  readonly enter?: (events: number) => Promise<Entry>;
  /** Submissions as they are accepted; absent: as they are. */
  readonly bound?: (submissions: readonly Submission[]) => Promise<readonly Submission[]>;
};

export type CollectOutcome =
  | { readonly kind: 'no-list' }
  /** The key takes no more: for good, or for now. None of the calls is taken. */
  | Exclude<Entry, { readonly kind: 'open' }>
  | {
      readonly kind: 'taken';
      readonly accepted: number;
      readonly robots: number;
      /** Why each that is not taken is not. */
      readonly dropped: readonly string[];
      /** Calls beyond what one request may bring, good or not. */
      readonly leftOut: number;
      /** All of these by reason and source. */
      readonly missed: readonly Missed[];
    };

/** @throws QueueUnavailable */
export async function collectCalls(
  deps: CollectDeps,
  { type, body, bytes, receipt, enter, bound }: Request,
): Promise<CollectOutcome> {
  const most = receipt.trusted ? MAX_CALLS.secret : MAX_CALLS.public;
  const entry = await enter?.(weightOf(type, body, bytes));
  if (entry !== undefined && entry.kind !== 'open') return entry;
  const read = readCalls({ type, body, bytes, most });
  if (read === undefined) return { kind: 'no-list' };
  const isRobots = robotsAmong(deps);
  const submissions: Submission[] = [];
  const dropped: string[] = [];
  const missed: Missed[] = [];
  const { key } = receipt;
  const miss = (reason: RequestReason, call?: Call): void => {
    const library = call === undefined ? undefined : asRecord(call.context.library).name;
    missed.push({ reason, source: keySource(key, library) });
  };
  let robots = 0;
  let strangers = 0;
  const ids = new KnownIds(receipt.trusted ? Number.POSITIVE_INFINITY : MAX_IDS);
  for (const call of read.calls) {
    if (typeof call === 'string') {
      dropped.push(REASONS[call].why);
      miss(REASONS[call].reason);
      continue;
    }
    if (isRobots(call)) {
      robots += 1;
      miss('robot', call);
      continue;
    }
    const reading = readCall(call, receipt);
    if (reading.kind === 'submission') {
      if (ids.take(reading.submission)) submissions.push(reading.submission);
      else strangers += 1;
    }
    if (reading.kind === 'bad') {
      dropped.push(reading.why);
      miss(reading.reason, call);
    }
  }
  if (submissions.length > 0) await deps.queue.send(await (bound?.(submissions) ?? submissions));
  const leftOut = read.tooMany + read.tooMuch + strangers;
  for (let n = 0; n < leftOut; n++) miss('call-beyond-limit');
  return { kind: 'taken', accepted: submissions.length, robots, dropped, leftOut, missed };
}

/** A request counts for one event for each so many bytes, where its calls are fewer: what is long is dear to read. */
const BYTES_AN_EVENT = 4 * 1024;

/**
 * For how many events a public request counts: for its calls, good or not. It is known before these are read, so that a key above its
 * quota costs no more than its body does.
 */
function weightOf(type: Request['type'], body: Json, bytes: number): number {
  const calls = type === 'batch' && Array.isArray(body.batch) ? body.batch.length : 1;
  return Math.min(MAX_CALLS.public, Math.max(1, calls, Math.ceil(bytes / BYTES_AN_EVENT)));
}

/** A browser speaks for one visitor: its id, a user's and an e-mail, and a few more where several use it. */
const MAX_IDS = 50;

/** The ids that a request has brought so far: each may be a lead of its own, which costs more than all of its events. */
class KnownIds {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether there is room for those of a submission. */
  take({ ids }: Submission): boolean {
    const fresh = Object.entries(ids)
      .map(([kind, id]) => `${kind}:${id}`)
      .filter((id) => !this.#known.has(id));
    if (this.#known.size + fresh.length > this.#most) return false;
    for (const id of fresh) this.#known.add(id);
    return true;
  }
}

const REASONS: Readonly<Record<BadCall, { readonly why: string; readonly reason: RequestReason }>> = {
  'not an object': { why: 'it is not an object', reason: 'call-not-object' },
  'unknown type': {
    why: 'its `type` is none of track, page, screen, identify, group, alias, form',
    reason: 'call-unknown-type',
  },
  'too large': { why: 'it is larger than 32 KiB', reason: 'call-too-large' },
};

/** Servers pass on the user agent of the visitor for whom they speak; a batch's is looked at once. */
function robotsAmong({ isRobot }: CollectDeps): (call: Call) => boolean {
  const known = new Map<string, boolean>();
  return ({ context: { userAgent } }) => {
    if (typeof userAgent !== 'string') return false;
    const robot = known.get(userAgent) ?? isRobot(userAgent);
    known.set(userAgent, robot);
    return robot;
  };
}
