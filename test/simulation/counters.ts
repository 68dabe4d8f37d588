// What counters hold, however they are kept: sums, and the shards that no sum names.
import type { Breakdown } from '../../functions/domain/config/config.ts';
import { metricOf, SliceColumns } from '../../functions/domain/funnel/cell-columns.ts';
import { addTo, cellKey, type Slice } from '../../functions/domain/funnel/cells.ts';
import { placeOf } from '../../functions/store/counters/counters.ts';
import { decodeSum, packedPart } from '../../functions/store/counters/summed-day.ts';
import { type Flat, type Item, placeName } from './books.ts';

/** By definition, item and attribute. */
export function countersIn(items: readonly Item[]): Flat {
  const flat: Flat = new Map();
  const own = items.filter(({ pk }) => pk?.S?.startsWith('C#'));
  const named = new Set<string>();
  for (const item of own.filter(isSum)) {
    const [pk = '', sk = ''] = [item.pk?.S, item.sk?.S];
    const [, group = '', field] = /^s#(c|w#([^#]+))#/.exec(sk) ?? [];
    const { day, folded, cells } = decodeSum(field as Breakdown | undefined, item);
    for (const { shards } of folded) for (const shard of shards) named.add(`${pk} ${group}#${day}${shard}`);
    const slices = new Map<Slice, SliceColumns>();
    packedPart(cells).addTo((slice) => {
      const columns = slices.get(slice) ?? new SliceColumns();
      slices.set(slice, columns);
      return columns;
    });
    for (const [slice, columns] of slices) {
      for (const [column, at, n] of columns.entries()) {
        const place = placeOf(cellKey(day, metricOf(column, at), slice));
        addTo(flat, `${pk.slice('C#'.length)} ${place.item} ${place.attribute}`, n);
      }
    }
  }
  for (const item of own) {
    const [pk = '', sk = ''] = [item.pk?.S, item.sk?.S];
    if (isSum(item) || named.has(`${pk} ${sk}`)) continue;
    for (const [attribute, { N }] of Object.entries(item)) {
      if (N !== undefined) addTo(flat, `${placeName(pk, sk)} ${attribute}`, Number(N));
    }
  }
  return flat;
}

function isSum({ sk }: Item): boolean {
  return sk?.S?.startsWith('s#') === true;
}
