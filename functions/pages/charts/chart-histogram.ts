// Times as a histogram: classes side by side, each about twice as long as the one before, on an axis of leads that begins at zero.
import type { TimeClass } from '../../domain/report/time-classes.ts';
import { type Html, html } from '../html.ts';
import type { Drawn } from './picture.ts';

export type HistogramWords = {
  readonly number: (n: number) => string;
  readonly duration: (seconds: number) => string;
  /** All that there is to say of a class. */
  readonly bar: (one: TimeClass) => string;
};

export const HISTOGRAM_HEIGHT = 240;
const LEFT = 44;
const TOP = 12;
const FOOT = 30;
/** What a bound of a class takes up below the axis. */
const MARK_WIDTH = 64;

export function histogramChart(
  classes: readonly TimeClass[],
  words: HistogramWords,
  { width, height }: Drawn,
): Html {
  const bottom = height - FOOT;
  const marks = marksTo(Math.max(...classes.map(({ leads }) => leads)));
  const top = marks.at(-1) ?? 1;
  const y = (leads: number): number => bottom - ((bottom - TOP) * leads) / top;
  const column = (width - LEFT - MARK_WIDTH / 2) / classes.length;
  const every = Math.ceil(MARK_WIDTH / column);
  const grid = marks.map(
    (leads) =>
      html`<line x1="${LEFT}" x2="${width}" y1="${rounded(y(leads))}" y2="${rounded(y(leads))}" stroke="var(--line)"></line><text x="${LEFT - 6}" y="${rounded(y(leads) + 4)}" font-size="11" text-anchor="end" fill="var(--soft)">${words.number(leads)}</text>`,
  );
  const bars = classes.map((one, index) => {
    const x = LEFT + column * index;
    return html`<g><title>${words.bar(one)}</title><rect x="${rounded(x + 1)}" y="${rounded(y(one.leads))}" width="${rounded(column - 2)}" height="${rounded(bottom - y(one.leads))}" fill="var(--bar)"></rect></g>`;
  });
  // Counted from the last one, which is always told.
  const bounds = [classes[0]?.over ?? 0, ...classes.map(({ upTo }) => upTo)].map(
    (seconds, index) =>
      (classes.length - index) % every === 0 &&
      html`<text x="${rounded(LEFT + column * index)}" y="${height - 10}" font-size="11" text-anchor="middle" fill="var(--soft)">${words.duration(seconds)}</text>`,
  );
  return html`${grid}${bars}${bounds}`;
}

/** Zero, and whole numbers above it up to one that is not less than the most. */
function marksTo(most: number): readonly number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, index) => index * step);
}

function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}
