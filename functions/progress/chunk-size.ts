// How many submissions are read, folded and written together: as many as take a few seconds at the pace seen so far.

/** A number of submissions. */
export type ChunkSize = number;

const LEAST = 25;
/** More share no more transactions: one takes 100 items. */
const MOST = 4_000;
/** A chunk is to take so long: several fit an invocation, and one that takes ten times as long still ends in time. */
const TARGET_MS = 2_000;

/** The pace is not known yet. */
export const firstChunkSize: ChunkSize = 500;

/** @param took how long a chunk of `submissions` took, in ms */
export function nextChunkSize(size: ChunkSize, submissions: number, took: number): ChunkSize {
  const fitting = took <= 0 ? MOST : Math.floor((submissions * TARGET_MS) / took);
  // Small chunks say little of large ones: the size doubles at most.
  return Math.max(LEAST, Math.min(MOST, fitting, 2 * size));
}
