import type { EngineError } from '@core/api/errors';
import { Cancelled, throwIfCancelled, yieldToHost } from '@core/base/cancel';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { PieceReader } from './format';
import { refusal } from './unpack-answers';

/** Bytes read at once: so many stay in a processor's cache until they are decoded. */
const PIECE = 1 << 20;
/** Bytes between two looks at the host, which sources in memory give no other occasion for. */
const LOOK = 8 << 20;

/**
 * Reads a source that is not packed into a reader; the next piece is read while one is decoded. False where the reader gave up. Throws only
 * `Cancelled`.
 */
export async function readInPieces(
  source: ByteSource,
  reader: PieceReader,
  { signal, progress }: { readonly signal: AbortSignal | null; progress(done: number): void },
): Promise<Result<boolean, EngineError>> {
  const buffers = source.readInto && [new Uint8Array(PIECE), new Uint8Array(PIECE)];
  const read = async (offset: number): Promise<Result<Uint8Array, EngineError>> => {
    const length = Math.min(PIECE, source.size - offset);
    try {
      const buffer = buffers?.[(offset / PIECE) & 1].subarray(0, length);
      if (buffer === undefined || source.readInto === undefined) return ok(await source.read(offset, length));
      return ok(buffer.subarray(0, await source.readInto(buffer, offset)));
    } catch (cause) {
      if (cause instanceof Cancelled) throw cause;
      return err(refusal(source.name, offset, cause));
    }
  };
  let next = read(0);
  try {
    for (let done = 0; done < source.size;) {
      const piece = await next;
      throwIfCancelled(signal);
      if (!piece.ok) return piece;
      const { length } = piece.value;
      done += length;
      // A file that shrank while it was read ends here.
      const more = length === PIECE && done < source.size;
      if (more) next = read(done);
      if (!reader.take(piece.value)) return ok(false);
      progress(done);
      if (!more) break;
      if (done % LOOK === 0) await yieldToHost();
    }
    return ok(true);
  } finally {
    // Whatever became of it: nobody may let go of the source, or the buffers, before.
    await Promise.allSettled([next]);
  }
}
