// What a report says of two groups that chance made: their difference at any time, which is better, or why that cannot be told.
import {
  type AnyTime,
  type AnyTimeOptions,
  differenceAtAnyTime,
  type Stratum,
} from '../statistics/any-time.ts';

export type Verdict<Group> = {
  /** How much greater it is of the one group, with the interval; null where a group has nothing that is old enough. */
  readonly difference: Pick<AnyTime, 'by' | 'low' | 'high'> | null;
  readonly better: Group | null;
  /** Why none is named: a group has nothing that is old enough, or it has not happened yet, or it may be chance. */
  readonly reason: 'none' | 'nothing' | 'chance' | null;
  /** About so many more it would take, of both groups together; null where that cannot be said. */
  readonly more: number | null;
};

export type Asked<Group> = {
  readonly one: Group;
  readonly other: Group;
  /** Whether what is compared are shares. */
  readonly isShare: boolean;
  /** Whether any of either group did it. */
  readonly hasHappened: boolean;
};

export function verdictOf<Group>(
  strata: readonly Stratum[],
  { one, other, isShare, hasHappened }: Asked<Group>,
  options: AnyTimeOptions,
): Verdict<Group> {
  const found = differenceAtAnyTime(strata, options);
  if (found === null) return { difference: null, better: null, reason: 'none', more: null };
  const { by, low, high, clear, moreLeads: more } = found;
  const difference = isShare ? { by, low: Math.max(-1, low), high: Math.min(1, high) } : { by, low, high };
  if (clear) return { difference, better: by > 0 ? one : other, reason: null, more: null };
  return { difference, better: null, reason: hasHappened ? 'chance' : 'nothing', more };
}

type Bought = {
  readonly buyers: Readonly<Record<string, number>>;
  readonly squares: Readonly<Record<string, number>>;
};

/** The root of the mean square of what a buyer brought: what one of them weighs. */
export function scaleOf(bought: readonly Bought[], currency: string): number {
  const sum = (of: keyof Bought): number => bought.reduce((all, one) => all + (one[of][currency] ?? 0), 0);
  const [buyers, squares] = [sum('buyers'), sum('squares')];
  return buyers > 0 && squares > 0 ? Math.sqrt(squares / buyers) : 1;
}
