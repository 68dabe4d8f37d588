// The paths through a funnel as sums of cells: how many went from which stage to which, and where they ended.
import type { Figures } from './report-figures.ts';

/** Of one stage. What came in equals what went on and what ended: an attempt comes to each stage once. */
export type PathStage = {
  /** Attempts in which an event filled this stage. */
  readonly happened: number;
  /** Of these, those that entered here. */
  readonly entered: number;
  /** By stage: those that an event took there next. */
  readonly to: readonly number[];
  /** Those that came to the last stage, before or here, and ended here. */
  readonly won: number;
  /** By the index of the reason: those that an event of `lostOn` ended here. */
  readonly lost: readonly number[];
  /** The others that did not go on: with or without time left. */
  readonly stayed: number;
};

export function pathFigures({ entered, stages, lost }: Figures, reasons: number): readonly PathStage[] {
  const last = stages.length - 1;
  const direct = stages.reduce((sum, stage, k) => sum + (k === 0 ? 0 : stage.direct), 0);
  const happened = stages.map(({ leads, implied }) => leads - implied);
  const enteredHere = stages.map((stage, k) => (k === 0 ? entered - direct : stage.direct));
  const to = stages.map(({ wentOn }) => stages.map((_, next) => wentOn.get(next) ?? 0));
  // Who came to a stage in no other way came from the one before it.
  for (let k = 1; k <= last; k++) {
    const others = to.reduce((sum, own) => sum + (own[k] ?? 0), 0);
    const before = to[k - 1];
    if (before !== undefined) before[k] = (happened[k] ?? 0) - (enteredHere[k] ?? 0) - others;
  }
  return stages.map((stage, k) => {
    const own = to[k] ?? [];
    const left = (happened[k] ?? 0) - own.reduce((sum, n) => sum + n, 0);
    const lostHere = Array.from({ length: reasons }, (_, reason) => lost(reason).get(k) ?? 0);
    const won = k === last ? left : (stage.wentOn.get(stages.length) ?? 0);
    const stayed = left - won - lostHere.reduce((sum, n) => sum + n, 0);
    return {
      ...{ happened: happened[k] ?? 0, entered: enteredHere[k] ?? 0 },
      ...{ to: own, won, lost: lostHere, stayed },
    };
  });
}
