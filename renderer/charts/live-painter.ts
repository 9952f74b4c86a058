import type { LiveAnswer, Track } from '@core/api/live';
import type { StateKind, StateTexture } from '../ui/state-glyph';
import { AXIS, CHANNEL_ROW, CHANNEL_TOP, clockTicks, largest, type LiveLayout, type TrackBox } from './live-scale';
import type { LiveScales, TickText } from './live-scales';
import { fillTextured, type TextureContext } from './texture';

/** What of a 2D context the drawing needs. */
export type LiveContext = TextureContext &
  Pick<
    CanvasRenderingContext2D,
    | ('strokeStyle' | 'lineWidth' | 'lineJoin' | 'font' | 'textAlign' | 'textBaseline')
    | ('setTransform' | 'fillRect' | 'beginPath' | 'closePath' | 'moveTo' | 'lineTo' | 'arc' | 'stroke' | 'setLineDash')
    | ('fillText' | 'strokeText' | 'measureText')
  >;

/** Colours of the theme in force, resolved. */
export interface LiveTheme {
  readonly canvas: string;
  readonly line: string;
  readonly line2: string;
  readonly ink: string;
  readonly ink2: string;
  readonly accent: string;
  readonly heap: string;
  readonly stacks: string;
  readonly gc: string;
  readonly limit: string;
  readonly font: string;
  /** Empty to full. */
  readonly heat: readonly string[];
  readonly states: Readonly<Record<StateKind, { readonly colour: string; readonly texture: StateTexture }>>;
}

export interface LiveFrame {
  readonly answer: LiveAnswer;
  readonly layout: LiveLayout;
  readonly scales: LiveScales;
  /** States from the floor up, each with its family. */
  readonly stack: readonly { readonly track: Track; readonly kind: StateKind }[];
  /** Where the cursor's own moment stands at the axis, px: no label lies below it. Null = nowhere. */
  readonly cursorX: number | null;
  readonly width: number;
  readonly dpr: number;
  readonly theme: LiveTheme;
}

/** px between the floor of a track and its lower edge, and under its upper edge. */
const FLOOR = 6;
const LABEL = 14;

/** Height of the whole drawing, px. */
export function liveHeight(layout: LiveLayout): number {
  return layout.axisTop + AXIS;
}

/** Where a value of a track lies, px. */
export function valueY(box: TrackBox, top: number, value: number): number {
  const floor = box.top + box.height - FLOOR;
  return floor - (Math.max(0, value) / top) * (box.height - FLOOR - LABEL);
}

/** Draws all tracks on one clock. Areas are light with a line of full colour on top; nothing is animated. */
export function paintLive(ctx: LiveContext, frame: LiveFrame): void {
  const { theme, width, dpr, layout } = frame;
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.canvas;
  ctx.fillRect(0, 0, width, liveHeight(layout));
  ctx.lineJoin = 'round';
  ctx.fillStyle = theme.line;
  for (const { top, height } of Object.values(layout.boxes)) ctx.fillRect(0, top + height - 1, width, 1);
  const { boxes } = layout;
  const { scales } = frame;
  for (const id of ['states', 'heap', 'pauses', 'scheduler'] as const) {
    ctx.fillStyle = theme.line;
    for (const { value } of scales[id].ticks)
      ctx.fillRect(0, Math.round(valueY(boxes[id], scales[id].top, value)), width, 1);
  }
  paintStates(ctx, frame);
  paintHeap(ctx, frame);
  paintPauses(ctx, frame);
  paintChannels(ctx, frame);
  paintScheduler(ctx, frame);
  for (const id of ['states', 'heap', 'pauses', 'scheduler'] as const)
    paintTickTexts(ctx, frame, boxes[id], scales[id].top, scales[id].ticks);
  paintAxis(ctx, frame);
}

function columnX({ answer, width }: LiveFrame, column: number): number {
  return ((column * answer.stepMs) / Math.max(1, answer.toMs - answer.fromMs)) * width;
}

/** Columns that may lie between two known ones without a gap being shown: what is looked at now and then is not lost in between. */
export function reachOf({ stepMs, weight }: LiveAnswer, of: 'goroutines' | 'counters'): number {
  const every = of === 'goroutines' ? weight.goroutinesEveryMs : weight.countersEveryMs;
  return Math.max(2, Math.ceil((2.5 * every) / Math.max(1, stepMs)));
}

/** Runs of known columns; two of them are one where no more than `reach` columns lie between. */
export function* runsOf(
  known: (column: number) => boolean,
  count: number,
  reach: number,
): Generator<readonly number[]> {
  let run: number[] = [];
  for (let i = 0; i < count; i++) {
    if (!known(i)) continue;
    const last = run.at(-1);
    if (last !== undefined && i - last > reach) {
      yield run;
      run = [];
    }
    run.push(i);
  }
  if (run.length > 0) yield run;
}

