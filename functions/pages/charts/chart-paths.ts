// The picture of paths: stages as bars, and bands from each to where its leads went.
import type { PathStep } from '../../domain/report/path-steps.ts';
import type { PathsReport } from '../../domain/report/paths.ts';
import { type Html, html } from '../html.ts';
import { BAR_HEIGHT, type Band, layOutPaths } from './path-layout.ts';
import { stageColour } from './stage-colour.ts';

export type PathWords = {
  /** Of a stage, above its bar. @param letters that its name has room for */
  readonly stage: (index: number, letters: number) => string;
  /** All that there is to say of a stage. */
  readonly stageTitle: (index: number) => string;
  readonly step: (step: PathStep) => string;
  /** Of an end, below its bar; of an entry, beside its band. @param letters as above */
  readonly short: (step: PathStep, letters: number) => string;
};

const END_COLOURS = {
  won: 'var(--good)',
  open: 'var(--accent)',
  ended: 'var(--warn)',
  lost: 'var(--bad)',
} as const;
/** Letters stay readable over bands. */
const HALO = html` paint-order="stroke" stroke="var(--paper)" stroke-width="4" stroke-linejoin="round"`;
const LINE = 15;
/** A letter is seldom wider, and what is counted takes up so many of them. */
const LETTER = 8;
const COUNT_LETTERS = 9;
const TURN = 40;

export function pathsChart(
  report: Pick<PathsReport, 'stages'>,
  steps: readonly PathStep[],
  words: PathWords,
  width: number,
): Html {
  const { stages, bands, ends } = layOutPaths(report, steps, width);
  const drawn = [...bands].sort((a, b) => b.width - a.width).map((band) => drawBand(band, words));
  const bars = stages.map(
    ({ x, y, width: own }, k) =>
      html`<g><title>${words.stageTitle(k)}</title><rect x="${rounded(x)}" y="${y}" width="${rounded(own)}" height="${BAR_HEIGHT}" rx="2" fill="${stageColour(k)}"></rect></g>`,
  );
  const endBars = ends.map(
    ({ x, y, width: own, step }) =>
      html`<g><title>${words.step(step)}</title><rect x="${rounded(x)}" y="${y}" width="${rounded(own)}" height="${BAR_HEIGHT}" rx="2" fill="${colourOf(step)}"></rect></g>`,
  );
  const names = stages.map(
    ({ x, y }, k) =>
      html`<text x="${rounded(x)}" y="${y - 7}" font-size="14" font-weight="600" fill="var(--ink)"${HALO}>${words.stage(k, lettersIn(width - x))}</text>`,
  );
  const entries = bands.flatMap(({ step, points, width: own }) => {
    const [x, y] = points[0] ?? [0, 0];
    return step.kind === 'entry' && step.to !== 0
      ? [
          html`<text x="${rounded(x + own / 2 + 6)}" y="${rounded(y + 6)}" font-size="12" fill="var(--soft)"${HALO}>${words.short(step, lettersIn(width - x))}</text>`,
        ]
      : [];
  });
  const endNames = ends.map((own) => {
    const line = ends.filter(({ y }) => y === own.y).indexOf(own);
    return html`<text x="${width}" y="${own.y + BAR_HEIGHT + LINE * (line + 1)}" font-size="12" text-anchor="end" fill="var(--ink)"${HALO}>${words.short(own.step, lettersIn(width))}</text>`;
  });
  return html`${drawn}${bars}${endBars}${entries}${names}${endNames}`;
}

function lettersIn(room: number): number {
  return Math.max(1, Math.floor(room / LETTER) - COUNT_LETTERS);
}

function drawBand({ step, points, width }: Band, words: PathWords): Html {
  const colour = colourOf(step);
  const drawn =
    step.kind === 'back'
      ? html`<path d="${turning(points)}" fill="none" stroke="${colour}" stroke-opacity="0.4" stroke-width="${rounded(width)}"></path>`
      : html`<path d="${falling(points, width)}" fill="${colour}" fill-opacity="0.4"></path>`;
  return html`<g><title>${words.step(step)}</title>${drawn}</g>`;
}

/** From stage to stage downwards, everywhere as wide from left to right: down one side, and up the other. */
function falling(points: Band['points'], width: number): string {
  const side = (some: Band['points'], shift: number): string =>
    some
      .map(([x, y], index) => {
        const [px, py] = some[index - 1] ?? [x, y];
        const [own, before, middle] = [rounded(x + shift), rounded(px + shift), rounded((py + y) / 2)];
        if (index === 0) return `${own} ${rounded(y)}`;
        return x === px ? `V${rounded(y)}` : `C${before} ${middle} ${own} ${middle} ${own} ${rounded(y)}`;
      })
      .join('');
  return `M${side(points, -width / 2)}L${side(points.toReversed(), width / 2)}Z`;
}

/** Back to a stage before: out below the one, up beside all between, and in above the other. */
function turning(points: Band['points']): string {
  const [from, below, above, to] = points.map(([x, y]) => [rounded(x), rounded(y)] as const);
  if (from === undefined || below === undefined || above === undefined || to === undefined) return '';
  const [under, over] = [below[1] + TURN, above[1] - TURN];
  return `M${from[0]} ${from[1]}C${from[0]} ${under} ${below[0]} ${under} ${below[0]} ${below[1]}V${above[1]}C${above[0]} ${over} ${to[0]} ${over} ${to[0]} ${to[1]}`;
}

function colourOf({ kind, from, to, end }: PathStep): string {
  if (end !== undefined) return END_COLOURS[end];
  return kind === 'entry' ? stageColour(to ?? 0) : stageColour(from ?? 0);
}

function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}
