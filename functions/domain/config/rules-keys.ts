// What must hold between the public keys.
import { duplicates } from './duplicates.ts';
import type { Fault } from './invalid-config.ts';
import { isPresent, items, member, type Place, wordAt } from './place.ts';

export function keyFaults(root: Place): readonly Fault[] {
  const all = items(member(root, 'publicKeys'));
  const names = all.map((each) => {
    const { path, value } = member(each, 'key');
    return { path, value: typeof value === 'string' ? value.slice(0, 8) : value };
  });
  const faults = [...duplicates(names, 'a key of its own, unlike any other in its first eight characters')];
  const [first] = all;
  if (first === undefined) return faults;
  // What stands in the owner's pages must not end by itself.
  const until = member(first, 'until');
  if (isPresent(until)) {
    const fix = 'leave it out: the first key is the one to use; put the former one behind it, with until';
    faults.push({ path: until.path, found: JSON.stringify(wordAt(until) ?? until.value), fix });
  }
  return faults;
}
