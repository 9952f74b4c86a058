/**
 * Long work that may pause wherever it yields: whoever drives it may let messages in there, and give up. Dropped half-way it must leave
 * nothing behind that is wrong.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it at once; `between` is called at each pause and may throw. */
export function finishSteps<T>(steps: Steps<T>, between: () => void = () => {}): T {
  for (;;) {
    between();
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Does all of it, waiting for `pause` in between, which rejects when the work is no longer wanted. */
export async function finishStepsWithPauses<T>(steps: Steps<T>, pause: () => Promise<void>): Promise<T> {
  for (;;) {
    await pause();
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
