import { engineError, type EngineError } from '@core/api/errors';

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
