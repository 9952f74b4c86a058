import { create } from 'zustand';

/** An export that is being written. */
export interface RunningExport {
  /** Base name of the file. */
  readonly name: string;
  /** 0 … 1. */
  readonly share: number;
  /** When it began, ms since the epoch. */
  readonly since: number;
  readonly cancel: () => void;
}

interface ExportState {
  /** One at a time, and null. */
  readonly running: RunningExport | null;
  /** What was written last, as a sentence, and what the format could not hold; null = nothing, or it was seen long enough. */
  readonly written: { readonly text: string; readonly notes: readonly string[] } | null;
}

export const useExporting = create<ExportState>()(() => ({ running: null, written: null }));
