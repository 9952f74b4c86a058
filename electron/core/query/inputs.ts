import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import type { Progress } from '@core/api/protocol';
import type { ByteSource } from '@core/base/source';
import type { LiveInput } from './live-input';

/** An input that the host could not even hand over (no permission, gone). */
export interface FailedInput {
  readonly name: string;
  readonly error: EngineError;
}

export interface OpenRequest {
  readonly doc: string;
  /** Captures of the document, in this order; or one process to watch, which makes a live document. */
  readonly inputs: readonly (ByteSource | FailedInput | LiveInput)[];
  /** Inputs are kept for reports of the document: they can be read, or opened again, as long as it is open. */
  readonly keepInputs?: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal | null;
  onProgress?(progress: Progress): void;
}

/** Of several inputs the progress is that of all: a bar that begins anew three hundred times tells nothing. */
export function wholeProgress(inputs: OpenRequest['inputs'], options: CallOptions): (at: number) => CallOptions {
  const sizes = inputs.map((input) => ('size' in input ? input.size : 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (inputs.length < 2) return () => options;
  let before = 0;
  return (at) => {
    const start = before;
    before += sizes[at];
    return {
      ...options,
      onProgress: (progress) =>
        options.onProgress?.({
          ...progress,
          what: `${progress.what} (${formatCount(at + 1)} of ${formatCount(inputs.length)})`,
          done: start + progress.done,
          total,
        }),
    };
  };
}

/** Why nothing could be opened: the one input's own error, or what several have in common. */
export function allFailed(failed: readonly FailedInput[]): EngineError {
  const [first] = failed;
  if (first === undefined) return engineError('bad-params', 'Nothing to open was named', { field: 'inputs' });
  if (failed.length === 1) return first.error;
  const some = failed.slice(0, 3).map(({ error }) => error.message);
  const more = failed.length > 3 ? [`${formatCount(failed.length - 3)} more`] : [];
  return {
    ...first.error,
    message: `None of ${formatCount(failed.length)} files can be read`,
    reason: [...some, ...more].join('; '),
    offset: null,
    excerpt: null,
  };
}

/** Failures that are told one by one; a folder may hold thousands of other files. */
const MOST_FAILED = 200;
/** Beyond this number the texts they begin with are left out. */
const FAILED_WITH_TEXT = 20;

export function fewFailed(failed: readonly FailedInput[]): readonly FailedInput[] {
  const told = failed
    .slice(0, MOST_FAILED)
    .map((input, i) => (i < FAILED_WITH_TEXT ? input : { ...input, error: { ...input.error, excerpt: null } }));
  const rest = failed[MOST_FAILED];
  if (rest === undefined) return told;
  const more = `${formatCount(failed.length - MOST_FAILED)} more files`;
  return [
    ...told,
    { name: more, error: { ...engineError(rest.error.code, `${more} could not be read`), reason: rest.error.message } },
  ];
}
