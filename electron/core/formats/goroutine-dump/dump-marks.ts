import { Tally } from '../log/bytes';

/** What was met in a dump beside its goroutines: it becomes notes. Offsets are those of the file. */
export class DumpMarks {
  /** Goroutine in which the text ends, −1 when it ends between two. */
  endsInside = -1;
  /** The text ends in the word `goroutine` or in the id behind it. */
  cutInHeader = false;
  readonly badHeaders = new Tally();
  /** Lines that are no frame where one should be. */
  readonly oddLines = new Tally();
  /** Frames left out where the runtime says how many. */
  readonly elided = new Tally();
  /** Places at which frames are left out, without a number. */
  readonly elidedMore = new Tally();
  /** Stacks of a length at which Go up to 1.20 stops without a word. */
  readonly perhapsElided = new Tally();
  readonly unavailable = new Tally();
  readonly ancestors = new Tally();
  readonly schedulers = new Tally();
  readonly repeated = new Tally();
}
