import { describe, expect, it } from 'vitest';
import { BoxLabels } from '@core/base/box-label';
import {
  diffStep,
  inkOn,
  luminance,
  mix,
  nameColours,
  ownPackages,
  packageColour,
  withinError,
} from '@core/base/box-colours';
import { keepOrder, packColour } from '../../../renderer/charts/flame-colours';
import { LEVEL_HEIGHT, visibleLevels } from '../../../renderer/charts/flame-geometry';
import { paintFlame, paintNamesAlone, type FlameContext } from '../../../renderer/charts/flame-painter';
import { flameRects, tickBars } from '../../../renderer/charts/flame-rects';
import { rasterRows, type RowPixels } from '../../../renderer/charts/flame-rows';
import { sceneKeeper, type FrameOptions } from '../../../renderer/charts/flame-scene';
import { flameAnswer, type Spec } from './flame-answers';
import { planOf, THEME } from './flame-theme';

const TREE: Spec = [
  'root',
  1000,
  ['ingest.(*Batcher).process', 500, ['codec.Encode~', 300, ['net.c', 300]], ['runtime.mallocgc*', 100]],
  ['runtime.mcall', 300],
  ['store.tiny', 1],
  ['store.small', 1],
];
const answer = flameAnswer(TREE, 500);

interface Call {
  readonly op: 'fill' | 'clear' | 'stroke' | 'text' | 'row';
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly style: string;
  readonly text: string;
}

/** Records what is drawn; a character is 6 px wide. */
class Recorder implements FlameContext {
  fillStyle: FlameContext['fillStyle'] = '';
  strokeStyle: FlameContext['strokeStyle'] = '';
  lineWidth = 1;
  imageSmoothingEnabled = true;
  font = '';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly calls: Call[] = [];
  setTransform(): void {}
  drawImage(...args: readonly unknown[]): void {
    const [, , source, , , , y] = args as number[];
    this.calls.push({ op: 'row', x: source!, y: y!, w: 0, style: '', text: '' });
  }
  clearRect(x: number, y: number, w: number): void {
    this.calls.push({ op: 'clear', x, y, w, style: '', text: '' });
  }
  fillRect(x: number, y: number, w: number): void {
    this.calls.push({ op: 'fill', x, y, w, style: String(this.fillStyle), text: '' });
  }
  strokeRect(x: number, y: number, w: number): void {
    this.calls.push({ op: 'stroke', x, y, w, style: String(this.strokeStyle), text: String(this.lineWidth) });
  }
  fillText(text: string, x: number, y: number): void {
    this.calls.push({ op: 'text', x, y, w: 0, style: `${this.font} ${String(this.fillStyle)}`, text });
  }
}

const frameOf = (options: Partial<FrameOptions>): FrameOptions => ({
  mode: 'icicle',
  width: 500,
  height: 200,
  scrollTop: 0,
  dpr: 1,
  labels: new BoxLabels((text) => text.length * 6),
  theme: THEME,
  font: 'sans',
  rootLabel: 'all  1.00 µs',
  selected: -1,
  marked: -1,
  focused: -1,
  ...options,
});

/** What is drawn, without the ground, and the rows of pixels that went into it. */
function paint(options: Partial<FrameOptions> = {}, of = answer): { calls: readonly Call[]; rows: RowPixels | null } {
  const ctx = new Recorder();
  let rows: RowPixels | null = null;
  const frame = frameOf(options);
  paintFlame(
    ctx,
    (pixels) => {
      rows = pixels;
      return {} as HTMLCanvasElement;
    },
    sceneKeeper()(planOf(of), frame),
    frame,
  );
  return { calls: ctx.calls.slice(1), rows };
}
const texts = (calls: readonly Call[]): readonly string[] =>
  calls.filter((call) => call.op === 'text').map((call) => call.text);

/** Runs of one colour in a row of pixels: `colour from-to`, transparent ones left out. */
function runs(rows: RowPixels, row: number): readonly string[] {
  const out: string[] = [];
  const line = rows.pixels.subarray(row * rows.width, (row + 1) * rows.width);
  for (let i = 0; i < line.length;) {
    let end = i;
    while (end < line.length && line[end] === line[i]) end++;
    if (line[i] !== 0) out.push(`${line[i]!.toString(16)} ${i}-${end}`);
    i = end;
  }
  return out;
}
const px = (colour: string, alpha = 1): string => packColour(colour, alpha).toString(16);

