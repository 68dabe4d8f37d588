// Watches a simulated figure day by day as the schedule does, and tells what came of it.
import type { DayValue } from '../../functions/domain/alerts/past.ts';
import { ASKED_DAYS, type FigureState, judge } from '../../functions/domain/alerts/watch.ts';

export type Told = { readonly n: number; readonly told: 'began' | 'ended'; readonly state: FigureState };

/** @param from the index of the first day that is judged */
export function watchAll(values: readonly DayValue[], from: number): readonly Told[] {
  const told: Told[] = [];
  let state: FigureState | undefined;
  for (let n = from; n < values.length; n++) {
    const value = values[n];
    if (value === undefined) break;
    const step = judge(state, 'figure', value, values.slice(Math.max(0, n + 1 - ASKED_DAYS), n + 1));
    state = step.state;
    if (step.told !== undefined) told.push({ n, told: step.told, state });
  }
  return told;
}
