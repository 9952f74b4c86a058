import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import {
  JSON_ARRAY,
  JSON_BAD,
  JSON_CUT,
  JSON_END_ARRAY,
  JSON_KEY,
  JSON_OBJECT,
  JsonScanner,
} from '@core/base/json-scan';
import { err, ok, type Result } from '@core/base/result';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { cutJson, cutNote, malformedAt, malformedJson } from '../json-answers';
import { Pace } from '../pace';
import { detectChromeTrace } from './detect';
import { EventReader } from './events';
import { nestSpans } from './nest';

/** Chrome's trace event format (its "Trace Event Format" document): Chrome, Perfetto, Node, and many tools that write it. */
export const chromeTraceFormat: Format = { name: 'chrome-trace', detect: detectChromeTrace, parse };

const WHAT = 'a trace in the format of Chrome';

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const scan = new JsonScanner(input.bytes);
  const events = new EventReader();
  const pace = new Pace(input, 'events');
  const readList = async (): Promise<void> => {
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, events.count);
      if (scan.token === JSON_OBJECT) events.read(scan);
      else events.odd(scan);
    }
  };
  if (scan.next() === JSON_ARRAY) await readList();
  else
    while (scan.next() === JSON_KEY) {
      const isList = scan.is('traceEvents');
      if (scan.next() === JSON_ARRAY && isList) await readList();
      else scan.skip();
    }
  if (scan.token < JSON_CUT) scan.next();
  if (scan.token === JSON_BAD) return err(malformedJson(input, WHAT, scan));
  const cut = scan.token === JSON_CUT || input.cut;
  if (events.count === 0) {
    if (cut) return err(cutJson(input, WHAT, 'none of its events is complete'));
    return err(malformedAt(input, WHAT, 'it has no events', scan.at));
  }
  const nested = nestSpans(events);
  const notes: Note[] = [];
  if (cut) notes.push(cutNote(input, `${formatCount(events.count)} events were`));
  const note = (kind: Note['kind'], count: number, message: string, offset: number | null = null): void => {
    if (count > 0) notes.push({ kind, message: `${formatCount(count)} ${message}`, count, offset, hint: '' });
  };
  note('repaired', nested.unended, 'spans begin and never end; they count until the last event of their thread.');
  note('repaired', nested.unmatched, 'ends of spans have no beginning and are left out.');
  note('repaired', nested.overlaps, 'spans reach beyond the span that they begin in and are cut there.');
  note(
    'skipped',
    events.unreadable,
    'entries are no events, or have no time, and are left out.',
    events.firstUnreadable,
  );
  const others = [...events.others].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const left = others.reduce((sum, [, count]) => sum + count, 0);
  note(
    'skipped',
    left,
    `events are no spans and have no place in a profile: ${others.map(([what, count]) => `${formatCount(count)} ${what}`).join(', ')}.`,
  );
  return ok([
    {
      ...ofTextFile(input),
      format: 'chrome-trace',
      kind: 'custom',
      durationNs: nested.durationNs,
      comments: [],
      notes,
      strings: events.strings,
      ...nested.tables,
      goroutines: null,
      ...NOTHING_MORE,
    },
  ]);
}