describe('rasterRows', () => {
  const size = { width: 500, dpr: 1 };
  const raster = (over: Partial<typeof size> = {}, of = answer): RowPixels =>
    rasterRows(flameRects(planOf(of), { ...size, ...over }, THEME), { from: 0, to: 4 });

  it('is a run a box in the colour of its package or kind, with a gap of one pixel', () => {
    const rows = raster();
    expect(runs(rows, 0)).toEqual([`${px(THEME.root)} 0-499`]);
    expect(runs(rows, 1)).toEqual([`${px(THEME.own[0]!)} 0-249`, `${px(THEME.runtime)} 250-399`]);
    expect(runs(rows, 3)).toEqual([`${px(THEME.std)} 0-149`]);
    expect(rows.painted).toBe(6);
  });

  it('gives matches the match colour whatever they are', () => {
    expect(runs(raster(), 2)).toEqual([`${px(THEME.own[1]!)} 0-149`, `${px(THEME.match)} 150-199`]);
  });

  it('draws a tick for boxes narrower than a pixel, never nothing, the darker the more there are', () => {
    expect(runs(raster(), 4 + 1)).toEqual([`${px(mix(THEME.canvas, THEME.ink3, 0.25 + 2 * 0.14))} 400-401`]);
    expect([tickBars(0.1, 1), tickBars(30, 500), tickBars(300, 4)]).toEqual([1, 10, 4]);
  });

  it('scales to another width until the layout for it is there, and to the pixels of the screen', () => {
    expect(runs(raster({ width: 1000 }), 1)[0]).toBe(`${px(THEME.own[0]!)} 0-499`);
    const fine = raster({ dpr: 2 });
    expect(fine.width).toBe(1000);
    expect(runs(fine, 1)[0]).toBe(`${px(THEME.own[0]!)} 0-498`);
  });

  it('keeps every box of a pixel or more visible', () => {
    const many: Spec = [
      'root',
      1000,
      ...Array.from({ length: 1000 }, (_, i): Spec => [i % 2 === 0 ? 'a.f' : 'runtime.g', 1]),
    ];
    const rects = flameRects(planOf(flameAnswer(many, 1000)), { width: 1000, dpr: 1 }, THEME);
    const rows = rasterRows(rects, { from: 1, to: 2 });
    expect(rows.painted).toBe(1000);
    expect(rows.pixels.subarray(0, 1000).includes(0)).toBe(false);
  });
});

describe('colours of a difference', () => {
  it('are a step at 5, 15 and 30 %, blue for less, orange for more', () => {
    const steps = (nows: readonly number[]): readonly number[] => nows.map((now) => diffStep(100, now, 0));
    expect(steps([100, 104, 105, 115, 130, 1000])).toEqual([3, 3, 4, 5, 6, 6]);
    expect(steps([96, 95, 85, 70, 0])).toEqual([3, 2, 1, 0, 0]);
    expect([diffStep(0, 1, 0), diffStep(1, 0, 0), diffStep(0, 0, 0)]).toEqual([6, 0, 3]);
  });

  it('are grey within two standard deviations of sampling, and not where the error is not known', () => {
    expect([diffStep(100, 140, 20), diffStep(100, 141, 20), diffStep(100, 140, NaN)]).toEqual([3, 6, 6]);
    expect([withinError(5, 6, 0), withinError(5, 6, NaN), withinError(5, 6, 0.5)]).toEqual([false, false, true]);
  });

  it('take the place of those of packages, under those of matches', () => {
    const at = (name: string): number => answer.names.findIndex((row) => row.function === name);
    const base = Float64Array.from(answer.cum);
    const now = Float64Array.from(answer.cum, (value, i) =>
      answer.name[i] === at('runtime.mcall') ? 2 * value : value,
    );
    const changed = { ...answer, sides: { base, now, error: new Float64Array(answer.count) } };
    const rows = rasterRows(flameRects(planOf(changed), { width: 500, dpr: 1 }, THEME), { from: 0, to: 4 });
    expect(runs(rows, 0)).toEqual([`${px(THEME.root)} 0-499`]);
    expect(runs(rows, 1)).toEqual([`${px(THEME.diff[3]!)} 0-249`, `${px(THEME.diff[6]!)} 250-399`]);
    expect(runs(rows, 2)).toEqual([`${px(THEME.diff[3]!)} 0-149`, `${px(THEME.match)} 150-199`]);
  });
});

describe('colours by whose code it is', () => {
  it('are one for all own packages', () => {
    const fills = nameColours(answer, ownPackages(answer), THEME, 'module');
    const of = (name: string): string | undefined => fills[answer.names.findIndex((row) => row.function === name)];
    expect(of('codec.Encode')).toBe(of('ingest.(*Batcher).process'));
    expect(of('net.c')).toBe(THEME.std);
  });
});

describe('visibleLevels', () => {
  it('are those that touch the pane, counted from the root in both directions', () => {
    expect(visibleLevels(10, 'icicle', LEVEL_HEIGHT, LEVEL_HEIGHT * 2)).toEqual({ from: 1, to: 3 });
    expect(visibleLevels(10, 'flame', 0, LEVEL_HEIGHT * 2)).toEqual({ from: 8, to: 10 });
    expect(visibleLevels(3, 'icicle', 0, 1000)).toEqual({ from: 0, to: 3 });
    expect(visibleLevels(3, 'flame', -100, 100 + 3 * LEVEL_HEIGHT)).toEqual({ from: 0, to: 3 });
    expect(visibleLevels(3, 'icicle', 500, 100)).toEqual({ from: 0, to: 0 });
  });
});

