import type { Note } from '@core/api/document';
import { goroutineSamples } from '@core/model/goroutine-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type ParseInput } from '../format';
import type { ReadDump } from '../log/series-reader';

/** The tables of a dump that was read to its end; the reader must not be used after it. */
export function dumpCapture(input: ParseInput, dump: ReadDump, notes: readonly Note[]): Capture {
  const { reader, comments, timeMs } = dump;
  const strings = reader.lines.strings.seal();
  const labelSets = reader.labels.finish();
  const { functions, frames } = reader.lines.frames.finish();
  const stacks = reader.stacks.finish();
  const goroutines = reader.goroutines.finish({ strings, functions, frames, stacks });
  return {
    ...ofTextFile(input),
    ...(timeMs === null ? {} : { timeMs, timeSource: 'capture' }),
    format: 'goroutine-dump',
    kind: 'goroutine',
    comments,
    notes,
    strings,
    functions,
    frames,
    stacks,
    labelSets,
    samples: goroutineSamples(goroutines, labelSets),
    goroutines,
    ...NOTHING_MORE,
  };
}
