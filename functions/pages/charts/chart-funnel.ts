// The funnel's shape: one band a stage, as wide as its leads, tapering to the next.
import type { StageReport } from '../../domain/report/report.ts';
import { draw, type Size } from './chart-draw.ts';
import { stageColour } from './stage-colour.ts';

/** A stage with few leads stays visible, one with none has no width. */
const LEAST_SHARE = 0.008;

/**
 * The bands as points of polygons, in coordinates of the whole shape; each is `size.height / stages` high.
 * @param gap the space between bands
 */
export function funnelBands(
  stages: readonly Pick<StageReport, 'leads'>[],
  size: Size,
  gap: number,
): readonly string[] {
  const most = Math.max(1, ...stages.map(({ leads }) => leads));
  const markup = draw(
    {
      series: [
        {
          type: 'funnel',
          sort: 'none',
          silent: true,
          left: 0,
          right: 0,
          top: gap / 2,
          bottom: gap / 2,
          gap,
          min: 0,
          max: most,
          minSize: '0%',
          maxSize: '100%',
          label: { show: false },
          labelLine: { show: false },
          itemStyle: { borderWidth: 0 },
          data: stages.map(({ leads }, index) => ({
            name: String(index),
            value: leads === 0 ? 0 : Math.max(leads, LEAST_SHARE * most),
            itemStyle: { color: stageColour(index) },
          })),
        },
      ],
    },
    size,
  );
  const bands = [...markup.matchAll(/<polygon points="([^"]*)"/g)].map(([, points = '']) => points);
  return bands.map((points, index) => (index === bands.length - 1 ? straight(points) : points));
}

/** The last band leads nowhere: drawn to a point it would look as if all were lost. */
function straight(points: string): string {
  const [left, top, right, , , bottom] = points.split(' ');
  return [left, top, right, top, right, bottom, left, bottom].join(' ');
}
