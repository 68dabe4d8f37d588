// The triangle of cohorts: a row for each of them, a column for each age, darker where more had come to the stage.
import type { Cohort, CohortsReport } from '../../domain/report/cohorts.ts';
import { type Html, html } from '../html.ts';
import type { Drawn } from './picture.ts';

export type CohortWords = {
  /** Of a row, at its left. */
  readonly name: (cohort: Cohort) => string;
  readonly age: (seconds: number) => string;
  readonly share: (share: number) => string;
  /** All that there is to say of a cell. */
  readonly cell: (cohort: Cohort, age: number) => string;
};

const HEAD = 26;
const ROW = 30;
const GAP = 2;
/** Ink on the fill has enough contrast up to here, in light and in dark. */
const MOST_OPACITY = 0.5;
const LEAST_OPACITY = 0.05;
/** The least width in which a share can be read. */
const TEXT_WIDTH = 46;

export function cohortsHeight({ cohorts }: Pick<CohortsReport, 'cohorts'>): number {
  return HEAD + ROW * cohorts.length;
}

/** @param names how much room the rows' names have */
export function cohortsChart(
  { ages, cohorts }: Pick<CohortsReport, 'ages' | 'cohorts'>,
  words: CohortWords,
  { width }: Drawn,
  names: number,
): Html {
  const column = (width - names) / Math.max(1, ages.length);
  const most = Math.max(...cohorts.flatMap((one) => one.ages.map(({ share }) => share ?? 0)), Number.EPSILON);
  const every = Math.max(1, Math.ceil(TEXT_WIDTH / column));
  const heads = ages.map(({ seconds }, index) =>
    index % every === every - 1 || index === ages.length - 1
      ? html`<text x="${rounded(names + column * (index + 0.5))}" y="${HEAD - 8}" font-size="12" text-anchor="middle" fill="var(--soft)">${words.age(seconds)}</text>`
      : '',
  );
  const rows = cohorts.map((cohort, row) => {
    const top = HEAD + ROW * row;
    const cells = cohort.ages.map(({ state, share }, index) => {
      if (state === 'ahead') return '';
      const x = names + column * index;
      const [opacity, stroke] = [
        state === 'open' || share === null
          ? 0
          : LEAST_OPACITY + (MOST_OPACITY - LEAST_OPACITY) * (share / most),
        state === 'open' ? html` stroke="var(--soft)" stroke-dasharray="3 3"` : '',
      ];
      return html`<g><title>${words.cell(cohort, index)}</title><rect x="${rounded(x + GAP)}" y="${top + GAP}" width="${rounded(column - 2 * GAP)}" height="${ROW - 2 * GAP}" rx="2" fill="var(--bar)" fill-opacity="${rounded(opacity, 100)}"${stroke}></rect>${
        share !== null &&
        column >= TEXT_WIDTH &&
        html`<text x="${rounded(x + column / 2)}" y="${top + 20}" font-size="12" text-anchor="middle" fill="var(--ink)">${words.share(share)}</text>`
      }</g>`;
    });
    return html`<text x="0" y="${top + 20}" font-size="12" fill="var(--ink)">${words.name(cohort)}</text>${cells}\n`;
  });
  return html`${heads}${rows}`;
}

function rounded(n: number, parts = 10): number {
  return Math.round(n * parts) / parts;
}
