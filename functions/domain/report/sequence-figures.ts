// What the cells of a sequence say: leads that get it and leads that are held out, and what came of them by an age.
import type { CellIndex } from '../funnel/cell-columns.ts';
import { type Outcomes, outcomesOf } from './outcomes.ts';

export const GROUPS = ['sequence', 'heldOut'] as const;
export type SequenceGroup = (typeof GROUPS)[number];
const CODES: Readonly<Record<SequenceGroup, string>> = { sequence: 's', heldOut: 'h' };

export type GroupFigures = Omit<Outcomes, 'counts'> & {
  readonly leads: number;
  /** Those that did what the sequence waits for. */
  readonly reached: number;
};

/**
 * The sums of a group over days on which leads entered.
 * @param name of the sequence in cells
 * @param age index of the last class of `ages.ts` that counts; absent: all that came so far
 */
export function groupFigures(
  index: CellIndex,
  days: readonly string[],
  { name, group }: { readonly name: string; readonly group: SequenceGroup },
  age?: number,
): GroupFigures {
  const { counts, ...outcomes } = outcomesOf(index, days, { name, start: `n${CODES[group]}` }, age);
  return { leads: counts.get('') ?? 0, reached: counts.get('c') ?? 0, ...outcomes };
}
