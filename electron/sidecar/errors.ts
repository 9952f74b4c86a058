/** Codes that the sampler sends: the constants in native/internal/wire/messages.go. */
const SAMPLER_CODES = [
  'no-permission',
  /** The process ended, or a recording has no more answers. */
  'gone',
  /** It runs no Go program, or one that hides it. */
  'not-go',
  /** The runtime structures of its version of Go are not known. */
  'unsupported-go-version',
  'unsupported-os',
  'cancelled',
  /** The answer is larger than a frame may be. */
  'too-large',
  /** The sampler did not understand us. */
  'bad-request',
  'bad-frame',
  /** A defect of the sampler. */
  'internal',
] as const;

/**
 * Why there is no answer. Besides the sampler's own: `missing` there is no sampler · `not-started` the system could not start
 * it · `protocol` it speaks another protocol, or none · `lost` it ended before it answered.
 */
export type SidecarErrorCode = (typeof SAMPLER_CODES)[number] | 'missing' | 'not-started' | 'protocol' | 'lost';

/** For people. */
export interface SidecarError {
  readonly code: SidecarErrorCode;
  /** One sentence: what happened. */
  readonly message: string;
  /** What to do about it, imperative; `` when there is nothing. */
  readonly hint: string;
  /** What the system said; `` when it said nothing. */
  readonly detail: string;
}

export function sidecarError(
  code: SidecarErrorCode,
  message: string,
  more: Partial<Pick<SidecarError, 'hint' | 'detail'>> = {},
): SidecarError {
  return { hint: '', detail: '', ...more, code, message };
}

/** The code as this side knows it. One that a later minor added counts as `internal`; its message tells the rest. */
export function samplerCode(code: string): SidecarErrorCode {
  return SAMPLER_CODES.find((known) => known === code) ?? 'internal';
}
