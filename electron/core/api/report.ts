import type { Filter } from './params';

/** Writes the whole document into one HTML file that shows it without a network (core/export/report). */
export interface ReportParams {
  readonly doc: string;
  readonly to: 'html';
  /** What the tab of the report is called. */
  readonly title: string;
  /** View state to begin with, as the window writes it; null = the findings. */
  readonly state: unknown;
  /** Only samples that pass go in; null = everything, as it was opened. */
  readonly only: Filter | null;
  /** As in `ExportParams`. */
  readonly anonymise: boolean;
}

/** What a report says of itself: JSON in the element `manifest`. */
export interface ReportManifest {
  readonly title: string;
  readonly state: unknown;
  /** Captures in the elements `data-0`, `data-1` …, as Base64. */
  readonly inputs: readonly ReportInput[];
}

export interface ReportInput {
  readonly name: string;
  /** ms since the epoch; null where it was not known. */
  readonly modifiedMs: number | null;
  /** `stored` the file as it was · `gzip` the same, gzipped · `packed` a packed profile (core/export/report), gzipped. */
  readonly form: 'stored' | 'gzip' | 'packed';
}
