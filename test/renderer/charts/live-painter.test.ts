import { describe, expect, it } from 'vitest';
import type { LiveAnswer, Track } from '@core/api/live';
import {
  liveHeight,
  paintLive,
  reachOf,
  runsOf,
  valueY,
  type LiveContext,
  type LiveTheme,
} from '../../../renderer/charts/live-painter';
import { layoutLive } from '../../../renderer/charts/live-scale';
import { scalesOf } from '../../../renderer/charts/live-scales';
import { STATE_KINDS } from '../../../renderer/ui/state-glyph';
import { liveAnswer, track } from '../views/live/an-answer';

const states = Object.fromEntries(
  STATE_KINDS.map((kind) => [kind, { colour: `state ${kind}`, texture: 'solid' as const }]),
) as LiveTheme['states'];
const THEME: LiveTheme = {
  ...{ canvas: 'canvas', line: 'line', line2: 'line2', ink: 'ink', ink2: 'ink2', accent: 'accent', heap: 'heap' },
  ...{ stacks: 'stacks', gc: 'gc', limit: 'limit', font: 'sans' },
  heat: Array.from({ length: 9 }, (_, step) => `heat ${step}`),
  states,
};

type Point = readonly [x: number, y: number];
interface Drawn {
  readonly op: 'fill' | 'stroke' | 'rect' | 'text';
  readonly style: string;
  readonly points: readonly Point[];
  readonly text: string;
}

