import type { TimeRange, TraceTimelineAnswer } from '@core/api/trace';
import type { Texture } from '../ui/trace-kinds';
import { fillTextured } from './texture';
import { timeTicks } from './trace-scale';
import { msg } from '../i18n/t';

/** Tracks of the overview, top to bottom, px. */
export const TRACKS = [
  { id: 'states', title: msg('Goroutines'), top: 22, height: 84 },
  { id: 'queue', title: msg('Waiting for a P'), top: 110, height: 34 },
  { id: 'procs', title: msg('Ps running'), top: 148, height: 34 },
  { id: 'heap', title: msg('Heap'), top: 186, height: 44 },
  { id: 'gc', title: 'GC', top: 234, height: 16 },
] as const;
export type TrackId = (typeof TRACKS)[number]['id'];
export const OVERVIEW_HEIGHT = 254;

/** Colours of the theme in force, resolved. */
export interface TraceTheme {
  readonly canvas: string;
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly font: string;
  /** By row of TRACE_KINDS. */
  readonly kinds: readonly { readonly colour: string; readonly texture: Texture }[];
  readonly run: string;
  readonly runnable: string;
  readonly gc: string;
}

/** The largest value of each track, which its height stands for; 0 where there is nothing to draw. */
export function trackMaxima(answer: TraceTimelineAnswer): Readonly<Record<TrackId, number>> {
  let states = 0;
  for (let i = 0; i < answer.width; i++) {
    let sum = 0;
    for (const column of answer.states) sum += column[i]!;
    if (sum > states) states = sum;
  }
  const most = (columns: readonly ArrayLike<number>[]): number => {
    let max = 0;
    for (const column of columns) for (let i = 0; i < column.length; i++) if (column[i]! > max) max = column[i]!;
    return max;
  };
  return {
    states,
    queue: most([answer.runQueue]),
    procs: Math.max(answer.procCount, most([answer.procs])),
    heap: most([answer.heap, answer.goal]),
    gc: answer.gc.length + answer.stw.length,
  };
}

export interface OverviewFrame {
  readonly answer: TraceTimelineAnswer;
  readonly maxima: Readonly<Record<TrackId, number>>;
  /** What the canvas spans; the answer may still be of another range while the new one is on its way. */
  readonly shown: TimeRange;
  readonly width: number;
  readonly dpr: number;
  readonly theme: TraceTheme;
}

/** Draws all tracks on one clock. Areas at 46 % with a line of full colour on top; never animated. */
export function paintOverview(ctx: CanvasRenderingContext2D, frame: OverviewFrame): void {
  const { theme, width, dpr, shown } = frame;
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.canvas;
  ctx.fillRect(0, 0, width, OVERVIEW_HEIGHT);
  const ticks = timeTicks(shown, width);
  ctx.fillStyle = theme.line;
  for (const { x } of ticks) ctx.fillRect(Math.round(x), 20, 1, OVERVIEW_HEIGHT - 20);
  for (const { top, height } of TRACKS) ctx.fillRect(0, top + height, width, 1);
  ctx.fillStyle = theme.ink2;
  ctx.font = `11.5px ${theme.font}`;
  ctx.textBaseline = 'middle';
  for (const { x, label } of ticks) {
    const half = ctx.measureText(label).width / 2;
    // The outer labels stay inside the drawing.
    ctx.fillText(label, Math.min(Math.max(0, x - half), Math.max(0, width - 2 * half)), 10);
  }
  paintStates(ctx, frame);
  paintArea(ctx, frame, 'queue', frame.answer.runQueue, theme.runnable);
  paintArea(ctx, frame, 'procs', frame.answer.procs, theme.run);
  paintArea(ctx, frame, 'procs', frame.answer.gcProcs, theme.gc);
  paintHeap(ctx, frame);
  paintGc(ctx, frame);
}

function xOf({ shown, width }: OverviewFrame, ns: number): number {
  return ((ns - shown.fromNs) / Math.max(1, shown.toNs - shown.fromNs)) * width;
}
const bucketX = (frame: OverviewFrame, bucket: number): number =>
  xOf(frame, frame.answer.range.fromNs + bucket * frame.answer.bucketNs);
const trackOf = (id: TrackId): (typeof TRACKS)[number] => TRACKS.find((track) => track.id === id) ?? TRACKS[0];

