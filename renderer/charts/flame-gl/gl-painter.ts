import { channels } from '@core/base/box-colours';
import { depthOf, levelTop, visibleLevels } from '../flame-geometry';
import { RECT_WORDS, type RectWords } from '../flame-rects';
import type { FlameScene, FrameOptions } from '../flame-scene';

/** The part of WebGL2 that painting uses. */
export type PaintContext = Pick<
  WebGL2RenderingContext,
  | 'ARRAY_BUFFER'
  | 'STATIC_DRAW'
  | 'UNSIGNED_INT'
  | 'TRIANGLE_STRIP'
  | 'COLOR_BUFFER_BIT'
  | 'createBuffer'
  | 'deleteBuffer'
  | 'bindBuffer'
  | 'bufferData'
  | 'enableVertexAttribArray'
  | 'vertexAttribDivisor'
  | 'vertexAttribIPointer'
  | 'getUniformLocation'
  | 'uniform1f'
  | 'uniform1i'
  | 'uniform2f'
  | 'useProgram'
  | 'viewport'
  | 'clearColor'
  | 'clear'
  | 'drawArraysInstanced'
>;

/** Paints what is in sight of a scene, all but the names. `pixels` is the size of the canvas. */
export type GlPaint = (
  scene: FlameScene,
  o: Pick<FrameOptions, 'mode' | 'height' | 'scrollTop' | 'dpr' | 'theme'>,
  pixels: { readonly width: number; readonly height: number },
) => void;

const RECT_BYTES = RECT_WORDS * Uint32Array.BYTES_PER_ELEMENT;
const CORNERS = 4;

/**
 * Rectangles go to the graphics card once an answer, theme and width, frames once a selection; a frame of panning sends a few numbers.
 * `program` is linked.
 */
export function glPainter(gl: PaintContext, program: WebGLProgram): GlPaint {
  const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const [size, dpr, origin] = [at('size'), at('dpr'), at('origin')];
  const [first, direction] = [at('first'), at('direction')];
  const rects = uploaded(gl);
  const frames = uploaded(gl);
  const draw = (from: number, to: number): void => {
    if (to === from) return;
    gl.vertexAttribIPointer(0, RECT_WORDS, gl.UNSIGNED_INT, RECT_BYTES, from * RECT_BYTES);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, CORNERS, to - from);
  };
  return (scene, o, { width, height }) => {
    gl.viewport(0, 0, width, height);
    const [red, green, blue] = channels(o.theme.canvas);
    gl.clearColor(red / 255, green / 255, blue / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const depth = depthOf(scene.plan.levels);
    const { from, to } = visibleLevels(depth, o.mode, o.scrollTop, o.height);
    if (from === to) return;
    gl.useProgram(program);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribDivisor(0, 1);
    gl.uniform2f(size, width, height);
    gl.uniform1f(dpr, o.dpr);
    gl.uniform1f(origin, levelTop(from, depth, o.mode) - o.scrollTop);
    gl.uniform1i(first, from);
    gl.uniform1f(direction, o.mode === 'icicle' ? 1 : -1);
    const { words, start } = scene.rects;
    rects(words);
    draw(start[from]!, start[to]!);
    frames(scene.frames);
    draw(0, scene.frames.length / RECT_WORDS);
  };
}

/**
 * Binds a buffer that holds the words, sent only when they are others. Others get a buffer of their own: where ANGLE draws by the processor
 * (seen in Chromium 114), instances beyond the end of what a buffer held before stay away although it has grown.
 */
function uploaded(gl: PaintContext): (words: RectWords) => void {
  let buffer: WebGLBuffer | null = null;
  let held: RectWords | null = null;
  return (words) => {
    if (held === words) return gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.deleteBuffer(buffer);
    buffer = gl.createBuffer();
    held = words;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, words, gl.STATIC_DRAW);
  };
}
