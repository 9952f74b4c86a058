import type { Answer, Params, QueryName } from '@core/api/queries';
import type { RulesInForce } from '@core/rules/user/book';
import type { OpenDocument } from '../document';
import type { SourceFinder } from '../sources';

/** What a question gets beside its document and parameters. */
export interface Run {
  /** Milliseconds, monotonic; from the host. */
  now(): number;
  readonly signal: AbortSignal | null;
  /** Users' rules and suppressions. */
  readonly rules: RulesInForce;
  /** Null where the host has no files. */
  readonly sources: SourceFinder | null;
  /** Milliseconds since the epoch; null = the host has no clock. */
  readonly dateMs: number | null;
  /**
   * Lets a cancel arrive between two steps of long work and ends the question if one did. Costs nothing on small captures:
   * `rows` is what the next step walks.
   */
  breathe(rows: number): Promise<void>;
}

/** One question. Wrong parameters and missing things end it with `QuestionFailed`; any other exception is a defect. */
export type Question<N extends QueryName> = (doc: OpenDocument, params: Params<N>, run: Run) => Promise<Answer<N>>;
