// Compaction: shards that get no more writes are summed into one item a day, so that reports read little.
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Breakdown } from '../../domain/config/config.ts';
import { type DayPart, partOf, totalsOf } from '../../domain/funnel/cell-columns.ts';
import { NARROW } from '../../domain/funnel/expand-cells.ts';
import type { Definition } from '../../domain/funnel/funnel.ts';
import { type Item, readText } from '../item-format.ts';
import { counterKey } from '../keys.ts';
import { queryAll } from '../query-all.ts';
import { cellsIn, groupOf, itemOf, SEALED, SHARD_ID, shardIn } from './counters.ts';
import { isClosed } from './shards.ts';
import {
  decodeSum,
  encodeSum,
  type Folded,
  hasTotals,
  packed,
  packedPart,
  type SummedDay,
  sumKey,
  sumsGroup,
  TOTALS,
} from './summed-day.ts';
import { hasAllTotals, markTotals } from './totals-mark.ts';

export type CompactCounters = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Asked before each day. */
  readonly hasTime: () => boolean;
  readonly sizes?: Sizes;
};

export type Sizes = {
  /** What a day's shards must have together to be summed. */
  readonly worth: number;
  /** The same of a day whose windows have ended: little comes any more, and what is left is read every hour. */
  readonly worthOnceOver: number;
  /** A sum that is larger is full: another one is begun, so that no write is dear. */
  readonly full: number;
};

export type Compacted = {
  /** Days of which shards were summed, and how many. */
  readonly days: number;
  readonly shards: number;
  /** False where the time ran out. */
  readonly complete: boolean;
};

/** In bytes. Less is not worth the writes: a read unit is 4 KB, or 8 where the last second may be missing. */
const SIZES: Sizes = { worth: 2_048, worthOnceOver: 256, full: 64_000 };
/** The day itself, in any time zone. */
const OVER_MS = 2 * 86_400_000;
/** Far longer than a reader is at work, or than it may see what is past. */
export const DELETE_AFTER_MS = 600_000;
/** Names of deleted shards are kept until no reader can still see the shards: so long after they were summed, or after they were first missed. */
const NAMED_MS = 3 * 3_600_000;
/** What is summed at once: far below the 400 KB of an item, for values of breakdowns that are long. */
const SHARDS_AT_ONCE = 400;
const WRITES_AT_ONCE = 16;

/**
 * Sums the closed shards of a definition's days. Three steps, each of which leaves every sum as it is for a reader at
 * that time: shards are sealed, so that no writer adds to them any more; their sum is written, with their names, unless
 * another run has written since; a later run deletes them. A reader passes over the shards that a sum names. Names hold
 * the shards' ids: what a late writer makes under a key that was summed and deleted is another shard.
 * Of the items that all breakdowns share there is a second sum, of the days' totals: reports read of many days no more than that. It is
 * written after the first, and names its shards itself.
 */
export async function compactCounters(
  deps: CompactCounters,
  definition: Pick<Definition, 'key' | 'funnel'>,
): Promise<Compacted> {
  const { client, table, now, hasTime } = deps;
  let [days, shards] = [0, 0];
  if (hasTotals(definition.funnel) && !(await addTotals(deps, definition)))
    return { days, shards, complete: false };
  const wide = definition.funnel.by.filter((field) => !NARROW.includes(field));
  for (const field of [undefined, ...wide]) {
    const group = groupOf(field);
    const pk = counterKey(definition.key);
    const items = await queryAll(client, {
      table,
      pk,
      from: `${group}#`,
      to: `${group}#~`,
      isConsistent: true,
    });
    for (const [day, own] of closedByDay(field, items, now())) {
      if (!hasTime()) return { days, shards, complete: false };
      const isOver = now() - Date.parse(day) > definition.funnel.windowMs + OVER_MS;
      const folded = await compactDay(deps, { definition, field, day, isOver }, own);
      if (folded > 0) days++;
      shards += folded;
    }
  }
  return { days, shards, complete: true };
}

/**
 * Gives their totals to days that were summed when there were none. A later run, which finds nothing to add, marks them as whole: by then no
 * reader can miss one.
 * @returns false where the time ran out
 */
async function addTotals(
  deps: CompactCounters,
  { key, funnel }: Pick<Definition, 'key' | 'funnel'>,
): Promise<boolean> {
  const { client, table, hasTime } = deps;
  if (await hasAllTotals(client, table, key, true)) return true;
  const known = new Set((await readSums(deps, key, TOTALS)).map(({ day }) => day));
  const missing = (await readSums(deps, key, sumsGroup(undefined))).filter(({ day }) => !known.has(day));
  for (const [day, sums] of Map.groupBy(missing, (sum) => sum.day)) {
    if (!hasTime()) return false;
    const cells = packed(sums.map((sum) => totalsOf(packedPart(sum.cells), funnel.by)));
    const folded = sums.flatMap((sum) => sum.folded);
    await writeSum(deps, key, TOTALS, { day, part: 0, version: 1, folded, cells, isFull: false });
  }
  if (missing.length === 0) await markTotals(client, table, key);
  return true;
}

