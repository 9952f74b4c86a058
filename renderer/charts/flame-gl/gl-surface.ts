import type { FlameScene, FrameOptions } from '../flame-scene';
import { glPainter, type GlPaint } from './gl-painter';
import { compile } from './program';

/**
 * `starting` the program is being made · `ready` it paints · `lost` the graphics card took the context back, and may give it again ·
 * `failed` the program cannot be made here.
 */
export type GlState = 'starting' | 'ready' | 'lost' | 'failed';

/** A canvas painted by the graphics card, for as long as one picture is on screen. */
export interface GlSurface {
  readonly canvas: HTMLCanvasElement;
  readonly state: () => GlState;
  /** Why it failed, in the driver's words; null while it has not. */
  readonly problem: () => string | null;
  /** Paints a scene without its names, or answers false where it cannot now: then another has to. */
  readonly paint: (scene: FlameScene, o: FrameOptions) => boolean;
  /** Gives the context back at once: a browser has few, and takes the oldest from those who keep too many. */
  readonly release: () => void;
}

interface GlOptions {
  /** Also where WebGL2 is drawn by the processor, which is slower than the 2D canvas. */
  readonly software: boolean;
  /** It has become ready, lost or failed: the picture must be painted anew. */
  readonly onChange: () => void;
}

/** What is asked of a context: one that costs little, of opaque pixels as they are. */
const ATTRIBUTES: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  stencil: false,
  powerPreference: 'low-power',
};

/** Makes one; null where there is no WebGL2, or only a slow one and that is not wanted. It becomes `ready` later, never at once. */
export function glSurface({ software, onChange }: GlOptions): GlSurface | null {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2', { ...ATTRIBUTES, failIfMajorPerformanceCaveat: !software });
  if (gl === null) return null;
  let state: GlState = 'starting';
  let problem: string | null = null;
  let paint: GlPaint | null = null;
  let waiting = 0;
  const become = (next: GlState): void => {
    state = next;
    onChange();
  };
  const start = (): void => {
    const compiling = compile(gl, gl.getExtension('KHR_parallel_shader_compile'));
    if (compiling === null) return;
    const look = (): void => {
      if (gl.isContextLost()) return;
      if (!compiling.isDone()) {
        waiting = requestAnimationFrame(look);
        return;
      }
      problem = compiling.problem();
      if (problem === null) paint = glPainter(gl, compiling.program);
      become(problem === null ? 'ready' : 'failed');
    };
    waiting = requestAnimationFrame(look);
  };
  const onLost = (event: Event): void => {
    // Says that we want it back.
    event.preventDefault();
    cancelAnimationFrame(waiting);
    paint = null;
    become('lost');
  };
  const onRestored = (): void => {
    state = 'starting';
    start();
  };
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);
  start();
  return {
    canvas,
    state: () => state,
    problem: () => problem,
    paint: (scene, o) => {
      if (paint === null || gl.isContextLost()) return false;
      const [width, height] = [Math.round(o.width * o.dpr), Math.round(o.height * o.dpr)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      paint(scene, o, { width, height });
      return true;
    },
    release: () => {
      cancelAnimationFrame(waiting);
      paint = null;
      canvas.removeEventListener('webglcontextlost', onLost);
      canvas.removeEventListener('webglcontextrestored', onRestored);
      canvas.remove();
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
