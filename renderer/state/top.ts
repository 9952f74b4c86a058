import type { Granularity, Shape } from '@core/api/profile';
import type { TopSort } from '@core/api/queries';

export interface TopState {
  readonly sort: TopSort;
  readonly descending: boolean;
  /** A table, or a call tree from the root `down` or from the leaves `up`. */
  readonly as: 'table' | Shape['direction'];
  readonly by: Granularity;
  /** What stands beside it about the selected function. */
  readonly beside: 'nothing' | 'sandwich' | 'source';
}
export const INITIAL_TOP: TopState = {
  sort: 'flat',
  descending: true,
  as: 'table',
  by: 'function',
  beside: 'sandwich',
};

export interface SourceState {
  /** A whole file to show as long as `of` is the selected function; `` = that function's lines. */
  readonly file: string;
  readonly of: string | null;
}
export const INITIAL_SOURCE: SourceState = { file: '', of: null };