type DayOf = {
  readonly definition: Pick<Definition, 'key' | 'funnel'>;
  readonly field: Breakdown | undefined;
  readonly day: string;
  /** Whether the windows of all that entered on it have ended. */
  readonly isOver: boolean;
};

function closedByDay(
  field: Breakdown | undefined,
  items: readonly Item[],
  now: number,
): ReadonlyMap<string, readonly Item[]> {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const { day, shard } = itemOf(field, item.sk?.S ?? '');
    if (!isClosed(shard, now)) continue;
    const own = days.get(day);
    if (own === undefined) days.set(day, [item]);
    else own.push(item);
  }
  return days;
}

/** @returns how many shards were summed */
async function compactDay(deps: CompactCounters, day: DayOf, closed: readonly Item[]): Promise<number> {
  const { full, ...sizes } = deps.sizes ?? SIZES;
  const worth = day.isOver ? sizes.worthOnceOver : sizes.worth;
  if (bytesOf(closed) < worth && closed.every((item) => item[SEALED] === undefined)) return 0;
  // Read after the shards: what another run has summed meanwhile is named, or its sum is newer than the one read here.
  const rows = await Promise.all(rowsOf(day).map((row) => readRow(deps, day, row)));
  const takenAt = (item: Item): number => Math.max(...rows.map((row) => row.takenAt(item)));
  const old = closed.filter((item) => deps.now() - takenAt(item) >= DELETE_AFTER_MS);
  await eachOf(old, (item) => deleteSummed(deps, item));
  const fresh = closed.filter((item) => takenAt(item) === NEVER);
  if (fresh.every((item) => item[SEALED] === undefined) && bytesOf(fresh) < worth) return 0;
  const present = new Set(closed.map((item) => shardIn(day.field, item)));
  const sealed = await sealAll(deps, day, fresh);
  let summed = 0;
  for (const [index, row] of rows.entries()) {
    let last = row.sums.at(-1);
    const own = sealed.filter((item) => row.takenAt(item) === NEVER);
    for (let at = 0; at < own.length; at += SHARDS_AT_ONCE) {
      const shards = own.slice(at, at + SHARDS_AT_ONCE);
      const next = nextSum(day, last, row, { shards, present, full, now: deps.now() });
      if (!(await writeSum(deps, day.definition.key, row.group, next))) break;
      last = next;
      if (index === 0) summed += shards.length;
    }
  }
  return summed;
}

/** Sums of a day, one after another when one is full. */
type Row = {
  /** How their sort keys begin. */
  readonly group: string;
  /** What is summed of a shard. */
  readonly partIn: (shard: Item) => DayPart;
};

function rowsOf({ definition: { funnel }, field }: DayOf): readonly Row[] {
  const partIn = (item: Item) => partOf(cellsIn(itemOf(field, item.sk?.S ?? ''), item));
  const all: Row = { group: sumsGroup(field), partIn };
  if (field !== undefined || !hasTotals(funnel)) return [all];
  return [all, { group: TOTALS, partIn: (item) => totalsOf(partIn(item), funnel.by) }];
}

/** Later than any moment. */
const NEVER = Number.POSITIVE_INFINITY;

type RowRead = Row & {
  readonly sums: readonly SummedDay[];
  /** When a shard was taken in, ms since the epoch. */
  readonly takenAt: (shard: Item) => number;
};

/** Whether to add to the last sum or to begin another follows from what is stored alone: of two runs only one can write. */
function nextSum(
  { field, day }: DayOf,
  last: SummedDay | undefined,
  { partIn }: Row,
  taken: {
    readonly shards: readonly Item[];
    readonly present: ReadonlySet<string>;
    readonly full: number;
    readonly now: number;
  },
): SummedDay {
  const { shards, present, full, now } = taken;
  const own = shards.map(partIn);
  const folded = { at: now, shards: shards.map((item) => shardIn(field, item)) };
  if (last === undefined || last.isFull) {
    const part = last === undefined ? 0 : last.part + 1;
    const cells = packed(own);
    return { day, part, version: 1, folded: [folded], cells, isFull: cells.length >= full };
  }
  const cells = packed([packedPart(last.cells), ...own]);
  return {
    day,
    part: last.part,
    version: last.version + 1,
    folded: [...last.folded.flatMap((one) => stillNamed(one, present, now)), folded],
    cells,
    isFull: cells.length >= full,
  };
}

