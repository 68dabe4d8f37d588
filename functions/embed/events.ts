// Sends events to the tracking API: at once, or when the visitor allows it, or when the network is back.
import { uuid } from './uuid.ts';
import type { Visitor } from './visitor.ts';
import { bounded, type Event, type EventType, type Json, requestOf } from './waiting.ts';

export type Events = {
  tell(type: EventType, said: Json): void;
  /** Sends what waits, after a consent too. */
  flush(): void;
};

/** @param base imbuto's address with a final slash */
export function openEvents(base: string, key: string | undefined, visitor: Visitor): Events {
  /** Of this page, until the visitor says yes. */
  let held: readonly Event[] = [];

  function flush(): void {
    // What was seen before a no is not told after a later yes.
    if (visitor.leave() === false) held = [];
    const anonymousId = visitor.id();
    if (!key || !anonymousId) return;
    const events = bounded([...visitor.waiting(), ...held.map((event) => ({ ...event, anonymousId }))]);
    held = [];
    if (events[0]) send(events, key);
  }

  function send(events: readonly Event[], writeKey: string): void {
    if (!navigator.onLine) {
      visitor.wait(events);
      return;
    }
    const { path, body } = requestOf(events, writeKey, new Date().toISOString());
    visitor.wait([]);
    // As text, which needs no leave of the API before it is sent.
    if (navigator.sendBeacon?.(base + path, body)) return;
    fetch(base + path, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() =>
      visitor.wait(bounded([...events, ...visitor.waiting()])),
    );
  }

  addEventListener('online', flush);
  return {
    flush,
    tell(type, said) {
      held = bounded([...held, { type, messageId: uuid(), timestamp: new Date().toISOString(), ...said }]);
      flush();
    },
  };
}