describe('paintFlame', () => {
  it('stretches each row to its level, roots at the top or at the bottom', () => {
    const tops = (mode: 'flame' | 'icicle'): readonly number[] =>
      paint({ mode })
        .calls.filter((call) => call.op === 'row' && call.x < 4)
        .map((call) => call.y);
    expect(tops('icicle')).toEqual([0, 19, 38, 57]);
    expect(tops('flame')).toEqual([57, 38, 19, 0]);
  });

  it('labels boxes of 48 px and more, own ones strong, the root with the total', () => {
    const { calls } = paint();
    expect(texts(calls)).toContain('all  1.00 µs');
    expect(calls.find((call) => call.text === 'ingest.(*Batcher).process')?.style).toMatch(/^600 /);
    expect(calls.find((call) => call.text === 'runtime.mcall')?.style).toMatch(/^400 /);
    const narrow = flameAnswer(['root', 100, ['main.b', 10], ['main.aaaa', 9]], 480);
    expect(texts(paint({ width: 480 }, narrow).calls)).toEqual(['all  1.00 µs', 'main.b']);
  });

  it('names a zoomed root like any box', () => {
    expect(texts(paint({ rootLabel: '' }).calls)[0]).toBe('root');
  });

  it('underlines inlined boxes', () => {
    expect(paint().calls.filter((call) => call.style === THEME.ink2)).toMatchObject([
      { x: 0, y: 3 * LEVEL_HEIGHT - 3 },
    ]);
  });

  it('outlines the selected box, the other boxes of its function, and the box of the keyboard', () => {
    const strokes = (options: Partial<FrameOptions>): readonly Call[] =>
      paint(options).calls.filter((call) => call.op === 'stroke');
    expect(strokes({ selected: 1 })).toMatchObject([{ style: THEME.ink, text: '2' }]);
    expect(strokes({ marked: answer.name[1]! })).toMatchObject([{ style: THEME.ink, text: '1' }]);
    expect(strokes({ focused: 2 })).toMatchObject([{ style: THEME.accent, text: '2' }]);
    expect(strokes({ selected: 2, focused: 2 })).toHaveLength(1);
  });

  it('paints the names alone, in the same places, above what another painter drew', () => {
    const ctx = new Recorder();
    const frame = frameOf({ selected: 1 });
    paintNamesAlone(ctx, sceneKeeper()(planOf(answer), frame), frame);
    expect(ctx.calls[0]).toMatchObject({ op: 'clear', x: 0, y: 0, w: 500 });
    const named = paint({ selected: 1 }).calls.filter((call) => call.op === 'text');
    expect(named.length).toBeGreaterThan(3);
    expect(ctx.calls.slice(1)).toEqual(named);
  });

  it('skips what is scrolled out of sight', () => {
    const { calls, rows } = paint({ height: LEVEL_HEIGHT, scrollTop: LEVEL_HEIGHT });
    expect(rows?.levels).toBe(1);
    expect(texts(calls)).not.toContain('all  1.00 µs');
    expect(texts(calls)).toContain('runtime.mcall');
  });
});

describe('colours', () => {
  it('order own packages by what their outermost boxes hold', () => {
    const tree: Spec = ['root', 100, ['b.x', 60, ['b.y', 60, ['b.z', 60]]], ['a.x', 40, ['c.x', 39]]];
    expect(ownPackages(flameAnswer(tree, 500))).toEqual(['b', 'a', 'c']);
  });

  it('keep their place when a zoom changes the weights', () => {
    expect(keepOrder(['b', 'a'], ['a', 'c', 'b'])).toEqual(['b', 'a', 'c']);
    const same = ['a'];
    expect(keepOrder(same, ['a'])).toBe(same);
  });

  it('repeat from the 7th package on, paler', () => {
    expect(packageColour(0, THEME)).toBe('#b9eaff');
    expect(packageColour(6, THEME)).not.toBe('#b9eaff');
    expect(luminance(packageColour(6, THEME))).toBeGreaterThan(luminance('#b9eaff'));
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  });

  it('put the ink on a fill that contrasts more', () => {
    expect(inkOn('#1f5330')).toBe('#ffffff');
    expect(inkOn('#b9eaff')).toBe('#1c1b19');
  });
});

describe('BoxLabels', () => {
  it('takes the longest spelling that fits and measures each once', () => {
    let measured = 0;
    const labels = new BoxLabels((text) => {
      measured++;
      return text.length * 6;
    });
    expect(labels.fit('net/http.(*conn).serve', false, 200)).toBe('http.(*conn).serve');
    expect(labels.fit('net/http.(*conn).serve', false, 80)).toBe('(*conn).serve');
    expect(labels.fit('net/http.(*conn).serve', false, 40)).toBe('serve');
    expect(labels.fit('net/http.(*conn).serve', false, 20)).toBe('s…e');
    expect(labels.fit('net/http.(*conn).serve', false, 10)).toBe('');
    const before = measured;
    labels.fit('net/http.(*conn).serve', false, 20);
    expect(measured).toBe(before);
  });
});
