// Funnels side by side as a picture: of those who entered before each stage, the share that came to it.
import type { ComparedFunnel } from '../../domain/report/report-compare.ts';
import { funnelColour, labelOf, stageIds } from '../reports/compared-stages.ts';
import { draw, type Size } from './chart-draw.ts';

export function compareChart(
  funnels: readonly ComparedFunnel[],
  percent: (fraction: number | null) => string,
  size: Size,
): string {
  const ids = stageIds(funnels);
  const labels = ids.map((id) => labelOf(funnels, id));
  return draw(
    {
      grid: { left: 50, right: 12, top: 24, bottom: 30, outerBoundsMode: 'none' },
      xAxis: {
        type: 'category',
        data: labels,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: 'var(--line)' } },
        axisLabel: {
          color: 'var(--ink)',
          fontSize: 12,
          interval: 0,
          width: size.width / (ids.length + 1),
          overflow: 'truncate',
        },
      },
      yAxis: {
        type: 'value',
        max: 1,
        interval: 0.25,
        axisLabel: { color: 'var(--soft)', fontSize: 11, formatter: percent },
        splitLine: { lineStyle: { color: 'var(--line)', opacity: 0.6 } },
      },
      series: funnels.map((funnel, index) => ({
        type: 'bar',
        silent: true,
        barMaxWidth: 44,
        itemStyle: { color: funnelColour(index), borderRadius: [3, 3, 0, 0] },
        label: {
          show: size.width > 500,
          position: 'top',
          color: 'var(--ink)',
          fontSize: 11,
          formatter: ({ value }: { readonly value: number }) => percent(value),
        },
        data: ids.map((id) => funnel.stages.find((stage) => stage.id === id)?.fromEntry ?? '-'),
      })),
    },
    size,
  );
}
