// The stages and colours under which funnels are set side by side.
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';

/** Far enough apart for two or three funnels, which is what one compares. */
const FUNNEL_COLOURS = [0, 5, 10, 2, 8, 3];

export function funnelColour(index: number): string {
  return `var(--s${FUNNEL_COLOURS[index % FUNNEL_COLOURS.length] ?? 0})`;
}

/** The ids of all stages: those of the funnel with most of them, then what only others have. */
export function stageIds(funnels: readonly ComparedFunnel[]): readonly string[] {
  const longestFirst = [...funnels].sort((a, b) => b.stages.length - a.stages.length);
  return [...new Set(longestFirst.flatMap(({ stages }) => stages.map(({ id }) => id)))];
}

export function labelOf(funnels: readonly ComparedFunnel[], id: string): string {
  return funnels.flatMap(({ stages }) => stages).find((stage) => stage.id === id)?.label ?? id;
}
