import { describe, expect, it } from 'vitest';
import { BoxLabels } from '@core/base/box-label';
import { LEVEL_HEIGHT } from '../../../../renderer/charts/flame-geometry';
import { glPainter, type PaintContext } from '../../../../renderer/charts/flame-gl/gl-painter';
import { compile, type ProgramContext } from '../../../../renderer/charts/flame-gl/program';
import { FRAGMENT, VERTEX } from '../../../../renderer/charts/flame-gl/shaders';
import { LOOKS, RECT_WORDS } from '../../../../renderer/charts/flame-rects';
import { sceneKeeper, type FrameOptions } from '../../../../renderer/charts/flame-scene';
import { flameAnswer } from '../flame-answers';
import { planOf, THEME } from '../flame-theme';

const TREE = flameAnswer(['root', 1000, ['a.f', 500, ['a.g', 300, ['a.h', 300]]], ['runtime.mcall', 300]], 500);
/** root · a.f, runtime.mcall · a.g · a.h */
const BEFORE_LEVEL = [0, 1, 3, 4, 5];

/** Writes down what the card is told. Buffers and uniforms are named by their order or name. */
class Card implements PaintContext {
  readonly ARRAY_BUFFER = 0x8892;
  readonly STATIC_DRAW = 0x88e4;
  readonly UNSIGNED_INT = 0x1405;
  readonly TRIANGLE_STRIP = 5;
  readonly COLOR_BUFFER_BIT = 0x4000;
  told: string[] = [];
  readonly uniforms: Record<string, readonly number[]> = {};
  #buffers = 0;
  readonly #names = new Map<object, string>();

  createBuffer(): WebGLBuffer {
    return this.#named(`buffer ${++this.#buffers}`);
  }
  deleteBuffer(buffer: WebGLBuffer | null): void {
    if (buffer !== null) this.told.push(`delete ${this.#names.get(buffer)}`);
  }
  bindBuffer(_target: number, buffer: WebGLBuffer | null): void {
    this.told.push(`bind ${this.#names.get(buffer ?? {})}`);
  }
  bufferData(...args: readonly unknown[]): void {
    const [, words] = args;
    this.told.push(`send ${words instanceof Uint32Array ? words.length / RECT_WORDS : NaN}`);
  }
  vertexAttribIPointer(place: number, size: number, type: number, stride: number, offset: number): void {
    expect([place, size, type, stride]).toEqual([0, RECT_WORDS, this.UNSIGNED_INT, 4 * RECT_WORDS]);
    this.told.push(`from ${offset / stride}`);
  }
  drawArraysInstanced(mode: number, first: number, corners: number, count: number): void {
    expect([mode, first, corners]).toEqual([this.TRIANGLE_STRIP, 0, 4]);
    this.told.push(`draw ${count}`);
  }
  enableVertexAttribArray(): void {}
  vertexAttribDivisor(place: number, divisor: number): void {
    expect([place, divisor]).toEqual([0, 1]);
  }
  getUniformLocation(_program: WebGLProgram, name: string): WebGLUniformLocation {
    // Of a name that the program has not, a real card gives null, and setting that is silent.
    expect(VERTEX + FRAGMENT).toMatch(new RegExp(`uniform \\w+ ${name};`));
    return this.#named(name);
  }
  uniform1f(at: WebGLUniformLocation | null, value: number): void {
    this.#set(at, value);
  }
  uniform1i(at: WebGLUniformLocation | null, value: number): void {
    this.#set(at, value);
  }
  uniform2f(at: WebGLUniformLocation | null, ...values: readonly [number, number]): void {
    this.#set(at, ...values);
  }
  useProgram(): void {}
  viewport(...bounds: readonly number[]): void {
    this.told.push(`viewport ${bounds.join(' ')}`);
  }
  clearColor(...colour: readonly number[]): void {
    this.told.push(`ground ${colour.map((part) => Math.round(part * 255)).join(' ')}`);
  }
  clear(): void {
    this.told.push('clear');
  }
  #set(at: WebGLUniformLocation | null, ...values: readonly number[]): void {
    this.uniforms[this.#names.get(at ?? {}) ?? ''] = values;
  }
  #named(name: string): object {
    const made = {};
    this.#names.set(made, name);
    return made;
  }
}

/** Frames painted one after the other on one card, each with what it is told. */
function painting(): { readonly card: Card; readonly frame: (options?: Partial<FrameOptions>) => readonly string[] } {
  const card = new Card();
  const paint = glPainter(card, {});
  const keep = sceneKeeper();
  const plan = planOf(TREE);
  return {
    card,
    frame: (options = {}) => {
      const o: FrameOptions = {
        ...{ mode: 'icicle', width: 500, height: 200, scrollTop: 0, dpr: 1, theme: THEME, font: 'sans', rootLabel: '' },
        ...{ labels: new BoxLabels((text) => text.length * 6), selected: -1, marked: -1, focused: -1 },
        ...options,
      };
      card.told = [];
      paint(keep(plan, o), o, { width: o.width * o.dpr, height: o.height * o.dpr });
      return card.told;
    },
  };
}

