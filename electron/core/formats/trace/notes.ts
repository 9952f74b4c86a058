import type { Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import type { Problem, ProblemKind } from './generation';
import type { Scanner } from './scan';
import type { Stitcher } from './stitch';

type Words = (count: string) => Pick<Note, 'kind' | 'message' | 'hint'>;

const WORDS: Readonly<Record<ProblemKind, Words>> = {
  undecodable: (count) => ({
    kind: 'skipped',
    message: `${count} batches hold an event that cannot be decoded; the rest of each is left out.`,
    hint: 'Record the trace again; a transfer in text mode or a disk error damages files like this.',
  }),
  table: (count) => ({
    kind: 'skipped',
    message: `${count} batches of strings, stacks or CPU samples are damaged; the rest of each is left out.`,
    hint: 'Record the trace again; a transfer in text mode or a disk error damages files like this.',
  }),
  contradiction: (count) => ({
    kind: 'repaired',
    message: `${count} events contradict what came before them. They were applied all the same; times and states around them may be wrong.`,
    hint: 'Look at the rest of the trace, or record it again.',
  }),
  waited: (count) => ({
    kind: 'repaired',
    message: `The order is broken: ${count} events were to come after another that is not there. They were put in order by time.`,
    hint: 'Look at the rest of the trace, or record it again.',
  }),
  reference: (count) => ({
    kind: 'repaired',
    message: `${count} times a string or stack is used that no table of its generation holds; it reads as empty.`,
    hint: '',
  }),
  'large-id': (count) => ({
    kind: 'skipped',
    message: `${count} Ps with a number above 65,534 are left out of the timeline of Ps.`,
    hint: '',
  }),
  reasons: (count) => ({
    kind: 'repaired',
    message: `${count} state changes have a reason beyond the first 255; they are shown without one.`,
    hint: '',
  }),
};

/** One note a kind, over all generations. */
export function problemNotes(problems: readonly Problem[]): Note[] {
  return problems.map(({ kind, count, offset }) => ({ ...WORDS[kind](formatCount(count)), count, offset }));
}

const AGAIN = 'Record it again and call trace.Stop (or close the response body) before the program ends.';

/** The answer to a trace without anything in it. */
export function nothingReadable(name: string, { end, position }: Scanner): EngineError {
  if (end?.why === 'damage') {
    return engineError('malformed', `${name} is damaged at byte ${formatCount(end.offset)}`, {
      reason: `It is an execution trace, but ${end.reason}. Nothing came before it.`,
      hint: 'Fetch it again; a transfer in text mode or a disk error damages files like this.',
      offset: end.offset,
    });
  }
  return engineError('truncated', `${name} ends before anything can be read`, {
    reason: `It is an execution trace of ${formatCount(position)} bytes without a single event.`,
    hint: AGAIN,
    offset: position,
  });
}

/** Gaps that are told one by one; a damaged trace has ten thousands. */
const GAPS_TOLD = 8;

/** Generations that are not in the file. */
export class Gaps {
  readonly #told: Note[] = [];
  #further = 0;
  #generations = 0;

  add(before: number, after: number): void {
    if (this.#told.length < GAPS_TOLD) {
      this.#told.push(gapNote(before, after));
      return;
    }
    this.#further++;
    this.#generations += after - before - 1;
  }

  notes(): Note[] {
    if (this.#further === 0) return this.#told;
    const message = `There are ${formatCount(this.#further)} more gaps, of ${formatCount(this.#generations)} generations together.`;
    return [...this.#told, { kind: 'skipped', message, count: this.#generations, offset: null, hint: AGAIN }];
  }
}

function gapNote(before: number, after: number): Note {
  const count = after - before - 1;
  return {
    kind: 'skipped',
    message: `${formatCount(count)} generations between ${before} and ${after} are not in the file. What happened in them is unknown; goroutines that ended meanwhile end there.`,
    count,
    offset: null,
    hint: AGAIN,
  };
}

/** Why reading ended where it did, and what was left out. */
export function endNotes({ end, experimental, position }: Scanner, cutGeneration: boolean): Note[] {
  const notes: Note[] = [];
  if (end?.why === 'damage') {
    notes.push({
      kind: 'truncated',
      message: `At byte ${formatCount(end.offset)} ${end.reason}. What follows is left out.`,
      count: 1,
      offset: end.offset,
      hint: 'Fetch it again; a transfer in text mode or a disk error damages files like this.',
    });
  } else if (end?.why === 'cut' || cutGeneration) {
    const offset = end?.why === 'cut' ? end.offset : position;
    notes.push({
      kind: 'truncated',
      message: `The trace ends early, at byte ${formatCount(offset)}, inside its last generation. Threads end at different moments there, and names and stacks that come at a generation's end are missing.`,
      count: 1,
      offset,
      hint: AGAIN,
    });
  }
  if (experimental > 0) {
    notes.push({
      kind: 'skipped',
      message: `${formatCount(experimental)} batches of experiments (GODEBUG=traceallocfree=1 and the like) are left out.`,
      count: experimental,
      offset: null,
      hint: '',
    });
  }
  return notes;
}

/** What could not be right across generations. */
export function oddNotes({ annotations, lost, rows }: Stitcher): Note[] {
  const notes: Note[] = [];
  const note = (count: number, message: string): void => {
    if (count > 0)
      notes.push({ kind: 'repaired', message: `${formatCount(count)} ${message}`, count, offset: null, hint: '' });
  };
  note(
    annotations.odd,
    'tasks or regions begin twice or end in another order than they began; each end went to the innermost of its name.',
  );
  note(lost, 'goroutines ended while nothing was recorded; their end is the start of the next generation.');
  note(rows.lostReasons, 'reasons beyond the first 255 are shown without their words.');
  return notes;
}
