/** Messages between main and the engine process. Data of captures goes over the page's own port, not through here. */

/**
 * A file that the user chose, with its path, or a running program that the user named, with its URL (`http://…`) in place of a path: the
 * engine is the only process that opens it.
 */
export interface GrantedFile {
  /** `src-3`, as the page knows it. */
  readonly id: string;
  readonly path: string;
  /** Base name, for people. */
  readonly name: string;
}

/**
 * Main → engine. `target` is where the user wants an export (`dst-2`), for one export; `connect` carries the engine's end of a page's
 * port.
 */
export type ToEngine =
  | { readonly type: 'grant'; readonly files: readonly GrantedFile[] }
  | { readonly type: 'target'; readonly file: GrantedFile }
  | { readonly type: 'connect' };

/** Engine → main. `defect` is an exception nobody caught, its text for the log; the process ends after it. */
export type FromEngine = { readonly type: 'ready' } | { readonly type: 'defect'; readonly text: string };
