// How much of the index of contacts is packed together: few runs to read, and no row written more often than it must be.
import type { FreePlace, Run, Runs } from '../store/list/runs.ts';

export type PackSizes = {
  /** Fewer rows are left where they are: they are read as fast there. */
  readonly least: number;
  /** Rows that are not packed yet and are taken at once. */
  readonly most: number;
  /** Rows of a page. An erasure writes the whole page once more. */
  readonly page: number;
  /** So many runs of one size become one of the next. */
  readonly fan: number;
};

export const PACK_SIZES: PackSizes = { least: 500, most: 20_000, page: 2_000, fan: 8 };

/**
 * How many of the newest runs are packed together with what is told anew. All, where the oldest has not twice as many rows as all others:
 * so no contact is in the index more than one and a half times. Else as many of one size as make one of the next.
 */
export function mergedRuns(told: number, runs: readonly Run[], { least, fan }: PackSizes): number {
  const newer = runs.slice(0, -1).reduce((sum, { rows }) => sum + rows, told);
  const oldest = runs.at(-1)?.rows ?? 0;
  if (newer * 2 >= oldest) return runs.length;
  const levelOf = (rows: number): number =>
    Math.floor(Math.log(Math.max(rows, least) / least) / Math.log(fan));
  for (let [taken, rows] = [0, told]; ; ) {
    const rest = runs.slice(taken, -1);
    const other = rest.findIndex((run) => levelOf(run.rows) > levelOf(rows));
    const same = rest.slice(0, other === -1 ? rest.length : other);
    if (same.length < fan - 1) return taken;
    taken += same.length;
    rows += same.reduce((sum, run) => sum + run.rows, 0);
  }
}

/** Places for the pages of so many rows: free ones that hold as much at most, as a larger item costs what it did, and new ones. */
export function placesFor(
  { runs, free }: Pick<Runs, 'runs' | 'free'>,
  rows: number,
  { page }: PackSizes,
  isFree: (place: FreePlace) => boolean,
): readonly FreePlace[] {
  const left = free
    .flatMap((one) => (one.rows === undefined || !isFree(one) ? [] : [{ ...one, rows: one.rows }]))
    .sort((a, b) => b.rows - a.rows);
  const used = [...free, ...runs.flatMap(({ pages }) => pages)].map(({ place }) => place);
  let next = Math.max(0, ...used) + 1;
  return Array.from({ length: Math.ceil(rows / page) }, (_, n): FreePlace => {
    const own = Math.min(page, rows - n * page);
    const at = left.findIndex((one) => one.rows <= own);
    const [taken] = at === -1 ? [] : left.splice(at, 1);
    return taken ?? { place: next++, rows: undefined, at: 0 };
  });
}
