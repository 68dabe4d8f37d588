// The books: what leads have counted against what counters hold, after every single transaction.
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { addTo } from '../../functions/domain/funnel/cells.ts';
import type { LeadRecord } from '../../functions/domain/lead/record.ts';
import { placeOf } from '../../functions/store/counters/counters.ts';
import { HEAD } from '../../functions/store/keys.ts';
import { type PackedCounted, unpackCounted } from '../../functions/store/leads/codec/counted.ts';
import { decodeHead } from '../../functions/store/leads/codec/head.ts';
import { unpack } from '../../functions/store/leads/codec/packed.ts';
import { assemble, pageKeys } from '../../functions/store/leads/lead-layout.ts';

export type Item = Readonly<Record<string, AttributeValue>>;
/** By definition, item and attribute. */
export type Flat = Map<string, number>;

const NOTHING: Flat = new Map();

export class Books {
  /** What is counted and not in the counters, less what is in the counters and not counted. */
  readonly gap: Flat = new Map();
  readonly #counted = new Map<string, Flat>();

  /** Takes in a transaction that was done. @returns false where leads and counters came apart */
  isBalancedAfter(items: readonly TransactWriteItem[]): boolean {
    for (const { Put, Delete } of items) {
      if (Put?.Item !== undefined) this.#replace(Put.Item, countedOf(Put.Item));
      if (Delete?.Key !== undefined) this.#replace(Delete.Key, NOTHING);
    }
    for (const { pk, sk, attribute, n } of additionsIn(items))
      addTo(this.gap, `${placeName(pk, sk)} ${attribute}`, -n);
    return this.gap.size === 0;
  }

  /** The same, where nobody reads some counters any more: their gaps are forgotten. */
  isBalancedBut(isRetired: (definition: string) => boolean): boolean {
    for (const cell of this.gap.keys()) if (isRetired(definitionOf(cell))) this.gap.delete(cell);
    return this.gap.size === 0;
  }

  #replace(key: Item, counted: Flat): void {
    const name = `${key.pk?.S} ${key.sk?.S}`;
    const before = this.#counted.get(name);
    if (before === undefined && counted.size === 0) return;
    for (const [cell, n] of counted) addTo(this.gap, cell, n);
    for (const [cell, n] of before ?? NOTHING) addTo(this.gap, cell, -n);
    this.#counted.set(name, counted);
  }
}

export type Addition = {
  readonly pk: string;
  readonly sk: string;
  readonly attribute: string;
  readonly n: number;
};

/** What a transaction adds to counters. */
export function additionsIn(items: readonly TransactWriteItem[]): readonly Addition[] {
  return items.flatMap(({ Update }) => {
    const { Key, UpdateExpression = '', ExpressionAttributeNames, ExpressionAttributeValues } = Update ?? {};
    const [pk = '', sk = ''] = [Key?.pk?.S, Key?.sk?.S];
    if (!pk.startsWith('C#')) return [];
    return clausesOf(UpdateExpression).map((clause) => {
      const [name = '', value = ''] = clause.split(' ');
      const n = Number(ExpressionAttributeValues?.[value]?.N);
      return { pk, sk, attribute: ExpressionAttributeNames?.[name] ?? '', n };
    });
  });
}

/** What an update adds: names and values. */
export function clausesOf(expression: string): readonly string[] {
  const [, added] = expression.split('ADD ');
  return added?.split(',') ?? [];
}

/** Of a cell's name. */
export function definitionOf(cell: string): string {
  return cell.slice(0, cell.indexOf(' '));
}

/** The counter's place without its shard. */
export function placeName(pk: string, sk: string): string {
  return `${pk.slice('C#'.length)} ${sk.slice(0, sk.lastIndexOf('#'))}`;
}

/**
 * The record whose head an item is; undefined where it is none.
 * @param written items by their keys, among them the pages that the head names; without it, the head's own alone
 */
export function recordIn(item: Item, written?: ReadonlyMap<string, Item>): LeadRecord | undefined {
  const { pk, sk, f } = item;
  if (f === undefined || !pk?.S?.startsWith('L#') || sk?.S !== HEAD) return undefined;
  const head = decodeHead(item);
  if (written === undefined) return head.record;
  const pages = pageKeys(head.places).flatMap((key) => {
    const page = written.get(`${pk.S} ${key}`);
    return page === undefined ? [] : [[key, page] as const];
  });
  return assemble(head, new Map(pages)).record;
}

/** What an item says that it has counted: a lead's head, or what an erased lead has left. */
export function countedOf(item: Item): Flat {
  const isTombstone = item.counted !== undefined && item.pk?.S?.startsWith('T#');
  const counted = isTombstone
    ? unpackCounted(unpack<PackedCounted>(item.counted))
    : recordIn(item)?.contributions;
  const flat: Flat = new Map();
  for (const [definition, cells] of counted ?? []) flatten(flat, definition, cells);
  return flat;
}

export function flatten(flat: Flat, definition: string, cells: ReadonlyMap<string, number>): void {
  for (const [key, n] of cells) {
    const { item, attribute } = placeOf(key as Parameters<typeof placeOf>[0]);
    addTo(flat, `${definition} ${item} ${attribute}`, n);
  }
}