/** Records what is drawn; a character is 6 px wide. */
class Recorder implements LiveContext {
  globalAlpha = 1;
  fillStyle: LiveContext['fillStyle'] = '';
  strokeStyle: LiveContext['strokeStyle'] = '';
  lineWidth = 1;
  lineJoin: CanvasLineJoin = 'round';
  font = '';
  textAlign: CanvasTextAlign = 'left';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly drawn: Drawn[] = [];
  #path: Point[] = [];
  setTransform(): void {
    return;
  }
  setLineDash(): void {
    return;
  }
  closePath(): void {
    return;
  }
  strokeText(): void {
    return;
  }
  createPattern(): null {
    return null;
  }
  beginPath(): void {
    this.#path = [];
  }
  moveTo(x: number, y: number): void {
    this.#path.push([x, y]);
  }
  lineTo(x: number, y: number): void {
    this.#path.push([x, y]);
  }
  arc(x: number, y: number): void {
    this.#path.push([x, y]);
  }
  fill(): void {
    this.drawn.push({ op: 'fill', style: String(this.fillStyle), points: [...this.#path], text: '' });
  }
  stroke(): void {
    this.drawn.push({ op: 'stroke', style: String(this.strokeStyle), points: [...this.#path], text: '' });
  }
  fillRect(x: number, y: number, w: number, h: number): void {
    const points: Point[] = [
      [x, y],
      [x + w, y + h],
    ];
    this.drawn.push({ op: 'rect', style: String(this.fillStyle), points, text: '' });
  }
  fillText(text: string, x: number, y: number): void {
    this.drawn.push({ op: 'text', style: String(this.fillStyle), points: [[x, y]], text });
  }
  measureText(text: string): TextMetrics {
    return { width: text.length * 6 } as TextMetrics;
  }
  of(op: Drawn['op'], style: string): readonly Drawn[] {
    return this.drawn.filter((one) => one.op === op && one.style === style);
  }
}

const WIDTH = 400;
const layout = layoutLive(0);
function paint(answer: LiveAnswer, cursorX: number | null = null): Recorder {
  const ctx = new Recorder();
  const stack = answer.states.map((one) => ({ track: one as Track, kind: 'select' as const }));
  paintLive(ctx, { answer, layout, scales: scalesOf(answer), stack, cursorX, width: WIDTH, dpr: 1, theme: THEME });
  return ctx;
}

describe('runs of what is known', () => {
  const runs = (values: readonly number[], reach: number): readonly (readonly number[])[] => [
    ...runsOf((i) => !Number.isNaN(values[i]!), values.length, reach),
  ];
  it('are one across what was not looked at in between, and two across a gap', () => {
    expect(runs([1, NaN, NaN, 2, NaN, NaN, NaN, 3], 3)).toEqual([[0, 3], [7]]);
    expect(runs([NaN, NaN], 3)).toEqual([]);
  });
  it('reach as far as two and a half looks', () => {
    const answer = liveAnswer({ stepMs: 100 });
    expect(reachOf(answer, 'goroutines')).toBe(25);
    expect(reachOf(answer, 'counters')).toBe(3);
  });
});

describe('the drawing', () => {
  it('stays inside: nothing known lies above or below its track', () => {
    const { drawn } = paint(liveAnswer());
    for (const { points } of drawn) {
      for (const [x, y] of points) {
        expect(x).toBeGreaterThanOrEqual(-0.01);
        expect(x).toBeLessThanOrEqual(WIDTH + 6);
        expect(y).toBeGreaterThanOrEqual(-0.01);
        expect(y).toBeLessThanOrEqual(liveHeight(layout) + 0.01);
      }
    }
  });
  it('stacks states: the second begins where the first ends', () => {
    const answer = liveAnswer({
      states: [
        { ...track('goroutines:a', 'a', 1, [1, 1, 1, 1]), operation: 'select' },
        { ...track('goroutines:b', 'b', 2, [2, 2, 2, 2]), operation: 'select' },
      ],
    });
    const [first, second] = paint(answer).of('fill', 'state select');
    const { states: box } = layout.boxes;
    const { top } = scalesOf(answer).states;
    expect(Math.min(...first!.points.map(([, y]) => y))).toBeCloseTo(valueY(box, top, 1));
    expect(Math.max(...second!.points.map(([, y]) => y))).toBeCloseTo(valueY(box, top, 1));
    expect(Math.min(...second!.points.map(([, y]) => y))).toBeCloseTo(valueY(box, top, 3));
  });
  it('leaves a gap where nobody looked', () => {
    const values = [5, 5, NaN, NaN, NaN, NaN, NaN, NaN, 5, 5];
    const answer = liveAnswer({
      ...{ toMs: 10_000, lastMs: 10_000 },
      states: [{ ...track('goroutines:a', 'a', 5, values), operation: 'select' }],
    });
    const areas = paint(answer).of('fill', 'state select');
    expect(areas).toHaveLength(2);
    expect(Math.max(...areas[0]!.points.map(([x]) => x))).toBeLessThan(Math.min(...areas[1]!.points.map(([x]) => x)));
  });
  it('draws each pause at its time, longer ones higher', () => {
    const pauses = { ...liveAnswer().pauses, atMs: Float64Array.of(1000, 3000), ns: Float64Array.of(1e5, 4e5) };
    const points = paint(liveAnswer({ pauses })).of('stroke', 'gc')[0]!.points;
    expect(points.map(([x]) => x)).toEqual([100, 100, 300, 300]);
    expect(points[3]![1]).toBeLessThan(points[1]![1]);
  });
  it('heat says how full a channel was; what was not seen has no cell', () => {
    const channel = { ...track('channel:a', 'a', 1, [0, 0.5, 1, NaN]), length: 2, capacity: 2, waiting: 1 };
    const answer = liveAnswer({
      channels: [channel],
      weight: { ...liveAnswer().weight, goroutinesEveryMs: 1 },
    });
    const ctx = paint(answer);
    expect(ctx.of('rect', 'heat 0').length).toBeGreaterThan(0);
    expect(ctx.of('rect', 'heat 4').length).toBeGreaterThan(0);
    expect(ctx.of('rect', 'heat 8').length).toBeGreaterThan(0);
  });
  it('a limit out of sight is not drawn, one in sight is', () => {
    const heap = (limit: number): LiveAnswer =>
      liveAnswer({ heap: [...liveAnswer().heap, track('heap:limit', 'limit', limit, [limit, limit, limit, limit])] });
    expect(paint(heap(4000)).of('stroke', 'limit')).toHaveLength(1);
    expect(paint(heap(4e9)).of('stroke', 'limit')).toHaveLength(0);
  });
  it('kept moments stand out on the axis', () => {
    const moment = (atMs: number, frozen: boolean) => ({ capture: atMs, atMs, goroutines: 1, frozen });
    const ctx = paint(liveAnswer({ moments: [moment(1000, false), moment(2000, true), moment(-5, true)] }));
    const axis = (style: string) => ctx.of('rect', style).filter(({ points }) => points[0]![1] === layout.axisTop + 1);
    expect(axis('accent').map(({ points }) => points[0]![0])).toEqual([200]);
    expect(axis('line2').map(({ points }) => points[0]![0])).toEqual([100]);
  });
  it('no moment of the axis lies below that of the cursor', () => {
    const labels = (cursorX: number | null): number =>
      paint(liveAnswer(), cursorX).drawn.filter(({ op, text }) => op === 'text' && text.includes(':')).length;
    const x = paint(liveAnswer()).drawn.find(({ op, text }) => op === 'text' && text.includes(':'))!.points[0]![0];
    expect(labels(x + 24)).toBeLessThan(labels(null));
  });
  it('of nothing is empty and has a clock', () => {
    const none = liveAnswer({ states: [], heap: [], channels: [], scheduler: [] });
    const empty = { ...none.pauses, atMs: new Float64Array(), ns: new Float64Array() };
    const ctx = paint({ ...none, pauses: empty });
    expect(ctx.of('fill', 'state select')).toEqual([]);
    expect(ctx.drawn.filter(({ op, text }) => op === 'text' && /^\d\d:\d\d:\d\d/.test(text)).length).toBeGreaterThan(0);
  });
});

describe('lines of the scales', () => {
  it('say their value in its unit without zeros', () => {
    const {
      states: counts,
      heap,
      pauses,
      scheduler,
    } = scalesOf(
      liveAnswer({
        states: [{ ...track('goroutines:a', 'a', 6218, [6218]), operation: 'select' }],
        heap: [track('heap:in-use', 'in use', 359 * 2 ** 20)],
        scheduler: [track('scheduler:cpu', 'CPU', 6.4)],
      }),
    );
    const texts = (ticks: readonly { readonly text: string }[]) =>
      ticks.map(({ text }) => text.replaceAll('\u00a0', ' '));
    expect(texts(counts.ticks)).toEqual(['2 k', '4 k', '6 k']);
    expect(texts(heap.ticks)).toEqual(['200 MiB', '400 MiB']);
    expect(texts(pauses.ticks)).toEqual(['100 µs', '200 µs']);
    expect(texts(scheduler.ticks)).toEqual(['8 cores']);
  });
});