describe('glPainter', () => {
  it('clears to the ground of the theme and draws every rectangle', () => {
    const { card, frame } = painting();
    const [viewport, ground, clear, ...rest] = frame();
    expect([viewport, ground, clear]).toEqual(['viewport 0 0 500 200', 'ground 255 255 255 255', 'clear']);
    expect(rest).toEqual(['bind buffer 1', 'send 5', 'from 0', 'draw 5', 'bind buffer 2', 'send 0']);
    expect(card.uniforms).toEqual({ size: [500, 200], dpr: [1], origin: [0], first: [0], direction: [1] });
  });

  it('sends nothing but where it is while the picture is panned, and draws the levels in sight alone', () => {
    const { card, frame } = painting();
    frame();
    const told = frame({ scrollTop: LEVEL_HEIGHT + 4, height: LEVEL_HEIGHT });
    expect(told.filter((line) => /^(send|delete)/.test(line))).toEqual([]);
    const [from, to] = [BEFORE_LEVEL[1]!, BEFORE_LEVEL[3]!];
    expect(told.filter((line) => /^(from|draw)/.test(line))).toEqual([`from ${from}`, `draw ${to - from}`]);
    expect(card.uniforms).toMatchObject({ origin: [-4], first: [1] });
  });

  it('counts levels of a flame from its floor', () => {
    const { card, frame } = painting();
    frame({ mode: 'flame', scrollTop: -100 });
    expect(card.uniforms).toMatchObject({ origin: [100 + 3 * LEVEL_HEIGHT], first: [0], direction: [-1] });
  });

  it('sends frames alone when boxes are selected, in a buffer of their own size, and lets the last one go', () => {
    const { frame } = painting();
    frame();
    const told = frame({ selected: 1, focused: 2 });
    expect(told.slice(3)).toEqual([
      ...['bind buffer 1', 'from 0', 'draw 5'],
      ...['delete buffer 2', 'bind buffer 3', 'send 2', 'from 0', 'draw 2'],
    ]);
  });

  it('sends all anew for a finer screen', () => {
    const { frame } = painting();
    frame();
    expect(frame({ dpr: 2 })).toContain('delete buffer 1');
    expect(frame({ dpr: 2 })).not.toContain('send 5');
  });

  it('clears and draws nothing where nothing is in sight', () => {
    const { frame } = painting();
    expect(frame({ scrollTop: 1000 }).slice(2)).toEqual(['clear']);
  });
});

describe('the shader', () => {
  it('has where each kind lies from the table that the other painter uses', () => {
    const table = (name: string): readonly number[] => {
      const values = new RegExp(`float ${name}\\[(\\d+)\\] = float\\[\\1\\]\\(([^)]*)\\)`).exec(VERTEX)?.[2] ?? '';
      return values.split(', ').map(Number);
    };
    expect(table('TOP')).toEqual(LOOKS.map(({ top }) => top));
    expect(table('HEIGHT')).toEqual(LOOKS.map(({ height }) => height));
    expect(table('EDGE')).toEqual(LOOKS.map(({ edge }) => edge));
    expect(VERTEX).toContain(`* ${LEVEL_HEIGHT}.0 +`);
  });
});

describe('compile', () => {
  const asked: number[] = [];
  const context = (linked: boolean, done = true): ProgramContext => ({
    VERTEX_SHADER: 0x8b31,
    FRAGMENT_SHADER: 0x8b30,
    LINK_STATUS: 0x8b82,
    createShader: (kind) => ({ kind }),
    shaderSource: () => undefined,
    compileShader: () => undefined,
    getShaderInfoLog: (shader) => ('kind' in shader && shader.kind === 0x8b30 ? 'ERROR: 0:3: colour' : ''),
    createProgram: () => ({}),
    attachShader: () => undefined,
    linkProgram: () => undefined,
    getProgramParameter: (_program, name) => {
      asked.push(name);
      return name === 0x8b82 ? linked : done;
    },
    getProgramInfoLog: () => 'not linked',
  });

  it('never waits where the driver has threads for it', () => {
    asked.length = 0;
    const parallel: KHR_parallel_shader_compile = { COMPLETION_STATUS_KHR: 0x91b1 };
    expect(compile(context(true, false), parallel)?.isDone()).toBe(false);
    expect(compile(context(true), parallel)?.isDone()).toBe(true);
    expect(asked).toEqual([0x91b1, 0x91b1]);
    expect(compile(context(true), null)?.isDone()).toBe(true);
  });

  it('says in the words of the driver why there is no program', () => {
    expect(compile(context(true), null)?.problem()).toBeNull();
    expect(compile(context(false), null)?.problem()).toBe('ERROR: 0:3: colour; not linked');
  });

  it('is nothing once the context is lost', () => {
    expect(compile({ ...context(true), createShader: () => null }, null)).toBeNull();
  });
});
