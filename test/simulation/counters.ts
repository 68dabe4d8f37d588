// What counters hold, however they are kept: sums, and the shards that no sum names.
import type { Breakdown } from '../../functions/domain/config/config.ts';
import { columnsIn } from '../../functions/domain/funnel/cell-columns.ts';
import { addTo, cellKey, type Slice } from '../../functions/domain/funnel/cells.ts';
import { entriesOf, metricOf, type SliceColumns } from '../../functions/domain/funnel/columns.ts';
import { itemOf, placeOf, shardIn } from '../../functions/store/counters/counters.ts';
import { decodeSum, packedPart, sumsGroup } from '../../functions/store/counters/summed-day.ts';
import { type Flat, type Item, placeName } from './books.ts';

/** By definition, item and attribute. */
export function countersIn(items: readonly Item[]): Flat {
  const flat: Flat = new Map();
  const own = items.filter(({ pk }) => pk?.S?.startsWith('C#'));
  const named = new Set<string>();
  for (const item of own.filter(isSum)) {
    const [pk = '', sk = ''] = [item.pk?.S, item.sk?.S];
    const field = fieldOf(sk.slice('s#'.length));
    const { day, folded, cells } = decodeSum(sumsGroup(field), item);
    for (const { shards } of folded) for (const shard of shards) named.add(`${pk} ${field} ${day}${shard}`);
    const slices = new Map<Slice, SliceColumns>();
    packedPart(cells).addTo(columnsIn(slices));
    for (const [slice, columns] of slices) {
      for (const [column, at, n] of entriesOf(columns)) {
        const place = placeOf(cellKey(day, metricOf(column, at), slice));
        addTo(flat, `${pk.slice('C#'.length)} ${place.item} ${place.attribute}`, n);
      }
    }
  }
  for (const item of own) {
    const [pk = '', sk = ''] = [item.pk?.S, item.sk?.S];
    // Totals are of the same shards once more: readers see to it that they are right.
    if (isSum(item) || sk.startsWith('t#')) continue;
    const field = fieldOf(sk);
    if (named.has(`${pk} ${field} ${itemOf(field, sk).day}${shardIn(field, item)}`)) continue;
    for (const [attribute, { N }] of Object.entries(item)) {
      if (N !== undefined) addTo(flat, `${placeName(pk, sk)} ${attribute}`, Number(N));
    }
  }
  return flat;
}

function fieldOf(sk: string): Breakdown | undefined {
  const [, field] = /^w#([^#]+)#/.exec(sk) ?? [];
  return field as Breakdown | undefined;
}

function isSum({ sk }: Item): boolean {
  return sk?.S?.startsWith('s#') === true;
}