/** Another run may have deleted a shard a moment ago, however long it was summed: its name goes long after it was first missed. */
function stillNamed(
  { at, gone, shards }: Folded,
  present: ReadonlySet<string>,
  now: number,
): readonly Folded[] {
  if (gone !== undefined) return now - gone < NAMED_MS ? [{ at, gone, shards }] : [];
  if (now - at < NAMED_MS) return [{ at, shards }];
  const left = shards.filter((name) => present.has(name));
  const missed = shards.filter((name) => !present.has(name));
  return [
    ...(left.length === 0 ? [] : [{ at, shards: left }]),
    ...(missed.length === 0 ? [] : [{ at, gone: now, shards: missed }]),
  ];
}

async function readRow(deps: CompactCounters, { definition, field, day }: DayOf, row: Row): Promise<RowRead> {
  const sums = await readSums(deps, definition.key, row.group, day);
  const moments = new Map(
    sums.flatMap(({ folded }) => folded).flatMap(({ at, shards }) => shards.map((name) => [name, at])),
  );
  return { ...row, sums, takenAt: (item) => moments.get(shardIn(field, item)) ?? NEVER };
}

/** @param day absent: those of all days */
async function readSums(
  { client, table }: CompactCounters,
  definition: string,
  group: string,
  day = '',
): Promise<readonly SummedDay[]> {
  const from = `${group}#${day}`;
  const range = { table, pk: counterKey(definition), from, to: `${from}~`, isConsistent: true };
  return (await queryAll(client, range)).map((item) => decodeSum(group, item));
}

/** The shards as they are for good, read once they are sealed; those that another run has deleted meanwhile are left out. */
async function sealAll(
  deps: CompactCounters,
  { definition, field, day }: DayOf,
  shards: readonly Item[],
): Promise<readonly Item[]> {
  await eachOf(shards, (item) => seal(deps, item));
  const wanted = new Set(shards.map((item) => shardIn(field, item)));
  const from = `${groupOf(field)}#${day}`;
  const range = {
    table: deps.table,
    pk: counterKey(definition.key),
    from,
    to: `${from}~`,
    isConsistent: true,
  };
  const items = await queryAll(deps.client, range);
  return items.filter((item) => item[SEALED] !== undefined && wanted.has(shardIn(field, item)));
}

async function seal({ client, table }: CompactCounters, item: Item): Promise<void> {
  if (item[SEALED] !== undefined) return;
  await unlessRefused(() =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyOf(item),
        UpdateExpression: 'SET #sealed = :yes',
        ...ifStill(item, { '#sealed': SEALED }, { ':yes': { BOOL: true } }),
      }),
    ),
  );
}

/** @returns false where another run was first */
async function writeSum(
  { client, table }: CompactCounters,
  definition: string,
  group: string,
  sum: SummedDay,
) {
  const written = await unlessRefused(() =>
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...sumKey(definition, group, sum.day, sum.part), ...encodeSum(sum) },
        ...(sum.version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'v = :read',
              ExpressionAttributeValues: { ':read': { N: String(sum.version - 1) } },
            }),
      }),
    ),
  );
  return written !== undefined;
}

async function deleteSummed({ client, table }: CompactCounters, item: Item): Promise<void> {
  await unlessRefused(() =>
    client.send(
      new DeleteItemCommand({
        TableName: table,
        Key: keyOf(item),
        ...ifStill(item),
      }),
    ),
  );
}

/** The condition that the key still belongs to the shard that was read, and not to another that was made since. */
function ifStill(
  item: Item,
  names: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, AttributeValue>> = {},
) {
  return {
    ConditionExpression: '#id = :id',
    ExpressionAttributeNames: { ...names, '#id': SHARD_ID },
    ExpressionAttributeValues: { ...values, ':id': { S: readText(item, SHARD_ID) } },
  };
}

async function unlessRefused<Answer>(write: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

function keyOf({ pk, sk }: Item): Record<string, AttributeValue> {
  if (pk === undefined || sk === undefined) throw new TypeError('an item without a key');
  return { pk, sk };
}

/** As DynamoDB counts them, about: names and digits. */
function bytesOf(items: readonly Item[]): number {
  let bytes = 0;
  for (const item of items) {
    for (const [name, { N = '', S = '' }] of Object.entries(item))
      bytes += name.length + N.length / 2 + 1 + S.length;
  }
  return bytes;
}

async function eachOf<Given, Made>(
  all: readonly Given[],
  make: (one: Given) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let at = 0; at < all.length; at += WRITES_AT_ONCE)
    made.push(...(await Promise.all(all.slice(at, at + WRITES_AT_ONCE).map(make))));
  return made;
}