function paintStates(ctx: CanvasRenderingContext2D, frame: OverviewFrame): void {
  const { answer, theme, maxima } = frame;
  const { top, height } = trackOf('states');
  if (maxima.states === 0) return;
  const scale = (height - 2) / maxima.states;
  const below = new Float64Array(answer.width);
  const above = new Float64Array(answer.width);
  answer.states.forEach((column, kind) => {
    let any = false;
    for (let i = 0; i < answer.width; i++) {
      above[i] = below[i]! + column[i]!;
      any ||= column[i]! > 0;
    }
    const look = theme.kinds[kind];
    if (any && look !== undefined) {
      const y = (value: number): number => top + height - value * scale;
      ctx.beginPath();
      for (let i = 0; i < answer.width; i++) {
        ctx.lineTo(bucketX(frame, i), y(above[i]!));
        ctx.lineTo(bucketX(frame, i + 1), y(above[i]!));
      }
      for (let i = answer.width - 1; i >= 0; i--) {
        ctx.lineTo(bucketX(frame, i + 1), y(below[i]!));
        ctx.lineTo(bucketX(frame, i), y(below[i]!));
      }
      ctx.closePath();
      fillTextured(ctx, look.colour, look.texture, frame.dpr);
      ctx.fillStyle = look.colour;
      for (let i = 0; i < answer.width; i++) {
        if (column[i]! * scale < 0.4) continue;
        const x = bucketX(frame, i);
        ctx.fillRect(x, y(above[i]!) - 0.5, bucketX(frame, i + 1) - x, 1);
      }
    }
    below.set(above);
  });
}

function paintArea(
  ctx: CanvasRenderingContext2D,
  frame: OverviewFrame,
  id: 'queue' | 'procs',
  column: Float32Array,
  colour: string,
): void {
  const { top, height } = trackOf(id);
  const max = frame.maxima[id];
  if (max === 0) return;
  const scale = (height - 4) / max;
  const floor = top + height;
  ctx.fillStyle = colour;
  for (let i = 0; i < column.length; i++) {
    const tall = column[i]! * scale;
    if (tall <= 0) continue;
    const x = bucketX(frame, i);
    const wide = bucketX(frame, i + 1) - x;
    ctx.globalAlpha = 0.46;
    ctx.fillRect(x, floor - tall, wide, tall);
    ctx.globalAlpha = 1;
    ctx.fillRect(x, floor - tall, wide, Math.min(1, tall));
  }
}

function paintHeap(ctx: CanvasRenderingContext2D, frame: OverviewFrame): void {
  const { answer, theme, maxima } = frame;
  const { top, height } = trackOf('heap');
  if (maxima.heap === 0) return;
  const y = (bytes: number): number => top + height - (bytes / maxima.heap) * (height - 5);
  const line = (column: Float64Array, colour: string, dash: readonly number[]): void => {
    ctx.beginPath();
    let down = false;
    for (let i = 0; i < column.length; i++) {
      const bytes = column[i]!;
      if (Number.isNaN(bytes)) {
        down = false;
        continue;
      }
      const x = bucketX(frame, i);
      if (down) ctx.lineTo(x, y(bytes));
      else ctx.moveTo(x, y(bytes));
      ctx.lineTo(bucketX(frame, i + 1), y(bytes));
      down = true;
    }
    ctx.setLineDash([...dash]);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.3;
    ctx.stroke();
    ctx.setLineDash([]);
  };
  line(answer.goal, theme.ink2, [4, 3]);
  line(answer.heap, theme.ink, []);
}

/** Mark phases as bands, pauses as ticks over the whole height of the track, at least a pixel wide. */
function paintGc(ctx: CanvasRenderingContext2D, frame: OverviewFrame): void {
  const { answer, theme } = frame;
  const { top, height } = trackOf('gc');
  ctx.fillStyle = theme.gc;
  ctx.globalAlpha = 0.5;
  for (const { fromNs, toNs } of answer.gc) {
    const x = xOf(frame, fromNs);
    ctx.fillRect(x, top + 4, Math.max(1, xOf(frame, toNs) - x), height - 7);
  }
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.ink;
  for (const { fromNs, toNs } of answer.stw) {
    const x = xOf(frame, fromNs);
    ctx.fillRect(x, top + 2, Math.max(1, xOf(frame, toNs) - x), height - 3);
  }
}
