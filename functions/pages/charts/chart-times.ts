// How long it takes to each stage: the median and the ninth decile on a scale from minutes to months.
import type { StageReport } from '../../domain/report/report.ts';
import { draw, type Size } from './chart-draw.ts';
import { stageColour } from './stage-colour.ts';

/** Marks of the scale, in seconds. */
const MARKS = [
  1,
  10,
  60,
  600,
  3_600,
  6 * 3_600,
  86_400,
  7 * 86_400,
  30 * 86_400,
  365 * 86_400,
  3_650 * 86_400,
];

/** Longer names of stages are cut: the table has them whole. */
const NAMES_WIDTH = 150;

export type TimesWords = {
  readonly name: (stage: StageReport) => string;
  readonly duration: (seconds: number | null) => string;
};

/** Stages without a time are left out. */
export function timesChart(stages: readonly StageReport[], words: TimesWords, size: Size): string {
  const rows = stages
    .map((stage, index) => ({ stage, index, median: stage.seconds.median, p90: stage.seconds.p90 }))
    .filter(({ median }) => median !== null);
  if (rows.length === 0) return '';
  const [least, most] = scale(rows.flatMap(({ median, p90 }) => [median ?? 0, p90 ?? 0]));
  const widest = Math.max(...rows.map(({ stage }) => words.name(stage).length));
  const marks = MARKS.filter((mark) => mark >= least && mark <= most);
  return draw(
    {
      grid: {
        left: Math.min(NAMES_WIDTH, 16 + widest * 9),
        right: 100,
        top: 4,
        bottom: 24,
        outerBoundsMode: 'none',
      },
      xAxis: {
        type: 'value',
        min: log(least),
        max: log(most),
        axisTick: { show: false, customValues: marks.map(log) },
        axisLabel: {
          color: 'var(--soft)',
          fontSize: 11,
          customValues: marks.map(log),
          formatter: (value: number) => words.duration(Math.round(10 ** value)),
        },
        splitLine: { lineStyle: { color: 'var(--line)', opacity: 0.6 } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ stage }) => words.name(stage)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: 'var(--line)' } },
        axisLabel: { color: 'var(--ink)', fontSize: 13, width: NAMES_WIDTH - 12, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: 22,
          barGap: '-100%',
          data: rows.map(({ median, p90, index }) => ({
            value: log(p90 ?? 0),
            itemStyle: { color: stageColour(index), opacity: 0.3, borderRadius: [0, 3, 3, 0] },
            label: {
              show: true,
              opacity: 1,
              position: 'right',
              distance: 6,
              color: 'var(--ink)',
              fontSize: 12,
              fontWeight: 600,
              formatter: () => `${words.duration(median)} · ${words.duration(p90)}`,
            },
          })),
        },
        {
          type: 'bar',
          silent: true,
          barWidth: 22,
          data: rows.map(({ median, index }) => ({
            value: log(median ?? 0),
            itemStyle: { color: stageColour(index), borderRadius: [0, 3, 3, 0] },
          })),
        },
      ],
    },
    size,
  );
}

function log(seconds: number): number {
  return Math.log10(Math.max(1, seconds));
}

/** From the last mark below to the first one above. */
function scale(seconds: readonly number[]): readonly [number, number] {
  const least = MARKS.findLast((mark) => mark < Math.min(...seconds)) ?? 1;
  const most = MARKS.find((mark) => mark > Math.max(...seconds)) ?? 10;
  return [least, most];
}
