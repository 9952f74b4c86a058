/** Messages between main and the engine process. Data of captures goes over the page's own port, not through here. */

/**
 * A file that the user chose, with its path; or in place of a path what else the user named: a running program by its URL (`http://…`), a
 * process (`process:4711`, with `@` and when it started in ms since the epoch where that is known), a program to start (`program:` and
 * `LaunchedProgram` as JSON), a core file with its executable (`core:` and `NamedCore` as JSON). The engine is the only process that opens it.
 */
export interface GrantedFile {
  /** `src-3`, as the page knows it. */
  readonly id: string;
  readonly path: string;
  /** Base name, for people. */
  readonly name: string;
}

/**
 * Main → engine. `target` is where the user wants an export (`dst-2`), for one export, or a `lasting` recording; `connect` carries the engine's end of a page's
 * port.
 */
export type ToEngine =
  | { readonly type: 'grant'; readonly files: readonly GrantedFile[] }
  | { readonly type: 'target'; readonly file: GrantedFile; readonly lasting: boolean }
  | { readonly type: 'connect' };

/**
 * Engine → main. `defect` is an exception nobody caught, its text for the log; the process ends after it. `launched`: the program that was
 * granted as `id` runs, and that id stands for its process from now on.
 */
export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'defect'; readonly text: string }
  | { readonly type: 'launched'; readonly id: string; readonly pid: number; readonly path: string };

/** A program that the user agreed to have started. */
export interface LaunchedProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/** A core file, and the executable that it is of where the user named one. */
export interface NamedCore {
  /** Absolute, both. */
  readonly core: string;
  readonly executable: string | null;
}
