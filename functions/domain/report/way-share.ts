// A count of the comparison of ways, by name, and how often one lead is in it.
import { windowLabel, windowMs } from '../config/duration.ts';
import { AGES_MS } from '../funnel/ages.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { CODES_OF, type WayLeads, wayFigures } from './way-figures.ts';

export const WAY_COUNTS = ['leads', 'customers', 'repeat', 'referrals'] as const;
export type WayCount = (typeof WAY_COUNTS)[number];

/** What leads did until an age of `ages.ts`, as a window is written, or within the horizon. */
export type WayFigureName = `way.${WayLeads}.${string}`;

export type WayFigure = {
  readonly of: WayLeads;
  readonly count: WayCount;
  /** Absent: within the horizon. */
  readonly ageMs?: number | undefined;
};

export function wayFigureName({ of, count, ageMs }: WayFigure): WayFigureName {
  return `way.${of}.${count}${ageMs === undefined ? '' : `.${windowLabel(ageMs)}`}`;
}

/** Undefined where it is no such name. */
export function parseWayFigure(name: string): WayFigure | undefined {
  const [kind, leads = '', what, age, ...rest] = name.split('.');
  const of = (Object.keys(CODES_OF) as WayLeads[]).find((one) => one === leads);
  const count = WAY_COUNTS.find((one) => one === what);
  if (kind !== 'way' || of === undefined || count === undefined || rest.length > 0) return undefined;
  if (age === undefined) return { of, count };
  const ageMs = windowMs(age);
  return ageMs !== undefined && AGES_MS.includes(ageMs) ? { of, count, ageMs } : undefined;
}

/** @param days of first entry */
export function wayCount(index: CellIndex, days: readonly string[], { of, count, ageMs }: WayFigure): number {
  return wayFigures(index, days, of, ageMs === undefined ? undefined : AGES_MS.indexOf(ageMs))[count];
}
