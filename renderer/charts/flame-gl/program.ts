import { FRAGMENT, VERTEX } from './shaders';

/** The part of WebGL2 that making a program uses. */
export type ProgramContext = Pick<
  WebGL2RenderingContext,
  | 'VERTEX_SHADER'
  | 'FRAGMENT_SHADER'
  | 'LINK_STATUS'
  | 'createShader'
  | 'shaderSource'
  | 'compileShader'
  | 'getShaderInfoLog'
  | 'createProgram'
  | 'attachShader'
  | 'linkProgram'
  | 'getProgramParameter'
  | 'getProgramInfoLog'
>;

interface Compiling {
  readonly program: WebGLProgram;
  /** False while another thread works at it; asking never waits. */
  readonly isDone: () => boolean;
  /** Why it cannot be used, or null. Waits for the end. */
  readonly problem: () => string | null;
}

/** Begins to make the program; null where the context is lost. The driver compiles on its own threads where it can. */
export function compile(gl: ProgramContext, parallel: KHR_parallel_shader_compile | null): Compiling | null {
  const program = gl.createProgram();
  const shaders: WebGLShader[] = [];
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    shaders.push(shader);
  }
  gl.linkProgram(program);
  return {
    program,
    isDone: () => parallel === null || gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) === true,
    problem: () => {
      if (gl.getProgramParameter(program, gl.LINK_STATUS) === true) return null;
      const logs = [...shaders.map((shader) => gl.getShaderInfoLog(shader)), gl.getProgramInfoLog(program)];
      return logs.filter((log) => log !== null && log !== '').join('; ') || 'the program does not link';
    },
  };
}
