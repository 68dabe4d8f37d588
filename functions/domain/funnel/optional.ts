// Optional stages: which they are, and which stage a rate looks back to.
import type { StageConfig } from '../config/config.ts';

/** The stages that are counted and never required, as indices. */
export function optionalStages({
  stages,
}: {
  readonly stages: readonly Pick<StageConfig, 'optional'>[];
}): ReadonlySet<number> {
  return new Set(stages.flatMap(({ optional }, stage) => (optional ? [stage] : [])));
}

/** By stage: the required one before it, to which its rate and its time look back; -1 at the first. */
export function stageBefore(stage: number, isOptional: (stage: number) => boolean): number {
  let before = stage - 1;
  while (before >= 0 && isOptional(before)) before--;
  return before;
}
