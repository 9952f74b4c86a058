import type { EngineMessage } from '@core/api/protocol';
import type { EnginePort } from '@core/query/serve';

/** Electron's `MessagePortMain`, as far as it is used. */
export interface HostPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  /** The page is gone, or was loaded again. */
  on(type: 'close', listener: () => void): unknown;
  start(): void;
}

/**
 * A page's port, watched for the moment when no `open` is under way: only then is it sure that nothing reads the files that
 * were opened for one.
 */
export function pagePort(port: HostPort, onNothingOpening: () => void): EnginePort {
  const opening = new Set<number>();
  return {
    post(message: EngineMessage) {
      port.postMessage(message);
      if (message.kind === 'event' || !opening.delete(message.id)) return;
      if (opening.size === 0) onNothingOpening();
    },
    onMessage(receive) {
      port.on('message', ({ data }) => {
        const id = openCallId(data);
        if (id !== null) opening.add(id);
        receive(data);
      });
      port.start();
    },
  };
}

function openCallId(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('id' in data) || typeof data.id !== 'number') return null;
  return 'name' in data && data.name === 'open' && 'kind' in data && data.kind === 'call' ? data.id : null;
}
