import { engineError } from '@core/api/errors';
import type { EngineMessage } from '@core/api/protocol';
import type { ByteSource } from '@core/base/source';
import { Engine } from '@core/query/engine';
import { serve } from '@core/query/serve';

/** What the page sends to the worker itself: files the user chose, and the port that questions come over. */
type HostMessage = { readonly grant: string; readonly file: File } | { readonly port: MessagePort };

const files = new Map<string, File>();
const now = (): number => performance.now();
const engine = new Engine({ now });

self.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  if ('grant' in data) files.set(data.grant, data.file);
  else servePort(data.port);
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
    (id) => {
      const file = files.get(id);
      const gone = { name: id, error: engineError('unreadable', `${id} is not among the files that were chosen`) };
      return Promise.resolve(file === undefined ? gone : fileSource(file));
    },
    now,
  );
}

/** A file of the page, read in pieces. */
function fileSource(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    modifiedMs: file.lastModified,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}
