import { isOurPage } from '@ipc/handle';
import { app, type Session, type WebContents } from 'electron';

/** Schemes the page may load from: its own files, what it made itself, and the developer tools. */
const LOCAL = /^(app|blob|data|devtools):/;

/** Nothing from outside, no permission, no download, no page but ours. Runs before the first window is made. */
export function guardApp(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    // A page may reload itself; it may go nowhere else.
    if (!(isOurPage(url) && url === contents.getURL())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !LOCAL.test(url) }));
  session.on('will-download', (event) => event.preventDefault());
  // It would fetch dictionaries.
  session.setSpellCheckerEnabled(false);
}
