// The cells of shards as parts of their days: most shards have the same attributes, of which each is taken apart once.
import type { Breakdown } from '../../domain/config/config.ts';
import type { DayPart } from '../../domain/funnel/cell-columns.ts';
import type { Slice } from '../../domain/funnel/cells.ts';
import { type ColumnPlace, columnOf } from '../../domain/funnel/columns.ts';
import type { Item } from '../item-format.ts';
import { cellOf } from './counters.ts';

type Place = ColumnPlace & { readonly slice: Slice };

/** @returns reads a shard of a value of the breakdown */
export function shardReader(field: Breakdown | undefined): (value: string, item: Item) => DayPart {
  const known = new Map<string, Place>();
  const placeOf = (attribute: string, value: string): Place => {
    const place = known.get(attribute);
    if (place !== undefined) return place;
    const { metric, slice } = cellOf({ field, value }, attribute);
    const made = { ...columnOf(metric), slice };
    known.set(attribute, made);
    return made;
  };
  return (value, item) => {
    // The shared items hold slices; any other item is of one, whichever was read first.
    const own = field === undefined ? undefined : (`${field}=${value}` as const);
    const cells: { readonly place: Place; readonly n: number }[] = [];
    for (const attribute in item) {
      const n = item[attribute]?.N;
      if (n !== undefined) cells.push({ place: placeOf(attribute, value), n: Number(n) });
    }
    return {
      addTo: (into) => {
        for (const { place, n } of cells)
          into(own ?? place.slice)
            ?.column(place.column)
            ?.add(place.at, n);
      },
    };
  };
}
