// The calls of Segment's tracking API that one request makes.
import { asRecord, isRecord, type Json } from './json.ts';
import { type SharedContext, shareContext, sizeWithin } from './shared-context.ts';

/** `form` is imbuto's own: a form that was answered in the past, told with the secret key in a batch. */
const CALL_TYPES = ['track', 'page', 'screen', 'identify', 'group', 'alias', 'form'] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** One call: what its sender said, not yet looked at. */
export type Call = {
  readonly type: CallType;
  readonly said: Json;
  /** Its own, and of what that does not say the one that it shares with its batch. */
  readonly context: Json;
  readonly sentAt: unknown;
};

export type BadCall = 'not an object' | 'unknown type' | 'too large';

export type Calls = {
  readonly calls: readonly (Call | BadCall)[];
  /** How many more there are than one request may make. */
  readonly tooMany: number;
  /** How many were left out because the context that they share had been added to others as often as it may be. */
  readonly tooMuch: number;
};

const MAX_EVENT_BYTES = 32 * 1024;
/** What all calls of a request come to, the context that they share counted with each. */
const MAX_SHARED_BYTES = 1024 * 1024;

/** A browser's library gathers ten or twenty, and a server that brings the past along sends what 512 KiB hold. */
export const MAX_CALLS = { public: 500, secret: 2_500 } as const;

/** The paths below /v1/, Segment's short ones included. `import` is what its old clients call a batch of the past. */
const PATHS: ReadonlyMap<string, CallType | 'batch'> = new Map([
  ['import', 'batch'],
  ...[...CALL_TYPES.filter((type) => type !== 'form'), 'batch' as const].flatMap(
    (type): [string, CallType | 'batch'][] => [
      [type, type],
      [type.charAt(0), type],
    ],
  ),
]);

export function callTypeOf(path: string): CallType | 'batch' | undefined {
  return PATHS.get(path);
}

export type CallsRequest = {
  readonly type: CallType | 'batch';
  /** Parsed JSON. */
  readonly body: Json;
  /** The length of its JSON. */
  readonly bytes: number;
  /** How many calls it may make. */
  readonly most: number;
};

/** The calls of a request, each read alone: a bad one takes no neighbour with it. Undefined where there is no list. */
export function readCalls({ type, body, bytes, most }: CallsRequest): Calls | undefined {
  if (type !== 'batch') {
    const call = { type, said: body, context: asRecord(body.context), sentAt: body.sentAt };
    return { calls: [bytes > MAX_EVENT_BYTES ? 'too large' : call], tooMany: 0, tooMuch: 0 };
  }
  const { batch, sentAt } = body;
  if (!Array.isArray(batch)) return undefined;
  const shared = isRecord(body.context) ? shareContext(body.context) : undefined;
  const calls: (Call | BadCall)[] = [];
  let total = 0;
  let tooMuch = 0;
  for (const said of batch.slice(0, most) as readonly unknown[]) {
    const call = readOne(said, shared, sentAt);
    if (typeof call === 'string' || (shared === undefined && bytes <= MAX_EVENT_BYTES)) {
      calls.push(call);
      continue;
    }
    const added = shared?.bytesAdded(call.said.context) ?? 0;
    const size = sizeWithin(call.said, MAX_EVENT_BYTES - added);
    if (size === undefined) calls.push('too large');
    else if (added > 0 && total + size + added > MAX_SHARED_BYTES) tooMuch += 1;
    else {
      total += size + added;
      calls.push(call);
    }
  }
  return { calls, tooMany: Math.max(0, batch.length - most), tooMuch };
}

function readOne(said: unknown, shared: SharedContext | undefined, sentAt: unknown): Call | BadCall {
  if (!isRecord(said)) return 'not an object';
  const type = CALL_TYPES.find((known) => known === said.type);
  if (type === undefined) return 'unknown type';
  const own = asRecord(said.context);
  return { type, said, context: shared?.mergedWith(own) ?? own, sentAt: sentAt ?? said.sentAt };
}
