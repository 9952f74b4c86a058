import { describe, expect, it } from 'vitest';
import { BoxLabels } from '../../../renderer/charts/box-label';
import {
  inkOn,
  keepOrder,
  luminance,
  mix,
  nameColours,
  ownPackages,
  packageColour,
  type FlameTheme,
} from '../../../renderer/charts/flame-colours';
import { LEVEL_HEIGHT, flameLevels } from '../../../renderer/charts/flame-geometry';
import {
  paintFlame,
  paintPlan,
  tickBars,
  type FlameContext,
  type FrameOptions,
} from '../../../renderer/charts/flame-painter';
import { flameAnswer, type Spec } from './flame-answers';

const THEME: FlameTheme = {
  own: ['#b9eaff', '#93c69d', '#c3abe1', '#b1cdff', '#ede3a5', '#f5b7d3'],
  dependency: '#dcd8cc',
  std: '#d6dde2',
  runtime: '#eceae5',
  root: '#e9e7e1',
  canvas: '#ffffff',
  ink: '#1c1b19',
  ink2: '#55524b',
  ink3: '#6a665d',
  match: '#ffd979',
  matchInk: '#1c1b19',
  accent: '#0a647d',
};
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
  readonly op: 'fill' | 'stroke' | 'text';
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
  globalAlpha = 1;
  font = '';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly calls: Call[] = [];
  setTransform(): void {}
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

function paint(options: Partial<FrameOptions> = {}, of = answer): Call[] {
  const ctx = new Recorder();
  const plan = paintPlan(flameLevels(of), nameColours(of, ownPackages(of), THEME), THEME);
  paintFlame(ctx, plan, {
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
  return ctx.calls;
}
const boxes = (calls: readonly Call[], style: string): readonly Call[] =>
  calls.filter((call) => call.op === 'fill' && call.style === style && call.w < 500);

describe('paintFlame', () => {
  it('paints each box in the colour of its package or kind, with a gap of one pixel', () => {
    const calls = paint();
    expect(boxes(calls, THEME.own[0]!)).toMatchObject([{ x: 0, y: LEVEL_HEIGHT, w: 249 }]);
    expect(boxes(calls, THEME.runtime)).toMatchObject([{ x: 250, w: 149 }]);
    expect(boxes(calls, THEME.own[1]!)).toMatchObject([{ x: 0, y: 2 * LEVEL_HEIGHT, w: 149 }]);
  });

  it('paints matches in the match colour whatever they are', () => {
    expect(boxes(paint(), THEME.match)).toMatchObject([{ x: 150, w: 49 }]);
  });

  it('labels boxes of 48 px and more, own ones strong, the root with the total', () => {
    const texts = paint().filter((call) => call.op === 'text');
    expect(texts.map((call) => call.text)).toContain('all  1.00 µs');
    const own = texts.find((call) => call.text === 'ingest.(*Batcher).process');
    expect(own?.style).toMatch(/^600 /);
    expect(texts.find((call) => call.text === 'runtime.mcall')?.style).toMatch(/^400 /);
    const narrow = flameAnswer(['root', 100, ['main.aaaa', 9], ['main.b', 10]], 480);
    expect(
      paint({ width: 480 }, narrow)
        .filter((call) => call.op === 'text')
        .map((call) => call.text)
        .toSorted(),
    ).toEqual(['all  1.00 µs', 'main.b']);
  });

  it('underlines inlined boxes', () => {
    expect(paint().filter((call) => call.style === THEME.ink2)).toMatchObject([
      { y: 2 * LEVEL_HEIGHT + LEVEL_HEIGHT - 3 },
    ]);
  });

  it('draws a tick for boxes narrower than a pixel, never nothing', () => {
    expect(paint().filter((call) => call.op === 'fill' && call.style === THEME.ink3)).toMatchObject([{ x: 400, w: 1 }]);
    expect([tickBars(0.1, 1), tickBars(30, 500), tickBars(300, 4)]).toEqual([1, 10, 4]);
  });

  it('outlines the selected box, the other boxes of its function, and the box of the keyboard', () => {
    const strokes = (options: Partial<FrameOptions>): readonly Call[] =>
      paint(options).filter((call) => call.op === 'stroke');
    expect(strokes({ selected: 1 })).toMatchObject([{ style: THEME.ink, text: '2' }]);
    expect(strokes({ selected: -1, marked: answer.name[1]! })).toMatchObject([{ style: THEME.ink, text: '1' }]);
    expect(strokes({ focused: 2 })).toMatchObject([{ style: THEME.accent, text: '2' }]);
  });

  it('skips what is scrolled out of sight', () => {
    const all = paint({ height: 200 }).length;
    const some = paint({ height: 15, scrollTop: LEVEL_HEIGHT }).length;
    expect(some).toBeLessThan(all);
    expect(
      paint({ height: 15, scrollTop: LEVEL_HEIGHT })
        .filter((call) => call.op === 'text')
        .map((c) => c.text),
    ).not.toContain('all  1.00 µs');
  });

  it('scales to another width until the layout for it is there', () => {
    const calls = paint({ width: 1000 });
    expect(boxes(calls, THEME.own[0]!)).toMatchObject([{ x: 0, w: 499 }]);
  });

  it('changes the fill a few times, not once a box', () => {
    const wide: Spec = [
      'root',
      3000,
      ...Array.from({ length: 1000 }, (_, i): Spec => [i % 2 === 0 ? 'a.f' : 'runtime.g', 3]),
    ];
    const many = flameAnswer(wide, 3000);
    const fills = paint({ width: 3000 }, many).filter((call) => call.op === 'fill');
    const changes = fills.filter((call, i) => i > 0 && call.style !== fills[i - 1]!.style).length;
    expect(fills.length).toBeGreaterThan(1000);
    expect(changes).toBeLessThan(6);
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
