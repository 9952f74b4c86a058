import { parseGoName } from '@core/base/go-name';
import { outerName, receiverType } from './relations';

/** Who asked for a goroutine and what it was asked to run. */
export interface Asked {
  /** The function that asked: the one with the `go` statement, or the caller of a helper that has it (`errgroup.(*Group).Go`, `safe.Go`). */
  readonly starter: string;
  readonly body: string;
}

/** Of the standard library; its own frame below what it runs is no code of the program, and never the entry. */
const GO = 'sync.(*WaitGroup).Go';

/** The same for `(*WaitGroup).Go`, by the name of who ran the `go` statement. */
export function askedThroughWaitGroup(creator: string, entry: string): Asked | null {
  const starter = outerName(entry);
  return creator === GO && starter !== entry ? { starter, body: entry } : null;
}

/**
 * Helpers run what they are given in a function literal of their own: below the root frame `helper.func1` (and other frames of the helper)
 * stands a function literal of somebody else, and that somebody asked. Null where no helper shows, or where it was given a named function.
 *
 * @param frames leaf first
 * @param entry the root frame
 */
export function askedThroughHelper(frames: readonly string[], entry: string): Asked | null {
  const helper = outerName(entry);
  if (helper === entry) return null;
  const type = receiverType(helper);
  for (let i = frames.lastIndexOf(entry) - 1; i >= 0; i--) {
    const name = frames[i];
    if (outerName(name) === helper || (type !== '' && receiverType(name) === type)) continue;
    return parseGoName(name).closure === '' ? null : { starter: outerName(name), body: name };
  }
  return null;
}
