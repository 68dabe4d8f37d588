// What must hold between the names of sources.
import { duplicates } from './duplicates.ts';
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import type { Place } from './place.ts';
import { items, member, members, wordAt } from './place.ts';

export function channelFaults(root: Place): readonly Fault[] {
  const sources = members(member(member(root, 'channels'), 'sources'));
  const names = sources.flatMap(([, others]) => items(others)).map(folded);
  const reported = new Map(sources.map(([name, place]) => [name.toLowerCase(), place.path]));
  return [
    ...duplicates(
      sources.map(([name, { path }]) => folded({ path, value: name })),
      'a name of its own for each source',
    ),
    ...duplicates(names, 'each other name once'),
    ...sources.flatMap(([source, others]) =>
      items(others).flatMap((place) => {
        const at = reported.get(wordAt(folded(place)) ?? '');
        if (at === undefined || source.toLowerCase() === wordAt(folded(place))) return [];
        const fix = `leave it out, or move its names here: ${at} is a source of its own`;
        return [{ path: place.path, found: preview(place.value), fix }];
      }),
    ),
  ];
}

function folded({ path, value }: Place): Place {
  return { path, value: typeof value === 'string' ? value.toLowerCase() : value };
}
