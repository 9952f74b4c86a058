import type { Note } from '@core/api/document';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type ParseInput } from '../format';
import type { ReadDump } from '../log/series-reader';

export function dumpCapture(input: ParseInput, dump: ReadDump, notes: readonly Note[]): Capture {
  const { tables, comments, timeMs } = dump;
  return {
    ...ofTextFile(input),
    ...(timeMs === null ? {} : { timeMs, timeSource: 'capture' }),
    format: 'goroutine-dump',
    kind: 'goroutine',
    comments,
    notes,
    ...tables,
    ...NOTHING_MORE,
  };
}
