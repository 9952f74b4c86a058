/** Thrown (and only caught by the Engine) when the caller of a question went away. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

/** Checks for cancellation; long loops call it every few thousand steps after yielding. */
export function throwIfCancelled(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw new Cancelled();
}

/**
 * Lets the host deliver messages (a cancel among them) in the middle of long work.
 * A macrotask on purpose: a microtask would never let a message in.
 */
export function yieldToHost(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
