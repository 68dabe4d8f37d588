// The calls of Segment's tracking API that one request makes.

const CALL_TYPES = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type CallType = (typeof CALL_TYPES)[number];

export type Json = Readonly<Record<string, unknown>>;

/** One call: what its sender said, not yet looked at. */
export type Call = { readonly type: CallType; readonly said: Json; readonly sentAt: unknown };

export type BadCall = 'not an object' | 'unknown type' | 'too large';

const MAX_EVENT_BYTES = 32 * 1024;

/** The paths below /v1/, Segment's short ones included. `import` is what its old clients call a batch of the past. */
const PATHS: ReadonlyMap<string, CallType | 'batch'> = new Map([
  ['import', 'batch'],
  ...[...CALL_TYPES, 'batch' as const].flatMap((type): [string, CallType | 'batch'][] => [
    [type, type],
    [type.charAt(0), type],
  ]),
]);

export function callTypeOf(path: string): CallType | 'batch' | undefined {
  return PATHS.get(path);
}

/**
 * The calls of a request, each read alone: a bad one takes no neighbour with it. Undefined where there is no list.
 * @param body parsed JSON
 * @param bytes the length of its JSON
 */
export function readCalls(
  type: CallType | 'batch',
  body: Json,
  bytes: number,
): readonly (Call | BadCall)[] | undefined {
  if (type !== 'batch')
    return [bytes > MAX_EVENT_BYTES ? 'too large' : { type, said: body, sentAt: body.sentAt }];
  if (!Array.isArray(body.batch)) return undefined;
  return body.batch.map((said: unknown): Call | BadCall => {
    if (!isRecord(said)) return 'not an object';
    const each = CALL_TYPES.find((known) => known === said.type);
    if (each === undefined) return 'unknown type';
    if (bytes > MAX_EVENT_BYTES && !isWithin(said, MAX_EVENT_BYTES)) return 'too large';
    const context = isRecord(body.context) ? { ...body.context, ...asRecord(said.context) } : said.context;
    return { type: each, said: { ...said, context }, sentAt: body.sentAt ?? said.sentAt };
  });
}

/** Whether a value is at most so long as JSON. One that is nested too deep to be written is too large. */
function isWithin(said: Json, bytes: number): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(said)) <= bytes;
  } catch {
    return false;
  }
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty record for whatever is none. */
export function asRecord(value: unknown): Json {
  return isRecord(value) ? value : {};
}
