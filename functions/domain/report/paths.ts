// The paths through a funnel as they happened: from stage to stage, and where they ended.
import { daysBetween } from '../calendar.ts';
import type { CellIndex } from '../funnel/cell-columns.ts';
import { pathFigures } from './path-figures.ts';
import type { StageReport } from './report.ts';
import { openDays } from './report-build.ts';
import { figuresOf, sumDays } from './report-figures.ts';
import { type PartHead, type PartInput, partHead } from './report-part.ts';

/** What came to a stage (`happened`) is what entered here and what `flows` brought; it is also what they took on, and what ended here. */
export type PathStageReport = Pick<StageReport, 'id' | 'label' | 'optional' | 'leads' | 'returning'> & {
  /** Attempts in which an event filled this stage; the others of `leads` are counted as a later stage implies this one. */
  readonly happened: number;
  /** Of these, those that entered here. */
  readonly entered: number;
  /** Those whose path ended here, and that have come to the last stage, here or before. */
  readonly won: number;
  /** Those that an event ended here as lost, by its name. */
  readonly lostOn: readonly { readonly reason: string; readonly leads: number }[];
  /** Those whose window has ended here, and those that still have time. */
  readonly ended: number;
  readonly open: number;
};

export type Flow = {
  /** Stages; `to` is before `from` where leads came back. */
  readonly from: string;
  readonly to: string;
  readonly leads: number;
};

export type PathsReport = PartHead & {
  readonly entered: number;
  readonly stages: readonly PathStageReport[];
  readonly flows: readonly Flow[];
};

export function buildPaths(input: PartInput): PathsReport {
  const { funnel, cells, from, to } = input;
  const { stages, lostOn = [] } = funnel;
  const days = daysBetween(from, to);
  const figuresIn = (among: readonly string[]) => figuresOf(totalOf(cells, among), stages.length);
  const figures = figuresIn(days);
  const paths = pathFigures(figures, lostOn.length);
  const open = pathFigures(figuresIn(openDays(input, days)), lostOn.length);
  const reasons = [...new Set(lostOn.map(({ event }) => event))];
  return {
    ...partHead(input),
    entered: figures.entered,
    stages: stages.map(({ id, optional = false }, k) => {
      const { happened = 0, entered = 0, won = 0, lost = [], stayed = 0 } = paths[k] ?? {};
      const { leads = 0, returning = 0 } = figures.stages[k] ?? {};
      const stillOpen = open[k]?.stayed ?? 0;
      return {
        ...{ id, label: input.labels[k] ?? id, optional, leads, returning, happened, entered, won },
        // The same event may be named with several conditions.
        lostOn: reasons.map((reason) => ({
          reason,
          leads: lost.reduce((sum, n, index) => sum + (lostOn[index]?.event === reason ? n : 0), 0),
        })),
        ...{ ended: stayed - stillOpen, open: stillOpen },
      };
    }),
    flows: stages.flatMap(({ id }, k) =>
      (paths[k]?.to ?? []).flatMap((leads, other) => {
        const next = stages[other];
        return leads === 0 || next === undefined ? [] : [{ from: id, to: next.id, leads }];
      }),
    ),
  };
}

function totalOf(cells: CellIndex, days: readonly string[]) {
  return sumDays(cells, days).get('') ?? new Map();
}
