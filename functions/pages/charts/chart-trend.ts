// The days of a report as a picture: how many entered, and how many of them came to the last stage.
import type { DayReport } from '../../domain/report/report.ts';
import { draw, type Size } from './chart-draw.ts';

export type TrendWords = {
  readonly entered: string;
  readonly goal: string;
  readonly notFinal: string;
  readonly number: (n: number) => string;
  readonly day: (date: string) => string;
};

const SOFT = 'var(--soft)';
const SIDE = { left: 46, right: 12 };

export type TrendArea = {
  readonly date: string;
  readonly of: 'entered' | 'goal';
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** The part of the picture that is of a day, in each of the two charts. */
export function trendAreas(daily: readonly DayReport[], size: Size): readonly TrendArea[] {
  const width = (size.width - SIDE.left - SIDE.right) / daily.length;
  const grids = gridsOf(size);
  return daily.flatMap(({ date, entered, stages }, index) =>
    (['entered', 'goal'] as const).map((of) => ({
      ...{ date, of, n: of === 'entered' ? entered : (stages.at(-1) ?? 0) },
      x: rounded(SIDE.left + index * width),
      width: rounded(width),
      ...{ y: grids[of].top, height: grids[of].height },
    })),
  );
}

function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}

function gridsOf({ height }: Size) {
  const upper = Math.round(height * 0.52);
  return {
    entered: { ...SIDE, top: 24, height: upper - 24 },
    goal: { ...SIDE, top: upper + 36, height: height - upper - 62 },
  };
}

/** Two small charts, one above the other, as the last stage would be a flat line on the first one's scale. */
export function trendChart(daily: readonly DayReport[], words: TrendWords, size: Size): string {
  const days = daily.map(({ date }) => words.day(date));
  const grids = gridsOf(size);
  return draw(
    {
      grid: [grids.entered, grids.goal],
      xAxis: [0, 1].map((gridIndex) => ({
        gridIndex,
        type: 'category',
        data: days,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: 'var(--line)' } },
        axisLabel: { show: gridIndex === 1, color: SOFT, fontSize: 11, hideOverlap: true, margin: 10 },
      })),
      yAxis: [words.entered, words.goal].map((name, gridIndex) => ({
        gridIndex,
        type: 'value',
        name,
        nameLocation: 'end',
        nameGap: 8,
        nameTextStyle: { color: SOFT, fontSize: 12, fontWeight: 600, align: 'left', padding: [0, 0, 0, -40] },
        minInterval: 1,
        splitNumber: 3,
        axisLabel: { color: SOFT, fontSize: 11, formatter: words.number },
        splitLine: { lineStyle: { color: 'var(--line)', opacity: 0.6 } },
      })),
      series: [
        {
          type: 'line',
          silent: true,
          data: daily.map(({ entered }) => entered),
          showSymbol: daily.length === 1,
          lineStyle: { color: 'var(--accent)', width: 2 },
          itemStyle: { color: 'var(--accent)' },
          areaStyle: { color: 'var(--accent)', opacity: 0.14 },
          ...notFinalBand(daily, days, words),
        },
        {
          type: 'bar',
          silent: true,
          xAxisIndex: 1,
          yAxisIndex: 1,
          barMaxWidth: 18,
          data: daily.map(({ stages }) => stages.at(-1) ?? 0),
          itemStyle: { color: 'var(--good)', borderRadius: [2, 2, 0, 0] },
        },
      ],
    },
    size,
  );
}

/** The days that can still change, where others cannot: else the words beside the picture say it better. */
function notFinalBand(daily: readonly DayReport[], days: readonly string[], words: TrendWords): object {
  const first = daily.findIndex(({ final }) => !final);
  if (first <= 0) return {};
  return {
    markArea: {
      silent: true,
      itemStyle: { color: 'var(--warn)', opacity: 0.1 },
      label: { color: SOFT, fontSize: 11, position: 'insideTopRight' },
      data: [[{ name: words.notFinal, xAxis: days[first] }, { xAxis: days.at(-1) }]],
    },
  };
}
