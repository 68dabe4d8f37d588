// The chart library, and what it draws made fit for our pages. Heavy: imported only when a picture is wanted.
import { BarChart, FunnelChart, LineChart } from 'echarts/charts.js';
import { GridComponent, MarkAreaComponent } from 'echarts/components.js';
import { type EChartsCoreOption, init, use } from 'echarts/core.js';
import { SVGRenderer } from 'echarts/renderers.js';

use([BarChart, FunnelChart, LineChart, GridComponent, MarkAreaComponent, SVGRenderer]);

export type Size = { readonly width: number; readonly height: number };

/**
 * The inside of an `<svg>` of this size, as markup. Colours may be `var(--…)`, so that one picture serves light and
 * dark. Without style attributes and without a sheet of its own, which the pages' content security policy refuses.
 */
export function draw(option: EChartsCoreOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
    return inside(chart.renderToSVGString());
  } finally {
    // Until then a timer of the library keeps the process alive.
    chart.dispose();
  }
}

function inside(svg: string): string {
  return svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<rect [^>]*fill="none"><\/rect>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributes(style))
    .replace(/ (?:points|d|x|y|transform)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d{2,}/g, rounded),
    )
    .trim();
}

function rounded(number: string): string {
  return String(Math.round(Number(number) * 10) / 10);
}

/** `font-size:12px;font-family:inherit;` as the attributes that mean the same in SVG. */
function attributes(style: string): string {
  return style
    .split(';')
    .filter((rule) => rule.includes(':'))
    .map(
      (rule) => ` ${rule.slice(0, rule.indexOf(':')).trim()}="${rule.slice(rule.indexOf(':') + 1).trim()}"`,
    )
    .join('');
}