function paintStates(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, stack, theme, layout, scales, dpr } = frame;
  const box = layout.boxes.states;
  const { top } = scales.states;
  const y = (value: number): number => valueY(box, top, value);
  const count = answer.states[0]?.values.length ?? 0;
  const reach = reachOf(answer, 'goroutines');
  const known = (column: number): boolean => answer.states.some(({ values }) => !Number.isNaN(values[column]!));
  for (const run of runsOf(known, count, reach)) {
    const below = new Float64Array(run.length);
    const above = new Float64Array(run.length);
    const x = run.map((column) => columnX(frame, column));
    // One moment is as wide as the time it stands for.
    if (run.length === 1) x.push(x[0]! + Math.max(2, columnX(frame, 1)));
    const at = (i: number): number => Math.min(i, run.length - 1);
    for (const { track, kind } of stack) {
      let any = false;
      for (let i = 0; i < run.length; i++) {
        const value = track.values[run[i]!]!;
        above[i] = below[i]! + (Number.isNaN(value) ? 0 : value);
        any ||= value > 0;
      }
      if (any) {
        const { colour, texture } = theme.states[kind];
        ctx.beginPath();
        for (let i = 0; i < x.length; i++) ctx.lineTo(x[i]!, y(above[at(i)]!));
        for (let i = x.length - 1; i >= 0; i--) ctx.lineTo(x[i]!, y(below[at(i)]!));
        ctx.closePath();
        fillTextured(ctx, colour, texture, dpr);
        ctx.beginPath();
        for (let i = 0; i < x.length; i++) ctx.lineTo(x[i]!, y(above[at(i)]!));
        ctx.strokeStyle = colour;
        ctx.lineWidth = 1.4;
        ctx.stroke();
      }
      below.set(above);
    }
  }
}

/** A line, or an area down to the floor, over what is known. */
function paintSeries(
  ctx: LiveContext,
  frame: LiveFrame,
  values: Float64Array,
  y: (value: number) => number,
  look: {
    readonly line?: string;
    readonly dash?: readonly number[];
    readonly step?: boolean;
    readonly fill?:
      { readonly colour: string; readonly texture: StateTexture } | { readonly colour: string; readonly alpha: number };
  },
): void {
  const reach = reachOf(frame.answer, 'counters');
  const floor = y(0);
  for (const run of runsOf((column) => !Number.isNaN(values[column]!), values.length, reach)) {
    const trace = (): void => {
      ctx.beginPath();
      run.forEach((column, i) => {
        const x = columnX(frame, column);
        if (look.step === true && i > 0) ctx.lineTo(x, y(values[run[i - 1]!]!));
        ctx.lineTo(x, y(values[column]!));
      });
      if (run.length === 1) ctx.lineTo(columnX(frame, run[0]! + 1), y(values[run[0]!]!));
    };
    if (look.fill !== undefined) {
      trace();
      ctx.lineTo(columnX(frame, Math.max(run.at(-1)!, run[0]! + 1)), floor);
      ctx.lineTo(columnX(frame, run[0]!), floor);
      ctx.closePath();
      if ('texture' in look.fill) fillTextured(ctx, look.fill.colour, look.fill.texture, frame.dpr);
      else {
        ctx.globalAlpha = look.fill.alpha;
        ctx.fillStyle = look.fill.colour;
        ctx.fill();
        ctx.globalAlpha = 1;
      }
    }
    if (look.line === undefined) continue;
    trace();
    ctx.setLineDash([...(look.dash ?? [])]);
    ctx.strokeStyle = look.line;
    ctx.lineWidth = 1.4;
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

function paintHeap(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, theme, layout, scales } = frame;
  const y = (value: number): number => valueY(layout.boxes.heap, scales.heap.top, value);
  const of = (name: string): Float64Array | undefined =>
    answer.heap.find((track) => track.name === `heap:${name}`)?.values;
  const series = (name: string, look: Parameters<typeof paintSeries>[4]): void => {
    const values = of(name);
    if (values !== undefined) paintSeries(ctx, frame, values, y, look);
  };
  series('in-use', { fill: { colour: theme.heap, alpha: 1 } });
  series('stacks', { fill: { colour: theme.stacks, texture: 'solid' } });
  series('in-use', { line: theme.ink2 });
  series('rss', { line: theme.ink2, dash: [1, 3] });
  series('goal', { line: theme.accent, dash: [4, 3], step: true });
  // A limit far above what is used would flatten everything else; its number stands beside the track.
  const limit = of('limit');
  if (limit !== undefined && largest([limit]) <= scales.heap.top)
    paintSeries(ctx, frame, limit, y, { line: theme.limit, dash: [8, 3], step: true });
}

function paintPauses(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, theme, layout, scales, width } = frame;
  const box = layout.boxes.pauses;
  const floor = valueY(box, 1, 0);
  const { atMs, ns } = answer.pauses;
  const span = Math.max(1, answer.toMs - answer.fromMs);
  ctx.fillStyle = theme.gc;
  ctx.strokeStyle = theme.gc;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  for (let i = 0; i < atMs.length; i++) {
    const x = ((atMs[i]! - answer.fromMs) / span) * width;
    ctx.moveTo(x, floor);
    ctx.lineTo(x, valueY(box, scales.pauses.top, ns[i]!));
  }
  ctx.stroke();
  // Heads closer than they are wide are one line of colour: smaller ones keep the shape.
  const head = atMs.length > width / 6 ? 1.3 : 2.2;
  ctx.beginPath();
  for (let i = 0; i < atMs.length; i++) {
    const x = ((atMs[i]! - answer.fromMs) / span) * width;
    const y = valueY(box, scales.pauses.top, ns[i]!);
    ctx.moveTo(x + head, y);
    ctx.arc(x, y, head, 0, 7);
  }
  ctx.fill();
}

