// What a funnel counts, as one canonical text: two funnels of one text count the same.
import { REFERRAL_STAGE } from '../funnel/referral-stage.ts';
import type { Config, FunnelConfig, Order, StageConfig } from './config.ts';

/** Goes up when the matcher's code begins to count something else. */
export const MATCHER_VERSION = 7;

/**
 * Everything of a funnel that changes what is counted, and nothing else: names, labels, kind and the order of `by`
 * may change without a recount. Canonical JSON.
 */
export function definitionContent(config: Config, funnel: FunnelConfig): string {
  const { handOff } = funnel;
  return canonical({
    matcher: MATCHER_VERSION,
    timezone: config.timezone,
    by: [...funnel.by].sort(),
    ...matching(config, funnel),
    ...(handOff && { gives: { at: stageIndex(funnel, handOff.at), to: handOff.to } }),
  });
}

/**
 * What decides on which event fills which stage. A receiving funnel has the source's reaching of its stage as an event
 * of its own, so all that decides on the source decides here too; hand-offs go in no circle, so this ends.
 */
function matching(config: Config, funnel: FunnelConfig): Readonly<Record<string, unknown>> {
  const receives = config.funnels
    .flatMap((source) =>
      source.handOff?.to === funnel.id
        ? [
            {
              at: stageIndex(source, source.handOff.at),
              from: source.id,
              source: matching(config, source),
              ...referral(source),
            },
          ]
        : [],
    )
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  return {
    order: funnel.order,
    windowMs: funnel.windowMs,
    // In the other orders attempts begin at the first stage in any case.
    ...(funnel.start === 'first' && canStartAnywhere(funnel.order) && { start: funnel.start }),
    stages: funnel.stages.map(({ on, optional }: StageConfig) => (optional ? { on, optional } : on)),
    ...(funnel.lostOn && { lostOn: funnel.lostOn }),
    ...(receives.length > 0 && { receives, ...referral(funnel) }),
  };
}

/** Where leads bring others, which is counted of the funnels of a hand-off. */
function referral(funnel: FunnelConfig): { readonly referral?: number } {
  const stage = stageIndex(funnel, REFERRAL_STAGE);
  return stage < 0 ? {} : { referral: stage };
}

/** A funnel as it was configured, with those that handed over to it. */
export type ConfiguredFunnel = {
  readonly funnel: FunnelConfig;
  readonly sources: readonly ConfiguredFunnel[];
};

/** All that is needed to count under a definition, and to show it, when the configuration says something else. */
export type DefinitionSnapshot = ConfiguredFunnel & {
  readonly timezone: string;
  /** The version of the matcher that it was counted by: no other counts the same. */
  readonly matcher: number;
};

export function snapshotOf(config: Config, funnel: FunnelConfig): DefinitionSnapshot {
  return { ...withGivers(config, funnel), timezone: config.timezone, matcher: MATCHER_VERSION };
}

function withGivers(config: Config, funnel: FunnelConfig): ConfiguredFunnel {
  const sources = config.funnels.filter(({ handOff }) => handOff?.to === funnel.id);
  return { funnel, sources: sources.map((source) => withGivers(config, source)) };
}

/** In these orders an attempt may begin at whatever stage, unless the funnel says otherwise. */
export function canStartAnywhere(order: Order): boolean {
  return order === 'reached' || order === 'any';
}

function stageIndex(funnel: FunnelConfig, id: string): number {
  return funnel.stages.findIndex((stage) => stage.id === id);
}

/** JSON with sorted keys and no blanks. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${entries.join(',')}}`;
}
