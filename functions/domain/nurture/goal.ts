// What a sequence waits for, as it is counted by: a stage is known by what fills it, as its id may change without a recount.
import type { StageConfig } from '../config/config.ts';
import { canonical } from '../config/definition.ts';
import { tagOf } from '../lead/views.ts';
import type { SequenceConfig } from './sequence.ts';

/** `stage`: 24 bits of the hash of its triggers. */
export type Goal = { readonly stage: string } | { readonly event: string };

type Stage = Pick<StageConfig, 'on'>;

export function goalOf(
  until: SequenceConfig['until'],
  stages: readonly Pick<StageConfig, 'id' | 'on'>[],
): Goal {
  if ('event' in until) return until;
  const stage = stages.find(({ id }) => id === until.stage);
  return { stage: stage === undefined ? UNKNOWN : stageCode(stage) };
}

/** Of no stage. */
const UNKNOWN = '-';
const known = new WeakMap<Stage['on'], string>();

export function stageCode({ on }: Stage): string {
  let code = known.get(on);
  if (code === undefined) {
    code = tagOf(canonical(on)).toString(36);
    known.set(on, code);
  }
  return code;
}
