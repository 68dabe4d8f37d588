// Chance that repeats: the same seed gives the same numbers, on every machine.
import { createHash } from 'node:crypto';

export type Random = {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Picks by weight. */
  weighted<T extends { readonly weight: number }>(from: readonly [T, ...T[]]): T;
  /** Waiting times of things that happen now and then, by their mean. */
  wait(mean: number): number;
};

/** xorshift128, seeded by a digest: parts of one seed are as good as strangers. */
export function createRandom(...seed: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(seed)).digest();
  const state = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number];

  function next(): number {
    const [first, , , last] = state;
    let mixed = first ^ (first << 11);
    mixed ^= mixed >>> 8;
    state.shift();
    state.push((last ^ (last >>> 19) ^ mixed) >>> 0);
    return state[3] / 2 ** 32;
  }

  const index = (length: number): number => Math.floor(next() * length);
  return {
    next,
    chance: (probability) => next() < probability,
    between: (least, most) => least + index(most - least + 1),
    pick: (from) => from[index(from.length)] ?? from[0],
    weighted(from) {
      let left = next() * from.reduce((sum, { weight }) => sum + weight, 0);
      for (const each of from) {
        left -= each.weight;
        if (left < 0) return each;
      }
      return from[0];
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
  };
}
