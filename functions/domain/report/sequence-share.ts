// Counts of a sequence and of who is held out of it, by name, and how often one lead is in them.
import type { FunnelConfig } from '../config/config.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { goalOf } from '../nurture/goal.ts';
import type { SequenceConfig } from '../nurture/sequence.ts';
import { comparisonName } from '../nurture/sequence-cells.ts';
import { GROUPS, groupFigures, type SequenceGroup } from './sequence-figures.ts';
import { comparedClass } from './sequences.ts';

/** Who entered it; of these, who did what it waits for until the age at which leads are compared, and who paid until then. */
const COUNTS = ['entered', 'converted', 'paid'] as const;

export type SequenceFigure = {
  readonly sequence: string;
  readonly group: SequenceGroup;
} & ({ readonly count: 'entered' | 'converted' } | { readonly count: 'paid'; readonly currency: string });

export type SequenceFigureName = `sequence.${string}.${SequenceGroup}.${string}`;

export function sequenceFigureName(figure: SequenceFigure): SequenceFigureName {
  const { sequence, group, count } = figure;
  return `sequence.${sequence}.${group}.${count === 'paid' ? `paid.${figure.currency}` : count}`;
}

/** Undefined where it is no such name. */
export function parseSequenceFigure(name: string): SequenceFigure | undefined {
  const [kind, sequence = '', said, what, ...rest] = name.split('.');
  const group = GROUPS.find((one) => one === said);
  const count = COUNTS.find((one) => one === what);
  if (kind !== 'sequence' || group === undefined || count === undefined) return undefined;
  const [currency = '', ...more] = rest;
  if (more.length > 0) return undefined;
  if (count === 'paid') return /^[A-Z]{3}$/.test(currency) ? { sequence, group, count, currency } : undefined;
  return rest.length === 0 ? { sequence, group, count } : undefined;
}

/** @param days on which leads entered the sequence */
export function sequenceCount(
  index: CellIndex,
  days: readonly string[],
  figure: SequenceFigure,
  funnel: Pick<FunnelConfig, 'stages' | 'windowMs'>,
  sequences: readonly SequenceConfig[],
): number {
  const sequence = sequences.find(({ id }) => id === figure.sequence);
  if (sequence === undefined) return 0;
  const name = comparisonName({ sequence: sequence.id, goal: goalOf(sequence.until, funnel.stages) });
  const { leads, reached, buyers } = groupFigures(
    index,
    days,
    { name, group: figure.group },
    comparedClass(sequence, funnel.windowMs),
  );
  switch (figure.count) {
    case 'entered':
      return leads;
    case 'converted':
      return reached;
    case 'paid':
      return buyers[figure.currency] ?? 0;
    default:
      return figure satisfies never;
  }
}
