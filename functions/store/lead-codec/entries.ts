// Events and touches, as a head or a page holds them.
import { EVENT_KINDS, type LeadEvent } from '../../domain/event/event.ts';
import { type TimedTouch, touchKey } from '../../domain/lead/lead.ts';
import type { Touch } from '../../domain/touch/touch.ts';
import { known, pack, unpackObject } from './item-bytes.ts';

export type Entries = { readonly events: readonly LeadEvent[]; readonly touches: readonly TimedTouch[] };

export type PackedEntries = {
  readonly e?: readonly PackedEvent[];
  readonly t?: readonly Touch[];
  readonly u?: readonly [number, number][];
};
type PackedEvent = readonly [
  kind: number,
  id: string,
  time: number,
  received: number,
  name: string,
  rest?: PackedRest,
];
type PackedRest = Omit<LeadEvent, 'kind' | 'id' | 'time' | 'received' | 'name' | 'trusted' | 'touch'> & {
  readonly s?: 1;
  /** Index into the touches of the same item. */
  readonly t?: number;
};

export function encodePage(entries: Entries): Uint8Array {
  return pack(packEntries(entries));
}

export function decodePage(bytes: Uint8Array): Entries {
  return unpackEntries(unpackObject<PackedEntries>(bytes));
}

export function packEntries({ events, touches }: Entries): PackedEntries {
  const table: Touch[] = [];
  const indices = new Map<string, number>();
  const indexOf = (touch: Touch): number => {
    const key = touchKey(touch);
    const known = indices.get(key);
    if (known !== undefined) return known;
    indices.set(key, table.length);
    return table.push(touch) - 1;
  };
  let last = 0;
  const e = events.map(({ kind, id, time, received, name, trusted, touch, ...rest }): PackedEvent => {
    const more: PackedRest = {
      ...rest,
      ...(trusted ? { s: 1 } : {}),
      ...(touch === undefined ? {} : { t: indexOf(touch) }),
    };
    const step = time - last;
    last = time;
    const base = [EVENT_KINDS.indexOf(kind), id, step, received - time, name] as const;
    return Object.keys(more).length === 0 ? base : [...base, more];
  });
  const u = touches.map(({ time, touch }): [number, number] => [time, indexOf(touch)]);
  return {
    ...(e.length === 0 ? {} : { e }),
    ...(table.length === 0 ? {} : { t: table }),
    ...(u.length === 0 ? {} : { u }),
  };
}

export function unpackEntries({ e = [], t: table = [], u = [] }: PackedEntries): Entries {
  let last = 0;
  const events = e.map(([kind, id, step, late, name, more = {}]): LeadEvent => {
    const { s, t, ...rest } = more;
    const touch = t === undefined ? undefined : known(table, t, 'touch');
    last += step;
    return {
      id,
      time: last,
      received: last + late,
      kind: known(EVENT_KINDS, kind, 'event kind'),
      name,
      trusted: s === 1,
      ...(touch === undefined ? {} : { touch }),
      ...rest,
    };
  });
  const touches = u.map(([time, index]) => ({ time, touch: known(table, index, 'touch') }));
  return { events, touches };
}
