// The stages of the funnels that are shown, as rows beside the cells: what SQL needs to know of them. Pure.
import type { FunnelConfig } from '../config/config.ts';
import { optionalStages, stageBefore } from '../funnel/optional.ts';

export type StageRow = {
  readonly funnel: string;
  readonly definition: string;
  readonly kind: FunnelConfig['kind'];
  readonly attempts_count: FunnelConfig['order'];
  readonly window_seconds: number;
  readonly timezone: string;
  readonly stage: string;
  /** From 1. */
  readonly position: number;
  readonly label: string;
  readonly optional: boolean;
  /** The required stage before it; absent: there is none. */
  readonly previous?: string;
  readonly hands_over_to?: string;
};

export type ShownAs = {
  readonly funnel: FunnelConfig;
  readonly definition: string;
  readonly timezone: string;
  readonly labels: readonly string[];
};

export function stageRows({ funnel, definition, timezone, labels }: ShownAs): readonly StageRow[] {
  const optional = optionalStages(funnel);
  return funnel.stages.map(({ id }, at) => {
    const previous = funnel.stages[stageBefore(at, (one) => optional.has(one))]?.id;
    return {
      funnel: funnel.id,
      definition,
      kind: funnel.kind,
      attempts_count: funnel.order,
      window_seconds: funnel.windowMs / 1_000,
      timezone,
      stage: id,
      position: at + 1,
      label: labels[at] ?? id,
      optional: optional.has(at),
      ...(previous === undefined ? {} : { previous }),
      ...(funnel.handOff?.at === id ? { hands_over_to: funnel.handOff.to } : {}),
    };
  });
}
