import type { FormatName, Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import { FrameBuilder } from '@core/model/frame-builder';
import type { MetricBuilder } from '@core/model/metric-builder';
import { StackBuilder } from '@core/model/stack-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type ParseInput } from './format';

/** The capture of a file that has metrics and nothing else. */
export function metricsCapture(
  input: ParseInput,
  builder: MetricBuilder,
  more: Pick<Capture, 'comments' | 'notes' | 'memStats'> & { readonly format: FormatName },
): Capture {
  const { metrics, labelSets } = builder.finish();
  const ofFile = ofTextFile(input);
  const only = metrics.scrapeTimeMs.length === 1 ? metrics.scrapeTimeMs[0] : NaN;
  const last = metrics.scrapeTimeMs[metrics.scrapeTimeMs.length - 1];
  const own = Number.isNaN(only) ? last : only;
  return {
    ...ofFile,
    // What the file says itself is surer than when it was written.
    ...(Number.isNaN(own) ? {} : { timeMs: own, timeSource: 'capture' as const }),
    kind: 'metrics',
    strings: builder.strings,
    ...new FrameBuilder().finish(),
    stacks: new StackBuilder().finish(),
    labelSets,
    samples: {
      count: 0,
      types: [],
      defaultType: 0,
      period: 0,
      periodType: null,
      stack: new Uint32Array(0),
      labels: new Uint32Array(0),
      values: [],
    },
    goroutines: null,
    ...NOTHING_MORE,
    ...more,
    metrics,
  };
}

/** What a parser of metrics could not take over, and the notes that say so. */
export class MetricLosses {
  /** Integers that a double cannot hold. */
  rounded = 0;
  /** Lines that are not understood. */
  oddLines = 0;
  firstOdd = -1;
  /** Lines read so far, for the number of the first odd one. */
  lines = 0;
  #firstOddLine = 0;

  odd(offset: number): void {
    if (this.oddLines++ > 0) return;
    this.firstOdd = offset;
    this.#firstOddLine = this.lines;
  }

  notes(): Note[] {
    const notes: Note[] = [];
    if (this.oddLines > 0) {
      const which =
        this.oddLines === 1
          ? `Line ${formatCount(this.#firstOddLine)} is not understood and left out.`
          : `${formatCount(this.oddLines)} lines are not understood and left out, the first is line ${formatCount(this.#firstOddLine)}.`;
      notes.push({ kind: 'skipped', message: which, count: this.oddLines, offset: this.firstOdd, hint: '' });
    }
    if (this.rounded > 0) {
      notes.push({
        kind: 'info',
        message: `${formatCount(this.rounded)} ${this.rounded === 1 ? 'integer is' : 'integers are'} above 2^53 and rounded to the nearest double.`,
        count: this.rounded,
        offset: null,
        hint: '',
      });
    }
    return notes;
  }
}

/** A file of a known format of which nothing can be read. */
export function unreadableMetrics(input: ParseInput, what: string, offset: number, why: string): EngineError {
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is ${what}, but ${why}.`,
    hint: 'Fetch it again and check for status 200.',
    offset,
    excerpt: new TextDecoder().decode(input.bytes.subarray(0, 4096)),
  });
}

/** The note of a capture that ends early. */
export function cutNote(end: number, what: string): Note {
  return {
    kind: 'truncated',
    message: `Truncated file: ${what}. Ends at byte ${formatCount(end)}.`,
    count: 1,
    offset: end,
    hint: 'Fetch it again and let the download finish.',
  };
}