/** Width of a cell of the heat map, about; cells begin at whole multiples of the time they stand for, so that they do not flicker. */
const CELL_PX = 8;
const CELLS_MS = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5];

function paintChannels(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, theme, layout, width } = frame;
  const box = layout.boxes.channels;
  const perPx = (answer.toMs - answer.fromMs) / Math.max(1, width);
  const cell = CELLS_MS.find((ms) => ms >= CELL_PX * perPx) ?? CELL_PX * perPx;
  const reach = reachOf(answer, 'goroutines');
  answer.channels.slice(0, layout.channelRows).forEach((channel, row) => {
    const y = box.top + CHANNEL_TOP + row * CHANNEL_ROW;
    let last = NaN;
    let lastColumn = -1;
    for (let n = Math.floor(answer.fromMs / cell); n * cell < answer.toMs; n++) {
      const from = Math.max(0, Math.floor((n * cell - answer.fromMs) / answer.stepMs));
      const to = Math.min(channel.values.length, Math.ceil(((n + 1) * cell - answer.fromMs) / answer.stepMs));
      let most = NaN;
      for (let i = from; i < to; i++) {
        const value = channel.values[i]!;
        if (Number.isNaN(value)) continue;
        if (!(value <= most)) most = value;
        last = value;
        lastColumn = i;
      }
      if (Number.isNaN(most) && lastColumn >= 0 && to - lastColumn <= reach) most = last;
      if (Number.isNaN(most)) continue;
      const x = Math.max(0, (n * cell - answer.fromMs) / perPx);
      const end = Math.min(width, ((n + 1) * cell - answer.fromMs) / perPx);
      ctx.fillStyle = theme.heat[Math.min(8, Math.max(0, Math.floor(most * 8.99)))] ?? theme.line;
      ctx.fillRect(x, y, Math.max(0.5, end - x - 0.6), 13);
    }
  });
}

function paintScheduler(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, theme, layout, scales } = frame;
  const box = layout.boxes.scheduler;
  const of = (name: string): Float64Array | undefined =>
    answer.scheduler.find((track) => track.name.endsWith(`:${name}`))?.values;
  const queue = of('run-queue');
  if (queue !== undefined) {
    const y = (value: number): number => valueY(box, scales.queueTop, value);
    paintSeries(ctx, frame, queue, y, {
      fill: theme.states.runnable,
      line: theme.states.runnable.colour,
    });
  }
  const cpu = of('cpu');
  if (cpu === undefined) return;
  paintSeries(ctx, frame, cpu, (value) => valueY(box, scales.scheduler.top, value), { line: theme.states.run.colour });
}

/** Over the drawing, with a rim of the ground, so that they can be read on any colour. */
function paintTickTexts(
  ctx: LiveContext,
  { theme }: LiveFrame,
  box: TrackBox,
  top: number,
  ticks: readonly TickText[],
): void {
  ctx.font = `11px ${theme.font}`;
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  ctx.strokeStyle = theme.canvas;
  ctx.fillStyle = theme.ink;
  ctx.lineWidth = 2.5;
  for (const { value, text } of ticks) {
    const y = Math.round(valueY(box, top, value));
    const at = y - box.top < 16 ? y + 12 : y - 3;
    ctx.globalAlpha = 0.75;
    ctx.strokeText(text, 5, at);
    ctx.globalAlpha = 1;
    ctx.fillText(text, 5, at);
  }
}

function paintAxis(ctx: LiveContext, frame: LiveFrame): void {
  const { answer, theme, layout, width } = frame;
  ctx.fillStyle = theme.line2;
  ctx.fillRect(0, layout.axisTop, width, 1);
  // A moment that was looked at in full: a tick; one that is kept for good: a taller one.
  const span = Math.max(1, answer.toMs - answer.fromMs);
  for (const { atMs, frozen } of answer.moments) {
    const x = ((atMs - answer.fromMs) / span) * width;
    if (x < 0 || x > width) continue;
    ctx.fillStyle = frozen ? theme.accent : theme.line2;
    ctx.fillRect(Math.round(x), layout.axisTop + 1, frozen ? 2 : 1, frozen ? 6 : 3);
  }
  ctx.font = `11.5px ${theme.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = theme.ink2;
  for (const { x, label } of clockTicks(answer.fromMs, answer.toMs, width)) {
    const half = ctx.measureText(label).width / 2;
    const left = Math.min(Math.max(0, x - half), Math.max(0, width - 2 * half));
    // The cursor's label is about as wide as this one.
    if (frame.cursorX !== null && Math.abs(left + half - frame.cursorX) < 2 * half + 16) continue;
    ctx.fillText(label, left, layout.axisTop + 14);
  }
}
