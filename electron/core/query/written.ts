import { engineError } from '@core/api/errors';
import { QuestionFailed } from './failure';

/** A host's refusal to write is about the place, not a defect. */
export async function written(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    throw new QuestionFailed(
      engineError('unwritable', 'The file could not be written', {
        reason: error instanceof Error ? error.message : String(error),
        hint: 'Choose another place, with enough room and the permission to write.',
      }),
    );
  }
}
