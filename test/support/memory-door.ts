// The door's table in memory, with what was asked of it.

import type { DoorTable } from '../../functions/door/door.ts';
import type { Addition } from '../../functions/door/door-item.ts';

export type MemoryDoor = DoorTable & {
  readonly closed: Set<string>;
  readonly additions: Addition[];
  /** How often it was read what is shut. */
  reads: number;
};

export function memoryDoor(): MemoryDoor {
  const taken = new Map<string, number>();
  const add = (key: string, n: number): number => {
    const now = (taken.get(key) ?? 0) + n;
    taken.set(key, now);
    return now;
  };
  const door: MemoryDoor = {
    closed: new Set(),
    additions: [],
    reads: 0,
    shut: async () => {
      door.reads += 1;
      return new Set(door.closed);
    },
    add: async (addition) => {
      const { name, now, minute, day } = addition;
      door.additions.push(addition);
      return {
        minute: add(`${name}#${Math.floor(now / 60_000)}`, minute),
        day: add(`${name}@${Math.floor(now / 86_400_000)}`, day),
      };
    },
  };
  return door;
}
