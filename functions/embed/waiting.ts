// Events on their way: those that could not be sent before go along with the next, in one request.

export type Json = Readonly<Record<string, unknown>>;
export type EventType = 'page' | 'track' | 'identify';
/** A message of Segment's tracking API. */
export type Event = Json & { readonly type: EventType };

const MOST = 20;
/** A browser lets a page that is being left send 64 KiB. */
const MOST_LETTERS = 20_000;

/** The newest, as many as may wait. */
export function bounded(events: readonly Event[]): readonly Event[] {
  const kept = events.slice(-MOST);
  while (kept.length > 1 && JSON.stringify(kept).length > MOST_LETTERS) kept.shift();
  return kept;
}

/** @param key the public key, which a beacon can say in its body alone */
export function requestOf(
  events: readonly Event[],
  key: string,
  sentAt: string,
): { readonly path: string; readonly body: string } {
  const [only, another] = events;
  const said = only && !another ? only : { type: 'batch', batch: events };
  return { path: `v1/${said.type}`, body: JSON.stringify({ ...said, writeKey: key, sentAt }) };
}
