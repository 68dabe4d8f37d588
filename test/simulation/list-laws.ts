// Law 3, in sum: the index of contacts, packed or not, is the fold of the leads, and so is the list that is read from it.
import type { LeadId } from '../../functions/domain/event/event.ts';
import type { Definition } from '../../functions/domain/funnel/funnel.ts';
import type { IdKey } from '../../functions/domain/lead/identity.ts';
import { isMark, type LeadRecord } from '../../functions/domain/lead/record.ts';
import { type Asked, OUTCOMES, passes } from '../../functions/domain/summary/list-filter.ts';
import {
  comparePlaces,
  type IndexRow,
  isSameTold,
  latestRows,
} from '../../functions/domain/summary/list-row.ts';
import { listContacts } from '../../functions/leads/list-contacts.ts';
import { HEAD, JOURNAL, PACKED, RUNS } from '../../functions/store/keys.ts';
import { decodeHead } from '../../functions/store/leads/codec/head.ts';
import type { LeadTable } from '../../functions/store/leads/lead-table.ts';
import { RowPage } from '../../functions/store/list/row-pages.ts';
import { readRuns } from '../../functions/store/list/runs.ts';
import type { Item } from './books.ts';
import { hashOf } from './lead-hash.ts';
import { nameOf } from './oracle.ts';

export type Listing = {
  readonly items: readonly Item[];
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
};

/** Of the rows that hold, the latest of each contact tells what its head does, and no other record has one that tells of a contact. */
export function brokenIndex({ items, records }: Listing): readonly string[] {
  const latest = latestRows(rowsThatHold(items));
  const stored = new Set(
    items
      .filter(({ pk, sk }) => (pk?.S === JOURNAL || pk?.S === PACKED) && sk?.S !== RUNS)
      .flatMap((item) => [...new RowPage(item).rows()].map(({ hash }) => hash)),
  );
  const awaited = new Set(
    items
      .filter(({ sk, leftovers }) => sk?.S === HEAD && leftovers !== undefined)
      .flatMap((item) => decodeHead(item).places.leftovers.map(([hash]) => hash)),
  );
  const names = new Map([...records.values()].map(({ id }) => [hashOf(id), nameOf(id)]));
  const others = [...latest.values()].flatMap(({ hash, told }) =>
    told === undefined || names.has(hash) ? [] : [`index = fold(leads): ${hash} is listed and is no lead`],
  );
  return [
    ...others,
    ...[...records.values()].flatMap((record) => {
      const { id, summary } = record;
      // Its erasure was stopped, and takes it out when it is asked for again. A link can be noted of it meanwhile.
      if (summary === undefined && awaited.has(hashOf(id))) return [];
      if (isMark(record) && stored.has(hashOf(id)))
        return [`index = fold(leads): ${nameOf(id)} is erased and listed`];
      return isSameTold(latest.get(hashOf(id))?.told, summary)
        ? []
        : [`index = fold(leads): what the index tells of ${nameOf(id)} is not so`];
    }),
  ];
}

function rowsThatHold(items: readonly Item[]): readonly IndexRow[] {
  const runs = JSON.parse(
    items.find(({ pk, sk }) => pk?.S === PACKED && sk?.S === RUNS)?.runs?.S ?? '[]',
  ) as readonly (readonly [id: string, rows: number, each: number, ...pages: number[]])[];
  const held = new Set(
    runs.flatMap(([id, , , ...pages]) =>
      pages.filter((_, n) => n % 2 === 0).map((place) => `${id} ${place}`),
    ),
  );
  return items.flatMap((item) => {
    const { pk, sk, run } = item;
    const place = Number(sk?.S?.replace(/^page#/, ''));
    const holds = pk?.S === JOURNAL || (pk?.S === PACKED && held.has(`${run?.S} ${place}`));
    return holds ? [...new RowPage(item).rows()] : [];
  });
}

/** What the owner gets by the list's own reader, of all contacts and of each outcome, is what the heads say. */
export async function brokenList(
  table: LeadTable,
  records: Listing['records'],
  definitions: readonly Definition[],
  now: number,
): Promise<readonly string[]> {
  const plain = { funnel: undefined, filter: {}, dayOf: isoDay, now };
  const ofFunnels = definitions.flatMap((definition) =>
    OUTCOMES.map(
      (outcome): Asked => ({
        ...plain,
        funnel: { definition, label: '', stageLabels: [] },
        filter: { outcome },
      }),
    ),
  );
  const broken: string[] = [];
  for (const asked of [plain, ...ofFunnels]) {
    const should = [...records.values()]
      .flatMap(({ id, summary }) =>
        summary !== undefined && passes(summary, asked) ? [{ hash: hashOf(id), since: summary.since }] : [],
      )
      .sort(comparePlaces)
      .map(({ hash }) => hash);
    const has = await hashesListed(table, asked);
    if (has.join() !== should.join())
      broken.push(
        `index = fold(leads): ${JSON.stringify(asked.filter)} lists ${has.length} contacts, should list ${should.length}`,
      );
  }
  return broken;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** All pages of a list. */
async function hashesListed(table: LeadTable, asked: Asked): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const looked = await listContacts({ table, hasTime: () => true }, asked, after);
    hashes.push(...(looked?.rows ?? []).map(({ hash }) => hash));
    after = looked?.next;
  }
  return hashes;
}

/** Looks through the list while others write and pack. @param recordAt what is stored of a hash, at this moment */
export async function brokenWhileRead(
  table: LeadTable,
  {
    ids,
    erased,
    recordAt,
    now,
  }: {
    readonly ids: readonly LeadId[];
    readonly erased: ReadonlySet<string>;
    readonly recordAt: (hash: string) => LeadRecord | undefined;
    readonly now: number;
  },
): Promise<readonly string[]> {
  const read = (): ReadonlyMap<string, LeadRecord> =>
    new Map(
      ids
        .map(hashOf)
        .flatMap((hash) => [[hash, recordAt(hash)] as const])
        .flatMap(([hash, record]) => (record === undefined ? [] : [[hash, record] as const])),
    );
  const before = read();
  const wasErased = new Set(erased);
  const listed = await hashesListed(table, { funnel: undefined, filter: {}, dayOf: isoDay, now });
  const after = read();
  const broken: string[] = [];
  for (const [hash, { id, version, summary }] of before) {
    const later = after.get(hash);
    // With one change in between it cannot have left its place and come back.
    const wasThere =
      summary !== undefined && later?.summary?.since === summary.since && later.version <= version + 1;
    const times = listed.filter((one) => one === hash).length;
    if (wasThere && times !== 1)
      broken.push(`a contact that is there is listed: ${nameOf(id)} is listed ${times} times`);
    if (times > 0 && wasErased.has(hash) && later?.summary === undefined && summary === undefined)
      broken.push(`erased is gone: ${nameOf(id)} is listed`);
  }
  return broken;
}

/** Whether all is packed, and nothing is left of who was stopped. */
export async function isPacked(table: LeadTable, items: readonly Item[]): Promise<boolean> {
  const { free } = await readRuns(table);
  return !items.some(({ pk }) => pk?.S === JOURNAL) && free.every(({ rows }) => rows !== undefined);
}
