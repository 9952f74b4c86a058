import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import type { ReadDump } from '../log/series-reader';

export function note(kind: Note['kind'], message: string, count: number, offset: number | null, hint = ''): Note {
  return { kind, message, count, offset, hint };
}

export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export const CAPTURE_ALL =
  'How to capture all: fetch /debug/pprof/goroutine without debug=2. It is complete, small, and stops the program far shorter.';

/** A crash prints once; only where its output went can it be had whole. */
const CAPTURE_CRASH =
  'How to capture all: keep the whole standard error of the program; a log collector may cut it at a size of its own.';

/** What ended a dump early besides the text itself. */
export interface DumpEnd {
  /** Where the text ends, in the file. */
  readonly end: number;
  /** It has exactly the length at which Go stops. */
  readonly atLimit: boolean;
  /** The gzip file is cut, and this dump is the last. */
  readonly cut: boolean;
}

/** Everything about one dump that is not in its tables. */
export function dumpNotes(dump: ReadDump, { end, atLimit, cut }: DumpEnd): Note[] {
  const { marks } = dump;
  const notes: Note[] = [];
  const add = (
    kind: Note['kind'],
    tally: { readonly count: number; readonly first: number },
    message: (n: (noun: string) => string) => string,
    hint = '',
  ): void => {
    if (tally.count === 0) return;
    const n = (noun: string): string => counted(tally.count, noun);
    notes.push(note(kind, message(n), tally.count, tally.first, hint));
  };
  if (marks.endsInside >= 0 || marks.cutInHeader || atLimit || cut) {
    const inside = marks.endsInside >= 0 ? `inside goroutine ${marks.endsInside}` : 'between two goroutines';
    const why = atLimit ? ' Go stops a text dump at 64 MiB.' : cut ? ' The gzip file is cut.' : '';
    const hint = dump.comments.length > 0 ? CAPTURE_CRASH : CAPTURE_ALL;
    notes.push(note('truncated', `Ends at byte ${formatCount(end)}, ${inside}.${why}`, 1, end, hint));
  }
  add('skipped', marks.badHeaders, (n) => `${n('goroutine')} left out: the header cannot be read.`);
  add('skipped', marks.repeated, (n) => `${n('goroutine')} left out: the same id is there already.`);
  add('skipped', marks.oddLines, (n) => `${n('line')} inside goroutines not understood.`);
  add(
    'info',
    marks.elided,
    (n) => `${n('frame')} left out by the runtime, which prints the 50 innermost and the 50 outermost of a deep stack.`,
  );
  add(
    'info',
    marks.elidedMore,
    (n) => `${n('stack')} without its outermost frames, which the runtime left out: it says not how many.`,
  );
  add(
    'info',
    marks.perhapsElided,
    (n) => `${n('stack')} of nearly 100 frames, where Go up to 1.20 stops: the outermost frames may be missing.`,
  );
  add(
    'info',
    marks.unavailable,
    (n) => `${n('goroutine')} without a stack, running on another thread when the dump was made.`,
  );
  add('info', marks.ancestors, (n) => `${n('stack')} of ancestors, kept with their goroutines.`);
  add('info', marks.schedulers, (n) => `${n('scheduler stack')} (goroutine 0) left out: no goroutine of the program.`);
  if (dump.lone && dump.tables.goroutines.count > 1)
    notes.push(
      note(
        'info',
        `${counted(dump.tables.goroutines.count, 'stack')} that the program logged one at a time: no single moment, and one goroutine may be there more than once.`,
        dump.tables.goroutines.count,
        dump.start,
      ),
    );
  add('info', dump.outside, (n) => `${n('line')} outside of goroutines.`);
  return notes;
}
