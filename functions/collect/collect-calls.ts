// Takes the calls of one request: each read alone, all of the good ones held by the queue before success is answered.
import type { Submission } from '../domain/event/event.ts';
import type { Entry } from '../door/door.ts';
import type { SubmissionQueue } from '../queue/sender.ts';
import { type Receipt, readCall } from './call-submission.ts';
import { type BadCall, type Call, type CallType, MAX_CALLS, readCalls } from './calls.ts';
import type { Json } from './json.ts';

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
  /** Counts so many events in, where there is room for all of them; absent: they need no leave. */
  readonly enter?: (events: number) => Promise<Entry>;
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
    };

/** @throws QueueUnavailable */
export async function collectCalls(
  deps: CollectDeps,
  { type, body, bytes, receipt, enter }: Request,
): Promise<CollectOutcome> {
  const most = receipt.trusted ? MAX_CALLS.secret : MAX_CALLS.public;
  const read = readCalls({ type, body, bytes, most });
  if (read === undefined) return { kind: 'no-list' };
  const isRobots = robotsAmong(deps);
  const submissions: Submission[] = [];
  const dropped: string[] = [];
  let robots = 0;
  let strangers = 0;
  const ids = new KnownIds(receipt.trusted ? Number.POSITIVE_INFINITY : MAX_IDS);
  for (const call of read.calls) {
    if (typeof call === 'string') {
      dropped.push(REASONS[call]);
      continue;
    }
    if (isRobots(call)) {
      robots += 1;
      continue;
    }
    const reading = readCall(call, receipt);
    if (reading.kind === 'submission') {
      if (ids.take(reading.submission)) submissions.push(reading.submission);
      else strangers += 1;
    }
    if (reading.kind === 'bad') dropped.push(reading.why);
  }
  if (submissions.length > 0) {
    const entry = await enter?.(submissions.length);
    if (entry !== undefined && entry.kind !== 'open') return entry;
    await deps.queue.send(submissions);
  }
  return {
    kind: 'taken',
    accepted: submissions.length,
    robots,
    dropped,
    leftOut: read.tooMany + read.tooMuch + strangers,
  };
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

const REASONS: Readonly<Record<BadCall, string>> = {
  'not an object': 'it is not an object',
  'unknown type': 'its `type` is none of track, page, screen, identify, group, alias, form',
  'too large': 'it is larger than 32 KiB',
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
