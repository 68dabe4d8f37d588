// Where the picture of paths has its parts: stages from top to bottom, bands as wide as their leads, ends at the right.
import type { PathStep } from '../../domain/report/path-steps.ts';
import type { PathsReport } from '../../domain/report/paths.ts';

export type Bar = { readonly x: number; readonly y: number; readonly width: number };

export type Band = {
  readonly step: PathStep;
  /** From the middle of where it begins, through the lanes beside the stages that it passes by, to the middle of where it ends. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly width: number;
};

export type PathLayout = {
  /** Of each stage. */
  readonly stages: readonly Bar[];
  readonly bands: readonly Band[];
  readonly ends: readonly (Bar & { readonly step: PathStep })[];
};

export const BAR_HEIGHT = 14;
/** Room for the name of a stage above its bar, and for the ends below. */
const ROW = 128;
const TOP = 56;
/** How long the band of an entry is. */
const ENTRY = 30;
const GAP = 8;
const LEAST_WIDTH = 1;

export function pathsHeight({ stages }: Pick<PathsReport, 'stages'>): number {
  return TOP + ROW * stages.length + 70;
}

/** @param steps of `pathSteps` */
export function layOutPaths(
  report: Pick<PathsReport, 'stages'>,
  steps: readonly PathStep[],
  width: number,
): PathLayout {
  const rows = rowsOf(report, steps);
  const back = steps.filter(({ kind }) => kind === 'back');
  const leadsOf = (some: readonly { readonly leads: number }[]): number =>
    some.reduce((sum, { leads }) => sum + leads, 0);
  // All that stands side by side in a row must fit beside the lanes that lead back, and gaps must leave room for it.
  const gap = Math.min(GAP, width / 2 / Math.max(...rows.map((row) => row.length + back.length)));
  const scale = Math.min(
    ...rows.map(
      (row) => (width - gap * (row.length + back.length)) / Math.max(1, leadsOf([...row, ...back])),
    ),
  );
  const across = (leads: number): number => Math.max(LEAST_WIDTH, leads * scale);
  const left = back.reduce((sum, { leads }) => sum + across(leads) + gap, 0);

  const stages: Bar[] = [];
  const ends: (Bar & { step: PathStep })[] = [];
  /** The middle of a step's lane in the rows that it passes by. */
  const lanes = new Map<PathStep, (readonly [number, number])[]>();
  for (const [index, row] of rows.entries()) {
    const y = TOP + ROW * index;
    let x = left;
    let right = width;
    for (const { step, leads, isEnd } of row) {
      const own = across(leads);
      if (step === undefined) stages.push({ x, y, width: own });
      else if (isEnd) ends.push({ x: right - own, y, width: own, step });
      else lanes.set(step, [...(lanes.get(step) ?? []), [x + own / 2, y]]);
      if (isEnd) right -= own + gap;
      else x += own + gap;
    }
  }

  const out = stages.map(({ x }) => x);
  const into = stages.map(({ x }) => x);
  const port = (ports: number[], stage: number, leads: number): number => {
    const at = ports[stage] ?? 0;
    ports[stage] = at + leads * scale;
    return at + (leads * scale) / 2;
  };
  const yOf = (stage: number): number => stages[stage]?.y ?? 0;
  const begin = new Map<PathStep, number>();
  const end = new Map<PathStep, number>();
  for (const step of [...steps].sort(byLeaving)) {
    if (step.from !== undefined) begin.set(step, port(out, step.from, step.leads));
  }
  for (const step of [...steps].sort(byArriving)) {
    if (step.to !== undefined) end.set(step, port(into, step.to, step.leads));
  }
  let lane = 0;
  const bands = steps.map((step): Band => {
    const own = across(step.leads);
    const [from, to] = [begin.get(step) ?? 0, end.get(step) ?? 0];
    const [bottom, top] = [yOf(step.from ?? 0) + BAR_HEIGHT, yOf(step.to ?? 0)];
    const band = (...points: readonly (readonly [number, number])[]): Band => ({ step, points, width: own });
    switch (step.kind) {
      case 'entry':
        return band([to, top - ENTRY], [to, top]);
      case 'back': {
        const x = lane + own / 2;
        lane += own + gap;
        return band([from, bottom], [x, bottom], [x, top], [to, top]);
      }
      case 'end': {
        const bar = ends.find((one) => one.step === step);
        return band([from, bottom], [(bar?.x ?? 0) + own / 2, bar?.y ?? 0]);
      }
      default: {
        const beside = (lanes.get(step) ?? []).flatMap(([x, y]) => [
          [x, y] as const,
          [x, y + BAR_HEIGHT] as const,
        ]);
        return band([from, bottom], ...beside, [to, top]);
      }
    }
  });
  return { stages, bands, ends };
}

type InRow = {
  /** Absent: the stage of the row itself. */
  readonly step?: PathStep;
  readonly leads: number;
  readonly isEnd: boolean;
};

/** What stands in the row of each stage, from left to right: the stage, what passes it by, and from the right edge on what ended before. */
function rowsOf(
  { stages }: Pick<PathsReport, 'stages'>,
  steps: readonly PathStep[],
): readonly (readonly InRow[])[] {
  const rows: InRow[][] = stages.map(({ happened }) => [{ leads: happened, isEnd: false }]);
  rows.push([]);
  for (const step of [...steps].sort(byArriving)) {
    const { kind, from = 0, to = 0, leads } = step;
    if (kind === 'skip')
      for (let row = from + 1; row < to; row++) rows[row]?.push({ step, leads, isEnd: false });
  }
  for (const step of steps)
    if (step.kind === 'end') rows[(step.from ?? 0) + 1]?.push({ step, leads: step.leads, isEnd: true });
  return rows;
}

/** What leads back, then what goes on, to the nearest stage first, and what ends last: bands cross as little as they can. */
function byLeaving(a: PathStep, b: PathStep): number {
  const place = ({ kind, to = 0 }: PathStep): number =>
    kind === 'back' ? to - 1_000 : kind === 'end' ? 1_000 : to;
  return place(a) - place(b);
}

/** What comes back, who enters, and then from the nearest stage first. */
function byArriving(a: PathStep, b: PathStep): number {
  const place = ({ kind, from = 0, to = 0 }: PathStep): number =>
    kind === 'back' ? -2_000 + from : kind === 'entry' ? -1_000 : to * 100 - from;
  return place(a) - place(b);
}
