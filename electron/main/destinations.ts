import { basename } from 'node:path';
import type { ExportFormat } from '@core/api/export';
import type { GrantedFile } from '@ipc/engine-control';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';

const FILTERS: Readonly<Record<ExportFormat, FileFilter>> = {
  pprof: { name: 'pprof profile', extensions: ['pb.gz', 'pprof', 'gz'] },
  collapsed: { name: 'Collapsed stacks', extensions: ['folded', 'txt'] },
  speedscope: { name: 'speedscope', extensions: ['speedscope.json', 'json'] },
  chrome: { name: 'Chrome trace', extensions: ['trace.json', 'json'] },
};

/**
 * Places where the user wants exports, under the ids by which the page knows them. Each is good for one export: what is written there
 * later, the user is asked for again.
 */
export class Destinations {
  readonly #onTarget: (file: GrantedFile) => void;
  #count = 0;

  /** `onTarget` tells the engine. */
  constructor(onTarget: (file: GrantedFile) => void) {
    this.#onTarget = onTarget;
  }

  /** The system's save dialog, which asks before it names a file that is there. Null when cancelled. */
  async choose(
    window: BrowserWindow,
    suggestedName: string,
    format: ExportFormat,
  ): Promise<{ readonly target: string; readonly name: string } | null> {
    const chosen = await dialog.showSaveDialog(window, {
      title: 'Export',
      defaultPath: suggestedName,
      filters: [FILTERS[format], { name: 'All files', extensions: ['*'] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (chosen.canceled || chosen.filePath === undefined || chosen.filePath === '') return null;
    return this.grant(chosen.filePath);
  }

  grant(path: string): { readonly target: string; readonly name: string } {
    const file = { id: `dst-${++this.#count}`, path, name: basename(path) };
    this.#onTarget(file);
    return { target: file.id, name: file.name };
  }
}
