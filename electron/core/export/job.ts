import type { Analyses } from '@core/analysis/analyses';
import type { CompiledFilter } from '@core/analysis/filter';
import type { ExportFormat } from '@core/api/export';

/** What to write. */
export interface ExportJob {
  readonly to: ExportFormat;
  /** The capture as its profile is written: without the frames that its writer hides, unless they are wanted. */
  readonly analyses: Analyses;
  /** The same capture with all its frames; itself where nothing is hidden. */
  readonly raw: Analyses;
  /** Frames that the writer hides are wanted. */
  readonly runtimeFrames: boolean;
  readonly filter: CompiledFilter;
  /** Column of the samples; null = the default, and all where the format holds several. */
  readonly sampleType: number | null;
}

/** What a writer counts while it writes. */
export class Tally {
  entries = 0;
  /** What is being done, for who waits. */
  what = '';
  /** Share of the work done, 0 … 1. */
  done = 0;
  readonly noun: string;
  readonly #counts = new Map<string, number>();

  constructor(noun: string) {
    this.noun = noun;
  }

  /** Something that the format cannot hold. `words`: what follows the number. */
  note(words: string, count = 1): void {
    if (count > 0) this.#counts.set(words, (this.#counts.get(words) ?? 0) + count);
  }

  get notes(): readonly (readonly [words: string, count: number])[] {
    return [...this.#counts];
  }
}

/** A file being written: chunks in order, and what they hold once all are there. */
export interface Writing {
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly tally: Tally;
}
