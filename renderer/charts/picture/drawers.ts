/** Draws what a canvas shows, at `scale` device pixels a px. The context belongs to a canvas of that size. */
type CanvasDrawer = (ctx: CanvasRenderingContext2D, scale: number) => void;

/** Draws what a chart of ECharts shows. */
export interface ChartDrawer {
  /** `data:` address of a PNG with `scale` pixels a px and no background. */
  readonly png: (scale: number) => string;
  /** Elements of an SVG of the size that the chart has. */
  readonly svg: () => Promise<string>;
}

const canvases = new WeakMap<HTMLCanvasElement, CanvasDrawer>();
const charts = new WeakMap<Element, ChartDrawer>();

/** From now on pictures of this canvas are drawn by `draw`, in their own resolution. */
export function drawsCanvas(canvas: HTMLCanvasElement, draw: CanvasDrawer): void {
  canvases.set(canvas, draw);
}

/** From now on pictures of this element are drawn by `drawer`; what is in it is not looked at. */
export function drawsChart(element: Element, drawer: ChartDrawer): void {
  charts.set(element, drawer);
}

export function chartIn(element: Element): ChartDrawer | undefined {
  return charts.get(element);
}

/** What a canvas shows, `scale` pixels a px, as the `data:` address of a PNG. */
export function canvasImage(canvas: HTMLCanvasElement, scale: number): string {
  const draw = canvases.get(canvas);
  const { width, height } = canvas.getBoundingClientRect();
  if (draw === undefined) return canvas.toDataURL();
  const copy = document.createElement('canvas');
  copy.width = Math.round(width * scale);
  copy.height = Math.round(height * scale);
  const ctx = copy.getContext('2d');
  if (ctx === null) return canvas.toDataURL();
  draw(ctx, scale);
  return copy.toDataURL();
}
