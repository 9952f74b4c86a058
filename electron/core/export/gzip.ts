/** The chunks as one gzip stream. Reads no further ahead than the host's compressor takes. */
export async function* gzip(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new CompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  const feed = async (): Promise<void> => {
    for await (const chunk of chunks) {
      await writer.ready;
      await writer.write(chunk);
    }
    await writer.close();
  };
  // Kept aside until the reader has ended: what fails here makes the reader fail as well, and is the better reason.
  let failure: { readonly error: unknown } | null = null;
  const feeding = feed().catch(async (error: unknown) => {
    failure ??= { error };
    await writer.abort(error);
  });
  let ended = false;
  try {
    for (;;) {
      const step = await reader.read().catch((error: unknown) => {
        failure ??= { error };
        return null;
      });
      if (step === null || step.done) break;
      yield step.value;
    }
    await feeding;
    ended = true;
  } finally {
    // The one who reads has gone: let the writer end, too.
    if (!ended) {
      await chunks.return();
      await reader.cancel();
    }
  }
  rethrow(failure);
}

/** Closures hide the assignment from the compiler. */
function rethrow(failure: { readonly error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}
