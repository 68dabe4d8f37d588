// Names that must differ, and do not.
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import type { Place } from './place.ts';
import { wordAt } from './place.ts';

/** A fault for each place that says again what an earlier one said. */
export function duplicates(places: readonly Place[], what: string): readonly Fault[] {
  const first = new Map<string, string>();
  const faults: Fault[] = [];
  for (const place of places) {
    const word = wordAt(place);
    if (word === undefined) continue;
    const before = first.get(word);
    if (before === undefined) first.set(word, place.path);
    else faults.push({ path: place.path, found: preview(word), fix: `${what}; ${before} has it already` });
  }
  return faults;
}

/** Ids that would be mistaken for something built in. */
export function reserved(places: readonly Place[], also: readonly string[] = []): readonly Fault[] {
  return places
    .filter((place) => ['constructor', ...also].includes(wordAt(place) ?? ''))
    .map((place) => ({
      path: place.path,
      found: preview(place.value),
      fix: 'another one: this is reserved',
    }));
}
