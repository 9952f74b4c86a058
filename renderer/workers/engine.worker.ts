import { engineError } from '@core/api/errors';
import type { EngineMessage } from '@core/api/protocol';
import { bytesSource, type ByteSource } from '@core/base/source';
import { unpackProfile } from '@core/export/report/unpack-profile';
import { Engine } from '@core/query/engine';
import { serve } from '@core/query/serve';

/** What the page sends to the worker itself: files the user chose, and the port that questions come over. */
type HostMessage = ({ readonly grant: string } & Granted) | { readonly port: MessagePort };
interface Granted {
  readonly file: File;
  /** It holds a packed profile, as reports do (core/export/report). */
  readonly packed: boolean;
}

const files = new Map<string, Granted>();
/** Called when a file comes that a question asked for before: the port's messages may overtake the worker's own. */
const arrivals = new Map<string, () => void>();
/** What was granted comes at once, or not at all. */
const ARRIVES_WITHIN_MS = 3000;
const now = (): number => performance.now();
const engine = new Engine({ now });

self.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  if ('grant' in data) {
    files.set(data.grant, data);
    arrivals.get(data.grant)?.();
    arrivals.delete(data.grant);
  } else servePort(data.port);
});

function servePort(port: MessagePort): void {
  serve(
    engine,
    {
      post: (message: EngineMessage) => port.postMessage(message),
      onMessage: (receive) => {
        port.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
        port.start();
      },
    },
    async (id) => {
      const file = files.get(id) ?? (await arrived(id));
      const gone = { name: id, error: engineError('unreadable', `${id} is not among the files that were chosen`) };
      return file === undefined ? gone : fileSource(file);
    },
    now,
  );
}

function arrived(id: string): Promise<Granted | undefined> {
  return new Promise((resolve) => {
    const answer = (): void => resolve(files.get(id));
    arrivals.set(id, answer);
    setTimeout(answer, ARRIVES_WITHIN_MS);
  });
}

/** A file of the page, read in pieces; a packed profile as the profile it was. */
async function fileSource({ file, packed }: Granted): Promise<ByteSource> {
  if (packed) {
    const bytes = unpackProfile(new Uint8Array(await file.arrayBuffer()));
    return bytesSource(file.name, bytes, file.lastModified);
  }
  return {
    name: file.name,
    size: file.size,
    modifiedMs: file.lastModified,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}
