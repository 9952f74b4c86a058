import type { ComponentType } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FindingsAnswer } from '@core/api/queries';
import type { ViewId } from '../state/view';

/** Why a view has nothing to show for a document. */
export interface Missing {
  /** For the rail, in place of the count: `–`, or what is missing where that fits (`no trace`). */
  readonly short: string;
  /** `Groups need a goroutine profile`. */
  readonly title: string;
  readonly text: string;
  /** The command that makes what is missing, or null. */
  readonly command: string | null;
}

/** One entry of the rail. A view is a folder that exports one of these from `index.ts` and is listed in `registry.ts`. */
export interface View {
  readonly id: ViewId;
  readonly title: string;
  /** Opens it after `v`: `f` for `v f`. */
  readonly key: string;
  /** Heading in the rail; `` for the first group. */
  readonly section: '' | 'Goroutines' | 'Profile' | 'Over time';
  readonly icon: ComponentType;
  /** Number (or a length of time as text) beside the title in the rail; null when there is none worth showing. */
  readonly count: (info: DocumentInfo, findings: FindingsAnswer | null) => number | string | null;
  /** False: the rail leaves it out for documents that it can never be about. Always listed when absent. */
  readonly listed?: (info: DocumentInfo) => boolean;
  /** What the document lacks for it, or null. The view still opens and says so. */
  readonly needs: (info: DocumentInfo) => Missing | null;
  readonly component: ComponentType<{ readonly info: DocumentInfo }>;
}
