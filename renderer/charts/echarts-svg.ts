import { init, use as register, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

register([SVGRenderer]);

/** Elements of an SVG of a chart. Only ever imported dynamically, when a picture is saved. */
export function chartElements(option: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  const text = chart.renderToSVGString();
  chart.dispose();
  // Without the element around it, and without what it does under a pointer.
  return text
    .replace(/^<svg[^>]*>/, '')
    .replace(/<style[\s\S]*?<\/style>/, '')
    .replace(/<\/svg>\s*$/, '');
}
