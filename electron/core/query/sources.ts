/** How a host finds the source files that captures name. */
export interface SourceFinder {
  /** `file` as the capture has it: absolute, or trimmed (`net/http/server.go`, `example.com/x@v1.2.3/y.go`). */
  find(file: string, hints: SourceHints, signal: AbortSignal | null): Promise<FoundSource>;
}
export interface SourceHints {
  /** Module path of the program itself; ``. */
  readonly ownModule: string;
  /** `go1.26.8`; null where the capture does not say. */
  readonly goVersion: string | null;
}
export interface FoundSource {
  readonly file: { readonly path: string; readonly text: string; readonly modifiedMs: number } | null;
  /** Paths that were tried, in order. */
  readonly looked: readonly string[];
}
