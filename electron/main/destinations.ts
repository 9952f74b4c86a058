import { basename } from 'node:path';
import type { FileFormat } from '@core/api/export';
import type { GrantedFile } from '@ipc/engine-control';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import { say } from './words';

const FILTERS: Readonly<Record<FileFormat, FileFilter>> = {
  pprof: { name: 'pprof profile', extensions: ['pb.gz', 'pprof', 'gz'] },
  collapsed: { name: 'Collapsed stacks', extensions: ['folded', 'txt'] },
  speedscope: { name: 'speedscope', extensions: ['speedscope.json', 'json'] },
  chrome: { name: 'Chrome trace', extensions: ['trace.json', 'json'] },
  html: { name: 'HTML report', extensions: ['html'] },
  csv: { name: 'Table', extensions: ['csv'] },
  svg: { name: 'SVG picture', extensions: ['svg'] },
  png: { name: 'PNG picture', extensions: ['png'] },
};

/**
 * Places where the user wants exports and recordings, under the ids by which the page knows them. Each is good for one export: what is
 * written there later, the user is asked for again. A recording may be ended and go on.
 */
export class Destinations {
  readonly #onTarget: (file: GrantedFile, lasting: boolean) => void;
  readonly #recordings: GrantedFile[] = [];
  #count = 0;

  /** `onTarget` tells the engine. */
  constructor(onTarget: (file: GrantedFile, lasting: boolean) => void) {
    this.#onTarget = onTarget;
  }

  /** The system's save dialog, which asks before it names a file that is there. Null when cancelled. */
  async choose(
    window: BrowserWindow,
    suggestedName: string,
    format: FileFormat,
  ): Promise<{ readonly target: string; readonly name: string } | null> {
    const chosen = await dialog.showSaveDialog(window, {
      title: say('Export'),
      defaultPath: suggestedName,
      filters: [
        { ...FILTERS[format], name: say(FILTERS[format].name) },
        { name: say('All files'), extensions: ['*'] },
      ],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (chosen.canceled || chosen.filePath === undefined || chosen.filePath === '') return null;
    return this.grant(chosen.filePath);
  }

  grant(path: string): { readonly target: string; readonly name: string } {
    const file = { id: `dst-${++this.#count}`, path, name: basename(path) };
    this.#onTarget(file, false);
    return { target: file.id, name: file.name };
  }

  /** The same for a recording, which goes on when the engine is started again. Null when cancelled. */
  async chooseRecording(
    window: BrowserWindow,
    suggestedName: string,
  ): Promise<{ readonly target: string; readonly path: string } | null> {
    const chosen = await dialog.showSaveDialog(window, {
      title: say('Record'),
      defaultPath: suggestedName,
      filters: [
        { name: say('Parkscope recording'), extensions: ['parkrec'] },
        { name: say('All files'), extensions: ['*'] },
      ],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (chosen.canceled || chosen.filePath === undefined || chosen.filePath === '') return null;
    const path = chosen.filePath;
    const known = this.#recordings.find((file) => file.path === path);
    if (known !== undefined) return { target: known.id, path };
    const file = { id: `dst-${++this.#count}`, path, name: basename(path) };
    this.#recordings.push(file);
    this.#onTarget(file, true);
    return { target: file.id, path };
  }

  get recordings(): readonly GrantedFile[] {
    return this.#recordings;
  }
}
