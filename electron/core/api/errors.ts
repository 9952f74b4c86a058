/**
 * Why a question or an open failed. The code decides what a host does (exit code, screen); the text is for people.
 * - `empty` no bytes · `unrecognised` no format claims it · `malformed` a known format, damaged · `truncated` ends before anything
 *   could be read · `unsupported-version` known, too old or too new · `too-large` beyond a stated limit · `unreadable` the host
 *   could not read it (permission, directory, gone) · `needs-executable` a core file whose executable, or the right one, has to be
 *   named — these eight are about input (CLI exit code 3)
 * - `unwritable` what was to be written could not be (permission, no room)
 * - `bad-params` the question is wrong (CLI exit code 2; `field` names the offending parameter)
 * - `not-found` a handle or document that is not there (any more) · `cancelled` · `engine-lost` · `internal` a defect of ours
 */
export type ErrorCode =
  | 'empty'
  | 'unrecognised'
  | 'malformed'
  | 'truncated'
  | 'unsupported-version'
  | 'too-large'
  | 'unreadable'
  | 'needs-executable'
  | 'unwritable'
  | 'bad-params'
  | 'not-found'
  | 'cancelled'
  | 'engine-lost'
  | 'internal';

/** Plain data: it crosses process borders. */
export interface EngineError {
  readonly code: ErrorCode;
  /** One sentence: what is wrong, beginning with the input's name: `heap-0412.pb.gz is damaged at byte 18,204`. */
  readonly message: string;
  /** One or two sentences: why, as far as known. */
  readonly reason: string;
  /** What to do about it, imperative; `` when there is nothing. */
  readonly hint: string;
  /** A command that does it (`curl -o …`), or null. */
  readonly command: string | null;
  /** Offset in the (decompressed, where compressed) input, bytes; null when it is not about a place. */
  readonly offset: number | null;
  /** Up to 32 bytes at `offset` as lower-case hex pairs, or the first 4 KiB of a text input; null when useless. */
  readonly excerpt: string | null;
  /** For `bad-params`: the parameter, e.g. `filter.focus[0]`. For `malformed`: record and field, e.g. `sample 7,716, location_id`. */
  readonly field: string | null;
}

export function engineError(
  code: ErrorCode,
  message: string,
  more: Partial<Omit<EngineError, 'code' | 'message'>> = {},
): EngineError {
  return { reason: '', hint: '', command: null, offset: null, excerpt: null, field: null, ...more, code, message };
}

/** Codes that mean "the input could not be used". */
export function isInputError(code: ErrorCode): boolean {
  switch (code) {
    case 'empty':
    case 'unrecognised':
    case 'malformed':
    case 'truncated':
    case 'unsupported-version':
    case 'too-large':
    case 'unreadable':
    case 'needs-executable':
      return true;
    case 'unwritable':
    case 'bad-params':
    case 'not-found':
    case 'cancelled':
    case 'engine-lost':
    case 'internal':
      return false;
  }
}
