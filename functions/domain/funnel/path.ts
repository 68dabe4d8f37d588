// The path of an attempt: the stages as events filled them, one after another, and where it ended.
import type { Attempt } from './attempts.ts';
import { addTo, type Metric } from './cells.ts';

/** Stages in the order in which events filled them; stages that a later one implies are not among them. */
function pathOf({ enteredAt, stages }: Attempt): readonly number[] {
  const others = stages.flatMap(({ event }, stage) =>
    event === undefined || stage === enteredAt ? [] : [{ stage, time: event.time }],
  );
  others.sort((a, b) => a.time - b.time || a.stage - b.stage);
  return [enteredAt, ...others.map(({ stage }) => stage)];
}

/**
 * What other cells do not tell of the path: steps to a stage that is not the next one, and the stage at which it ended where an event
 * of `lostOn` ended it, or where it had come to the last stage before. All other steps and ends follow, as each stage is filled once.
 */
export function pathCells(attempt: Attempt): ReadonlyMap<Metric, number> {
  const { stages, loss } = attempt;
  const metrics = new Map<Metric, number>();
  const path = pathOf(attempt);
  for (const [index, to] of path.entries()) {
    const from = path[index - 1];
    if (from !== undefined && to !== from + 1) addTo(metrics, `e${from}:${to}`, 1);
  }
  const end = path.at(-1) ?? attempt.enteredAt;
  const isWon = stages.at(-1)?.counted === true;
  if (isWon && end !== stages.length - 1) addTo(metrics, `e${end}:${stages.length}`, 1);
  if (!isWon && loss !== undefined) addTo(metrics, `q${loss.reason}:${end}`, 1);
  return metrics;
}
