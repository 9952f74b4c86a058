import { PICTURE_FORMATS } from './picture';
import type { ProfileParams } from './queries';

/** Formats that captures can be written in. `chrome` is Chrome's trace event JSON, which Perfetto opens. */
export const EXPORT_FORMATS = ['pprof', 'collapsed', 'speedscope', 'chrome'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** All that the window writes: captures, a report of the document (report.ts), the rows of a table (table.ts), pictures (picture.ts). */
export const FILE_FORMATS = [...EXPORT_FORMATS, 'html', 'csv', ...PICTURE_FORMATS] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ExportParams extends Omit<ProfileParams, 'sampleType'> {
  readonly to: ExportFormat;
  /**
   * Index in `CaptureInfo.sampleTypes`: the only one that is written, where the format holds several it is the one shown first. Null: the
   * capture's default, and where the format holds several all of them.
   */
  readonly sampleType: number | null;
  /**
   * Names of functions, files and binaries that are not Go's own are replaced, the same by the same; labels, comments and links are left
   * out. Frames that the capture wants hidden are left out, too.
   */
  readonly anonymise?: boolean;
}

/** What was written. */
export interface ExportAnswer {
  readonly bytes: number;
  /** Records written and what they are: `412 samples`, `1,204 stacks`, `88,120 events`. */
  readonly entries: number;
  readonly noun: string;
  /** What the format could not hold, one sentence each, with a count. */
  readonly notes: readonly string[];
}
