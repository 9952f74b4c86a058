import { bootArgument } from '@ipc/bridge';
import { CHANNEL_NAMES } from '@ipc/channels';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

interface Drop {
  isTrusted: boolean;
  dataTransfer: { files: { path?: string }[]; types: string[] } | null;
  preventDefault: () => void;
}
const exposed = new Map<string, object>();
const ipcListeners = new Map<string, (...args: unknown[]) => void>();
const domListeners = new Map<string, (event: Drop) => void>();
const invoke = vi.fn(() => Promise.resolve({ ok: true, value: {} }));
const posted: unknown[][] = [];
const electron: { webUtils?: { getPathForFile: (file: { path?: string }) => string } } & Record<string, unknown> = {
  contextBridge: { exposeInMainWorld: (name: string, value: object) => exposed.set(name, value) },
  ipcRenderer: {
    invoke,
    on: (channel: string, listener: () => void) => ipcListeners.set(channel, listener),
    off: () => undefined,
  },
  webUtils: undefined as never,
};
vi.mock('electron', () => electron);

const argv = process.argv;
beforeAll(async () => {
  process.argv = [...argv, bootArgument({ theme: 'light', language: 'system', platform: 'linux', ownButtons: true })];
  vi.stubGlobal('window', {
    location: { origin: 'app://parkscope' },
    postMessage: (...args: unknown[]) => posted.push(args),
    addEventListener: (type: string, listener: (event: Drop) => void) => domListeners.set(type, listener),
  });
  await import('../../../electron/preload/preload');
});
afterAll(() => {
  process.argv = argv;
  vi.unstubAllGlobals();
});
beforeEach(() => invoke.mockClear());

function drop(event: Partial<Drop>): ReturnType<typeof vi.fn> {
  const preventDefault = vi.fn();
  const dataTransfer = { files: [{ path: '/captures/a.pb.gz' }], types: ['Files'] };
  domListeners.get('drop')?.({ isTrusted: true, dataTransfer, preventDefault, ...event });
  return preventDefault;
}

describe('the preload', () => {
  it('exposes one object, whose methods are the table’s', () => {
    expect([...exposed.keys()]).toEqual(['parkscope']);
    expect(Object.keys(exposed.get('parkscope') ?? {}).sort()).toEqual([...CHANNEL_NAMES, 'boot', 'on'].sort());
  });
  it('posts the engine port to the page of our origin alone', () => {
    ipcListeners.get('parkscope:parkscope-engine-port')?.({ ports: ['port'] }, 3);
    expect(posted).toEqual([[{ type: 'parkscope-engine-port', generation: 3 }, 'app://parkscope', ['port']]]);
  });
  it('has a drop of files granted', () => {
    expect(drop({})).toHaveBeenCalled();
    expect(invoke).toHaveBeenCalledWith('parkscope:grantDropped', { paths: ['/captures/a.pb.gz'] });
  });
  it('takes no drop that a script made', () => {
    drop({ isTrusted: false });
    expect(invoke).not.toHaveBeenCalled();
  });
  it('leaves a drop of text to the page', () => {
    expect(drop({ dataTransfer: { files: [], types: ['text/plain'] } })).not.toHaveBeenCalled();
    expect(invoke).not.toHaveBeenCalled();
  });
  it('leaves out files that have no path, such as a picture dragged out of a browser', () => {
    drop({ dataTransfer: { files: [{ path: '' }, {}], types: ['Files'] } });
    expect(invoke).not.toHaveBeenCalled();
  });
});
