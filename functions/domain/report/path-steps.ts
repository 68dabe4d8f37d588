// All steps and ends of the paths through a funnel in one list, as tables have them.
import type { PathsReport } from './paths.ts';

export type PathStep = {
  readonly kind: 'entry' | 'next' | 'skip' | 'back' | 'end';
  /** Indices of stages. */
  readonly from?: number;
  readonly to?: number;
  /** Of an end: how it ended, and of those that an event ended by which. */
  readonly end?: 'won' | 'open' | 'ended' | 'lost';
  readonly reason?: string;
  readonly leads: number;
};

/** Those with any leads: entries, then for each stage where its leads went. */
export function pathSteps({ stages, flows }: Pick<PathsReport, 'stages' | 'flows'>): readonly PathStep[] {
  const indexOf = new Map(stages.map(({ id }, k) => [id, k]));
  const entries = stages.map(({ entered }, to): PathStep => ({ kind: 'entry', to, leads: entered }));
  const rest = stages.flatMap((stage, from): readonly PathStep[] => [
    ...flows.flatMap((flow): PathStep[] => {
      const to = indexOf.get(flow.to);
      if (flow.from !== stage.id || to === undefined) return [];
      return [{ kind: to < from ? 'back' : to > from + 1 ? 'skip' : 'next', from, to, leads: flow.leads }];
    }),
    { kind: 'end', from, end: 'won', leads: stage.won },
    { kind: 'end', from, end: 'open', leads: stage.open },
    { kind: 'end', from, end: 'ended', leads: stage.ended },
    ...stage.lostOn.map(({ reason, leads }): PathStep => ({ kind: 'end', from, end: 'lost', reason, leads })),
  ]);
  return [...entries, ...rest].filter(({ leads }) => leads > 0);
}
