import { latin1 } from '@core/base/latin1';

/** Lines of the runtime that begin or continue the message of a crash. */
const BEGINS = /^(?:panic: |fatal error: |SIG[A-Z]+: |runtime: |unexpected fault|\[signal |\tpanic: |fatal: morestack)/;
/** Those after which the process is gone: the goroutines behind such a line are of no dump before it. */
const ENDS_PROCESS = /^(?:panic: |fatal error: |SIG[A-Z]+: )/;
const FIRST_BYTES = new Set(Array.from('pfSru[\t', (char) => char.charCodeAt(0)));
const MOST_LINES = 20;
const LONGEST_LINE = 500;
/** A message of more lines than these is another one: its goroutines never came (GOTRACEBACK=none, a recovered panic in a log). */
const FORGET_AFTER = 400;

/** Collects what a crash says before its goroutines. */
export class CrashMessage {
  lines: string[] = [];
  /** The process ends with it. */
  fatal = false;
  /** Lines of messages whose goroutines never came. */
  forgotten = 0;
  #open = false;
  #seen = 0;

  /** A line outside of goroutines that is not blank; answers whether it is of the message. */
  see(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#seen === FORGET_AFTER) this.clear();
    if (this.#seen === 0 && !FIRST_BYTES.has(bytes[start])) return false;
    if (this.#seen === 0 || this.#open) {
      const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + LONGEST_LINE))).trimEnd();
      if (this.#seen === 0 && !BEGINS.test(text)) return false;
      this.#open = text !== 'runtime stack:';
      if (this.#open) {
        this.fatal ||= ENDS_PROCESS.test(text);
        if (this.lines.length < MOST_LINES && text !== '') this.lines.push(text.replace(/\t/g, '  '));
      }
    }
    this.#seen++;
    return true;
  }

  /** Its goroutines are here. */
  done(): void {
    this.#seen = 0;
    this.clear();
  }

  /** Its goroutines do not come. */
  clear(): void {
    this.forgotten += this.#seen;
    this.lines = [];
    this.fatal = false;
    this.#open = false;
    this.#seen = 0;
  }

  takeForgotten(): number {
    const { forgotten } = this;
    this.forgotten = 0;
    return forgotten;
  }
}

/** A piece of a line for people or patterns: bytes as characters of the same number. */
export function peek(bytes: Uint8Array, start: number, end: number, most = 200): string {
  return latin1(bytes, start, Math.min(end, start + most));
}
