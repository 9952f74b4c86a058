export const NEWLINE = 10;
export const RETURN = 13;
export const TAB = 9;
export const SPACE = 32;

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** The beginning of a goroutine's header. */
export const GOROUTINE = ascii('goroutine ');

export function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** Index of the newline at or after `at`, or the length. */
export function lineEnd(bytes: Uint8Array, at: number): number {
  const end = at < bytes.length ? bytes.indexOf(NEWLINE, at) : -1;
  return end < 0 ? bytes.length : end;
}

export function skipBlanks(bytes: Uint8Array, at: number): number {
  while (bytes[at] === TAB || bytes[at] === SPACE) at++;
  return at;
}

/** `goroutine ` and a digit: what begins a goroutine wherever it stands at the start of a line. */
export function isHeaderStart(bytes: Uint8Array, at: number): boolean {
  const digit = bytes[at + GOROUTINE.length];
  return digit >= 48 && digit <= 57 && startsWith(bytes, at, GOROUTINE);
}

/** Things that were met on the way, with the offset (in the file) of the first. */
export class Tally {
  count = 0;
  first = -1;
  add(offset: number, count = 1): void {
    if (this.count === 0) this.first = offset;
    this.count += count;
  }
}
