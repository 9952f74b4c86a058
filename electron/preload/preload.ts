import { makeBridge, readBoot } from '@ipc/bridge';
import { ENGINE_PORT_MESSAGE, type EnginePortMessage } from '@ipc/channels';
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';

/** The little of the DOM that this file touches; this layer is compiled without it. */
interface DropEvent {
  readonly isTrusted: boolean;
  readonly dataTransfer: { readonly files: ArrayLike<DroppedFile>; readonly types: readonly string[] } | null;
  preventDefault(): void;
}
/** `path` is how Electron before 32 tells it, `webUtils` since 29. */
type DroppedFile = Parameters<typeof webUtils.getPathForFile>[0] & { readonly path?: string };
declare const window: {
  postMessage(message: EnginePortMessage, origin: string, transfer: IpcRendererEvent['ports']): void;
  addEventListener(type: 'dragover' | 'drop', listener: (event: DropEvent) => void, capture: boolean): void;
  readonly location: { readonly origin: string };
};

contextBridge.exposeInMainWorld('parkscope', makeBridge(ipcRenderer, readBoot(process.argv)));

// A port that goes through the context bridge arrives dead, so it is posted to the page.
ipcRenderer.on(`parkscope:${ENGINE_PORT_MESSAGE}`, (event, generation: number) => {
  window.postMessage({ type: ENGINE_PORT_MESSAGE, generation }, window.location.origin, event.ports);
});

// Drops are taken here and not in the page: only a drop that a person made is trusted, and no path passes through the page.
window.addEventListener('dragover', takeFiles, true);
window.addEventListener(
  'drop',
  (event) => {
    takeFiles(event);
    if (!event.isTrusted || event.dataTransfer === null) return;
    const paths = Array.from(event.dataTransfer.files, pathOf).filter((path) => path !== '');
    if (paths.length > 0) void ipcRenderer.invoke('parkscope:grantDropped', { paths });
  },
  true,
);

/** Without this the window would show the file instead of opening it. */
function takeFiles(event: DropEvent): void {
  if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
}

function pathOf(file: DroppedFile): string {
  const utils: typeof webUtils | undefined = webUtils;
  return utils === undefined ? (file.path ?? '') : utils.getPathForFile(file);
}
