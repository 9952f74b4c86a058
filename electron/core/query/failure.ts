import { engineError, type EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';

/**
 * Ends a question with an answer for the caller. Thrown by questions and the checks of their parameters, caught by the Engine
 * alone: a question reads top to bottom and cannot forget to pass a failure on.
 */
export class QuestionFailed extends Error {
  readonly error: EngineError;
  constructor(error: EngineError) {
    super(error.message);
    this.name = 'QuestionFailed';
    this.error = error;
  }
}

export function badParams(field: string, message: string, hint = ''): QuestionFailed {
  return new QuestionFailed(engineError('bad-params', message, { field, hint }));
}

export function notFound(message: string, hint = ''): QuestionFailed {
  return new QuestionFailed(engineError('not-found', message, { hint }));
}

/** The value of a result; a failed one ends the question. */
export function done<T>(result: Result<T, EngineError>): T {
  if (result.ok) return result.value;
  throw new QuestionFailed(result.error);
}

/** What should not happen: a defect of ours. */
export function internalError(message: string, error: unknown): EngineError {
  return engineError('internal', message, {
    reason: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect of Parkscope: please report it with the file, if you may share it.',
    excerpt: error instanceof Error ? (error.stack ?? null) : null,
  });
}
