// Law of retention: a walk takes whole leads whose time is over, nothing that is on its way, and no count.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { LeadEvent, Submission } from '../../functions/domain/event/event.ts';
import type { IdKey } from '../../functions/domain/lead/identity.ts';
import { idsOfLead } from '../../functions/domain/lead/identity-graph.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { HEAD, leadKey } from '../../functions/store/keys.ts';
import { decodeHead, type Head } from '../../functions/store/leads/codec/head.ts';
import { assemble, pageKeys } from '../../functions/store/leads/lead-layout.ts';
import type { Item } from './books.ts';
import { type Database, TABLE } from './database.ts';
import type { Commits } from './erasures.ts';
import { hashOf } from './lead-hash.ts';
import { copyKey, idsIn, type Name, nameOf } from './oracle.ts';

/** A mark rejects what was received before its lead's latest event, and that may be on its way for so long. */
const ON_ITS_WAY_MS = 30 * 86_400_000;

export type Erasing = {
  readonly database: Database;
  /** What must be in leads by now. */
  readonly leads: readonly Submission[];
  readonly commits: Commits;
  readonly retentionMs: number;
  readonly now: number;
};

/** Looks at a transaction of a walk before it is done. @returns what would be broken by it */
export function brokenByWalk(items: readonly TransactWriteItem[], erasing: Erasing): readonly string[] {
  const broken: string[] = [];
  const taken = new Map<string, { readonly record: LeadRecord; readonly erasedAt: number }>();
  for (const { Put, Update, Delete } of items) {
    const pk = (Put?.Item ?? Update?.Key ?? Delete?.Key)?.pk?.S ?? '';
    if (pk.startsWith('C#')) broken.push(`retention counts nothing: a walk writes the counter ${pk}`);
    const erasedAt = markIn(Put?.Item);
    const record = erasedAt === undefined ? undefined : recordAt(erasing.database, pk);
    if (record !== undefined && erasedAt !== undefined && record.id.key !== '')
      taken.set(pk, { record, erasedAt });
  }
  const { retentionMs, now } = erasing;
  for (const { record } of taken.values()) {
    const since = Math.max(...record.history.events.map(({ time }) => time));
    if (since >= now - retentionMs)
      broken.push(`retention takes what is over: ${nameOf(record.id)} did something at ${since}`);
  }
  for (const { event, ids, alias } of erasing.leads) {
    const [bearer] = idsIn({ ids, event, ...(alias && { alias }) });
    const own = bearer === undefined ? undefined : taken.get(leadKey(hashOf(bearer)));
    if (bearer === undefined || own === undefined) continue;
    const before = erasing.commits.marksOf(bearer).some(({ committed }) => event.received <= committed);
    const isOver = event.received < now - retentionMs;
    if (before || isOver || event.received > own.erasedAt || hasCopy(own.record, event)) continue;
    broken.push(
      `nothing accepted is lost: ${event.id} of ${nameOf(bearer)} is on its way and is taken with what is over`,
    );
  }
  return broken;
}

function hasCopy({ history }: LeadRecord, event: LeadEvent): boolean {
  const key = copyKey(event);
  return history.events.some((one) => copyKey(one) === key);
}

export function isMarkItem(item: Item): boolean {
  return markIn(item) !== undefined;
}

/** The moment of a mark; undefined where an item is none. */
function markIn(item: Item | undefined): number | undefined {
  if (item?.sk?.S !== HEAD || !item.pk?.S?.startsWith(leadKey(''))) return undefined;
  const { record } = decodeHead(item);
  return record.id.key === '' ? record.erasedAt : undefined;
}

/** What is stored under a key now, with all its pages. */
export function recordAt(database: Database, pk: string): LeadRecord | undefined {
  const { Items = [] } = database.execute('Query', {
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  }) as { readonly Items?: readonly Item[] };
  const pages = new Map(Items.map((item) => [item.sk?.S ?? '', item]));
  const head = pages.get(HEAD);
  return head === undefined ? undefined : assemble(decodeHead(head), pages).record;
}

/**
 * Pages that no head names: what was erased, or has moved, and was left behind.
 * @param isAwaited whether what was erased may still be deleted, where a head says that it is to be
 */
export function brokenPages(
  items: readonly Item[],
  isAwaited: (hashes: ReadonlySet<string>, pk: string) => boolean = (keys, pk) => keys.has(pk),
): readonly string[] {
  const heads = new Map<string, Head>();
  const pages: Item[] = [];
  for (const item of items) {
    if (!item.pk?.S?.startsWith(leadKey(''))) continue;
    if (item.sk?.S === HEAD) heads.set(item.pk.S, decodeHead(item));
    else pages.push(item);
  }
  if (pages.length === 0) return [];
  const awaited = new Set(
    [...heads.values()].flatMap(({ places }) => places.leftovers.map(([hash]) => leadKey(hash))),
  );
  return pages.flatMap(({ pk, sk }) => {
    const head = heads.get(pk?.S ?? '');
    const isNamed = head !== undefined && pageKeys(head.places).includes(sk?.S ?? '');
    return isNamed || isAwaited(awaited, pk?.S ?? '')
      ? []
      : [`erased is gone: a page is left behind at ${pk?.S} ${sk?.S}`];
  });
}

export type Walked = {
  readonly records: ReadonlyMap<IdKey, LeadRecord>;
  readonly leads: readonly Submission[];
  readonly items: readonly Item[];
  readonly retentionMs: number;
  /** When the last walk began that came to its end. */
  readonly begun: number;
};

/** What is left after a walk to which nobody came in between. */
export function brokenRetention({ records, leads, items, retentionMs, begun }: Walked): readonly string[] {
  const last = new Map<Name, number>();
  for (const submission of leads) {
    const { time, received, trusted } = submission.event;
    // With the public key nobody is believed when it was said, only when it came.
    const onItsWay = received + retentionMs - Math.min(retentionMs, ON_ITS_WAY_MS);
    const at = Math.max(time, trusted ? time : received, onItsWay);
    for (const id of idsIn(submission)) last.set(nameOf(id), Math.max(last.get(nameOf(id)) ?? 0, at));
  }
  const over = [...records.values()].flatMap(({ id, link, version, erasedAt, history, linkedIds }) => {
    if (link !== undefined || version === 0) return [];
    if (erasedAt !== undefined && history.events.length + linkedIds.length === 0) return [];
    const latest = Math.max(...idsOfLead(records, id).map((one) => last.get(nameOf(one)) ?? 0));
    return latest < begun - retentionMs
      ? [`what is over is gone: the lead of ${nameOf(id)} is still there`]
      : [];
  });
  return [...over, ...brokenPages(items, () => false)];
}
