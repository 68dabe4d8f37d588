// Takes the calls of one request: each read alone, all of the good ones held by the queue before success is answered.
import type { Submission } from '../domain/event/event.ts';
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
};

export type CollectOutcome =
  | { readonly kind: 'no-list' }
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
  { type, body, bytes, receipt }: Request,
): Promise<CollectOutcome> {
  const most = receipt.trusted ? MAX_CALLS.secret : MAX_CALLS.public;
  const read = readCalls({ type, body, bytes, most });
  if (read === undefined) return { kind: 'no-list' };
  const isRobots = robotsAmong(deps);
  const submissions: Submission[] = [];
  const dropped: string[] = [];
  let robots = 0;
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
    if (reading.kind === 'submission') submissions.push(reading.submission);
    else if (reading.kind === 'bad') dropped.push(reading.why);
  }
  if (submissions.length > 0) await deps.queue.send(submissions);
  return {
    kind: 'taken',
    accepted: submissions.length,
    robots,
    dropped,
    leftOut: read.tooMany + read.tooMuch,
  };
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
