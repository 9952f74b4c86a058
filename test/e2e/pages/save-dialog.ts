import type { App } from '../../support/electron-app';

/** What the user answers to the system's save dialogs of an app, in this order; `` cancels. */
export function answerSaves(app: App, ...paths: readonly string[]): Promise<void> {
  return app.electron.evaluate(({ dialog }, given) => {
    const left = [...given];
    const show = (_window: unknown, options: { readonly defaultPath?: string }) => {
      Object.assign(globalThis, { suggested: options.defaultPath });
      const filePath = left.shift() ?? '';
      return Promise.resolve({ canceled: filePath === '', filePath });
    };
    Object.assign(dialog, { showSaveDialog: show });
  }, paths);
}

/** The name that the last save dialog began with. */
export function suggestedName(app: App): Promise<unknown> {
  return app.electron.evaluate(() => (globalThis as { suggested?: string }).suggested);
}
