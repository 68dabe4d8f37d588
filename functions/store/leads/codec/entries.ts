// Events and touches, as a head or a page holds them.
import { EVENT_KINDS, type LeadEvent } from '../../../domain/event/event.ts';
import { type TimedTouch, touchKey } from '../../../domain/lead/lead.ts';
import { packFlags, unpackFlags } from '../../../domain/quality/flags.ts';
import type { Touch } from '../../../domain/touch/touch.ts';
import { packEventId, unpackEventId } from './event-id.ts';
import { known } from './packed.ts';
import { packViews, unpackViews } from './views-again.ts';

export type Entries = { readonly events: readonly LeadEvent[]; readonly touches: readonly TimedTouch[] };

export type PackedEntries = {
  readonly events?: readonly PackedEvent[];
  /** The touches that events and `touched` name by their place. */
  readonly touches?: readonly Touch[];
  readonly touched?: readonly (readonly [time: number, touch: number, trusted?: 1])[];
};
type PackedEvent = readonly [
  /** The first letter of the event's kind. */
  kind: string,
  name: string,
  /** As in `event-id.ts`. */
  id: string,
  /** ms since the event before it; of the first since the epoch. */
  step: number,
  /** ms from the event to its acceptance. */
  late: number,
  rest?: PackedRest,
];
const LETTERS = { page: 'p', form: 'f', event: 'e', identify: 'i' } as const satisfies Record<
  LeadEvent['kind'],
  string
>;

type PackedRest = Omit<
  LeadEvent,
  'kind' | 'id' | 'time' | 'received' | 'name' | 'trusted' | 'touch' | 'flags' | 'again'
> & {
  /** As in `views-again.ts`. */
  readonly again?: string;
  /** As in `flags.ts`. */
  readonly flags?: string;
  readonly secret?: 1;
  /** Its place among the touches of the same item. */
  readonly touch?: number;
};

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
  const packed = events.map(
    ({ kind, id, time, received, name, trusted, touch, flags, again, ...rest }): PackedEvent => {
      const more: PackedRest = {
        ...rest,
        ...(trusted ? { secret: 1 } : {}),
        ...(touch === undefined ? {} : { touch: indexOf(touch) }),
        ...(flags === undefined ? {} : { flags: packFlags(flags) }),
        ...(again === undefined ? {} : { again: packViews(again, time) }),
      };
      const step = time - last;
      last = time;
      const base = [LETTERS[kind], name, packEventId(id), step, received - time] as const;
      return Object.keys(more).length === 0 ? base : [...base, more];
    },
  );
  const touched = touches.map(({ time, touch, trusted }) =>
    trusted ? ([time, indexOf(touch), 1] as const) : ([time, indexOf(touch)] as const),
  );
  return {
    ...(packed.length === 0 ? {} : { events: packed }),
    ...(table.length === 0 ? {} : { touches: table }),
    ...(touched.length === 0 ? {} : { touched }),
  };
}

/** @throws UnreadableItem */
export function unpackEntries({ events = [], touches = [], touched = [] }: PackedEntries): Entries {
  let last = 0;
  return {
    events: events.map(([letter, ...packed]): LeadEvent => {
      const [called, id, step, late, more = {}] = packed;
      const { secret, touch: place, flags, again, ...rest } = more;
      const kind = EVENT_KINDS.find((one) => LETTERS[one] === letter);
      last += step;
      return {
        id: unpackEventId(id),
        time: last,
        received: last + late,
        kind: known(kind, `the event kind "${letter}"`),
        name: called,
        trusted: secret === 1,
        ...(place === undefined ? {} : { touch: known(touches[place], `touch ${place}`) }),
        ...(again === undefined ? {} : { again: unpackViews(again, last) }),
        ...(flags === undefined ? {} : { flags: known(unpackFlags(flags), `the flags "${flags}"`) }),
        ...rest,
      };
    }),
    touches: touched.map(([time, place, trusted]) => {
      const timed = { time, touch: known(touches[place], `touch ${place}`) };
      return trusted === 1 ? { ...timed, trusted: true } : timed;
    }),
  };
}
