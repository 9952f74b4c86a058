import { engineError } from '@core/api/errors';
import type { ExportAnswer } from '@core/api/export';
import type { Progress } from '@core/api/protocol';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { formatCount } from '@core/base/format';
import type { ByteSink } from '@core/base/sink';
import type { Tally, Writing } from '@core/export/job';
import { QuestionFailed } from './failure';

export interface ExportOptions {
  readonly signal: AbortSignal | null;
  onProgress(progress: Progress): void;
}

/**
 * Writes into a sink chunk by chunk: the next one is made when the last one is written. Whatever ends it early (parameters that `begin`
 * refuses, a cancel, a full disk) aborts the sink; otherwise it is closed.
 */
export async function writeInto(
  sink: ByteSink,
  { signal, onProgress }: ExportOptions,
  begin: () => Writing | Promise<Writing>,
): Promise<ExportAnswer> {
  let bytes = 0;
  let finished = false;
  try {
    const { chunks, tally } = await begin();
    for await (const chunk of chunks) {
      throwIfCancelled(signal);
      await written(sink.write(chunk));
      bytes += chunk.length;
      onProgress(progressOf(tally));
      await yieldToHost();
      throwIfCancelled(signal);
    }
    await written(sink.close());
    finished = true;
    const notes = tally.notes.map(([words, count]) => `${formatCount(count)} ${words}.`);
    return { bytes, entries: tally.entries, noun: tally.noun, notes };
  } finally {
    if (!finished) await sink.abort();
  }
}

export function progressOf({ what, done, entries, noun }: Tally): Progress {
  return { what, done: Math.round(done * 1000), total: 1000, found: entries, noun };
}

/** A host's refusal to write is about the place, not a defect. */
async function written(step: Promise<void>): Promise<void> {
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
