import type { Operation } from './operation';

/** What the parameters of many questions begin with. */

export interface DocParams {
  readonly doc: string;
}
export interface CaptureParams extends DocParams {
  /** Index in `DocumentInfo.captures`. */
  readonly capture: number;
}
export interface Page {
  readonly offset: number;
  /** Rows wanted, 1 … 10 000. */
  readonly limit: number;
}

/**
 * The one filter of all views. All parts must hold. Regular expressions are Go's (RE2), matched anywhere in the name: they mean what they
 * mean to `go tool pprof`.
 */
export interface Filter {
  /** Keep samples with a frame whose function, file or binary matches, each of them (`--focus`). */
  readonly focus: readonly string[];
  /** Drop samples with a frame that matches any of them (`--ignore`). */
  readonly ignore: readonly string[];
  /** Keep samples whose label equals, or is a number in a range (`1kb:2mb`), each of them (`--tag K=V`). */
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  /** Keep goroutines in one of these operations; empty = all. Ignored by profiles without goroutines. */
  readonly operations: readonly Operation[];
  /** Plain text, case-insensitive, found in a function, file or label value; `` = all. */
  readonly text: string;
  /** pprof's -tagfocus: `key=re`, `re`, `bytes=1kb:2mb`; keep samples that match, each of them. */
  readonly tagFocus?: readonly string[];
  /** pprof's -tagignore: drop samples that match any of them. */
  readonly tagIgnore?: readonly string[];
  /**
   * pprof's -hide, -show and -show_from: frames that match any of `hide`, or none of `show`, go; stacks begin at the outermost frame that
   * any of `showFrom` matches. A sample of which nothing is left is dropped. They act on profiles, after focus and ignore; groups of
   * goroutines keep their stacks.
   */
  readonly hide?: readonly string[];
  readonly show?: readonly string[];
  readonly showFrom?: readonly string[];
}
export const NO_FILTER: Filter = { focus: [], ignore: [], labels: [], operations: [], text: '' };
