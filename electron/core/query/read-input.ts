import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { Cancelled } from '@core/base/cancel';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSource, Taken } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Pool } from '@core/formats/pool';
import type { Capture } from '@core/model/tables';
import { internalError } from './failure';
import type { CallOptions } from './inputs';

/**
 * The captures of one input. A defect in its parser is an answer about this input, so that the others are not lost; throws `Cancelled`
 * alone.
 */
export async function readInput(
  source: ByteSource,
  pool: Pool | undefined,
  { signal, onProgress }: CallOptions,
): Promise<Result<readonly Capture[], EngineError>> {
  try {
    const opened = await openSource(source, {
      signal: signal ?? null,
      progress: (progress) => onProgress?.(progress),
      ...(pool && { pool }),
    });
    return opened.ok && source.taken !== undefined ? ok(asTaken(opened.value, source.taken)) : opened;
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return err(internalError(`${source.name} could not be read`, error));
  }
}

/** What a host knows of a capture that it took itself: its time, unless the capture tells that, and remarks as notes. */
function asTaken(captures: readonly Capture[], { atMs, remarks, otherProcess }: Taken): readonly Capture[] {
  return captures.map((capture, i) => ({
    ...capture,
    ...(capture.timeSource === 'capture' ? {} : { timeMs: atMs, timeSource: 'capture' as const }),
    ...(i === 0 && otherProcess === true ? { otherProcess } : {}),
    // Of several captures in one answer the first, as notes about the bytes are.
    notes: i > 0 ? capture.notes : [...capture.notes, ...remarks.map(infoNote)],
  }));
}

function infoNote(message: string): Note {
  return { kind: 'info', message, count: 1, offset: null, hint: '' };
}
