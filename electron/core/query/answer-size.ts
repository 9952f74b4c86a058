/** No answer may be larger: what crosses to the window is copied. */
export const LARGEST_ANSWER = 4 << 20;

/** About what a structured clone of `value` takes, bytes. */
export function answerBytes(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return value.length + 8;
    case 'number':
      return 9;
    case 'object': {
      if (value === null) return 1;
      if (ArrayBuffer.isView(value)) return value.byteLength + 32;
      let bytes = 16;
      if (Array.isArray(value)) for (const item of value) bytes += answerBytes(item);
      else for (const [key, item] of Object.entries(value)) bytes += key.length + 4 + answerBytes(item);
      return bytes;
    }
    default:
      return 1;
  }
}

/** Converts rows of a page until the limit of an answer is near; the rest counts as folded, and the next page begins there. */
export function rowsWithinAnswer<T>(count: number, row: (i: number) => T): T[] {
  const rows: T[] = [];
  let bytes = 64 << 10;
  for (let i = 0; i < count; i++) {
    const next = row(i);
    bytes += answerBytes(next);
    if (bytes > LARGEST_ANSWER && i > 0) break;
    rows.push(next);
  }
  return rows;
}
