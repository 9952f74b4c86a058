import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import type { Problem, ProblemKind } from './generation';

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

/** One note a kind, over all generations. Problems that a missing end explains are left to the note about the end. */
export function problemNotes(problems: readonly Problem[]): Note[] {
  const sums = new Map<ProblemKind, { count: number; offset: number | null }>();
  for (const { kind, count, offset } of problems) {
    const known = sums.get(kind);
    if (known === undefined) sums.set(kind, { count, offset });
    else known.count += count;
  }
  return [...sums].map(([kind, { count, offset }]) => ({ ...WORDS[kind](formatCount(count)), count, offset }));
}
