// What is kept aside under a lead's e-mails: in quarantine, and until it is confirmed. It is in no lead, and is its person's all the same.
import type { Submission } from '../domain/event/event.ts';
import type { Held, HeldQuarantined, HeldWaiting } from '../domain/profile/held.ts';
import { instant } from '../domain/profile/instant.ts';
import type { LeadTable } from '../store/leads/lead-table.ts';
import { quarantinePlaces } from '../store/quarantine/of-email.ts';
import { isPlace, LAST_PLACE } from '../store/quarantine/place.ts';
import { readQuarantined } from '../store/quarantine/read.ts';
import { readPlaces, readWaiting } from '../store/waiting/waiting-item.ts';
import { bytesIn, type Room } from './slice.ts';

export type HeldPart<One> = {
  /** Newest first. */
  readonly entries: readonly One[];
  /** Where the next part goes on: after the last place that was looked at. */
  readonly at: string;
  readonly hasMore: boolean;
};

type Asked = {
  /** The public ids of the e-mails. */
  readonly hashes: readonly string[];
  readonly query: URLSearchParams;
  readonly room: Room;
  readonly now: number;
};

export async function quarantinedOf(table: LeadTable, asked: Asked): Promise<HeldPart<HeldQuarantined>> {
  const { hashes, now, room } = asked;
  const before = beforeIn(asked, 'quarantined');
  const found = await Promise.all(
    hashes.map((hash) => quarantinePlaces(table, hash, { now, before, most: room.entries + 1 })),
  );
  return await partOf(found.flat(), before, room, async (place) => {
    const kept = await readQuarantined(table, place, now);
    return kept && { ...heldOf(kept.submission, place, kept.until), reasons: kept.reasons };
  });
}

export async function waitingOf(table: LeadTable, asked: Asked): Promise<HeldPart<HeldWaiting>> {
  const { hashes, now, room } = asked;
  const before = beforeIn(asked, 'waiting');
  const found = await Promise.all(hashes.map((hash) => readPlaces(table, hash, now)));
  const places = found.flatMap((one) => one.places).filter((place) => place < before);
  return await partOf(places, before, room, async (place) => {
    const kept = await readWaiting(table, place, now);
    return kept && { ...heldOf(kept.submission, place, kept.until), texts: kept.texts };
  });
}

function beforeIn({ query }: Asked, name: string): string {
  const said = query.get(name) ?? '';
  return isPlace(said) ? said : LAST_PLACE;
}

async function partOf<One>(
  places: readonly string[],
  before: string,
  room: Room,
  read: (place: string) => Promise<One | undefined>,
): Promise<HeldPart<One>> {
  const sorted = [...new Set(places)].sort().reverse();
  const entries: One[] = [];
  let at = before;
  let bytes = 0;
  let looked = 0;
  for (const place of sorted.slice(0, room.entries)) {
    const one = await read(place);
    if (one !== undefined) {
      bytes += bytesIn(one);
      if (entries.length > 0 && bytes > room.bytes) break;
      entries.push(one);
    }
    at = place;
    looked++;
  }
  return { entries, at, hasMore: looked < sorted.length };
}

function heldOf({ ids, typed, event }: Submission, id: string, until: number): Held {
  return {
    id,
    form: event.name,
    email: typed ?? ids.email ?? '',
    ids,
    event: event.id,
    received: instant(event.received),
    until: instant(until),
    answers: event.properties ?? {},
    ...(event.touch === undefined ? {} : { touch: event.touch }),
  };
}
