import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ok, type Result } from '@core/base/result';
import type { BridgeError } from '@ipc/channels';
import { bridgeError } from '@ipc/handle';
import { dialog, type BrowserWindow } from 'electron';
import { say } from './words';

/** Go names its captures in no fixed way, so everything can be chosen; the first filter is a help, not a rule. */
const FILTERS = [
  {
    name: 'Go profiles, dumps and traces',
    extensions: [
      'gz',
      'pprof',
      'prof',
      'pb',
      'txt',
      'log',
      'dump',
      'out',
      'trace',
      'json',
      'prom',
      'metrics',
      'parkrec',
    ],
  },
  { name: 'All files', extensions: ['*'] },
];

/** Paths that the user chose, none when cancelled. */
export async function chooseFiles(window: BrowserWindow): Promise<readonly string[]> {
  const chosen = await dialog.showOpenDialog(window, {
    title: say('Open captures'),
    message: say('Several files of one process become one document'),
    properties: ['openFile', 'multiSelections'],
    filters: FILTERS.map(({ name, extensions }) => ({ name: say(name), extensions })),
  });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** The path of one folder, none when cancelled. Windows and Linux have no dialog that takes files and folders. */
export async function chooseFolder(window: BrowserWindow): Promise<readonly string[]> {
  const chosen = await dialog.showOpenDialog(window, {
    title: say('Open a folder of captures'),
    message: say('Its files become one document'),
    properties: ['openDirectory'],
  });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** Where the source files of a program are; none when cancelled. */
export async function chooseSourceFolder(window: BrowserWindow): Promise<readonly string[]> {
  const chosen = await dialog.showOpenDialog(window, {
    title: say('Folder of the source files'),
    message: say('The folder with the go.mod of the program, or one above or below it'),
    properties: ['openDirectory'],
  });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** What a core file is of; none when cancelled. */
export async function chooseExecutable(window: BrowserWindow, core: string): Promise<readonly string[]> {
  const chosen = await dialog.showOpenDialog(window, {
    title: say('Executable that {core} is of', { core }),
    message: say('The very file that ran: a rebuilt one has everything elsewhere'),
    properties: ['openFile'],
  });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** Where a program that is started shall run; none when cancelled. */
export async function chooseWorkingFolder(window: BrowserWindow): Promise<readonly string[]> {
  const chosen = await dialog.showOpenDialog(window, {
    title: say('Working directory of the program'),
    properties: ['openDirectory'],
  });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** Nothing that a page asks for is run before the user has seen what, and where. */
export async function agreeToRun(
  window: BrowserWindow,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<boolean> {
  const line = [command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: say('Start this program and watch it?'),
    detail: say('{line}\n\nin {folder}', { line: line.length > 2000 ? `${line.slice(0, 2000)}…` : line, folder: cwd }),
    buttons: [say('Start'), say('Cancel')],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** Writes where the user says. The name is the base name, `` when cancelled. */
export async function saveText(
  window: BrowserWindow,
  suggestedName: string,
  content: string,
): Promise<Result<{ name: string }, BridgeError>> {
  const chosen = await dialog.showSaveDialog(window, { title: say('Save report'), defaultPath: suggestedName });
  if (chosen.canceled || chosen.filePath === undefined || chosen.filePath === '') return ok({ name: '' });
  try {
    await writeFile(chosen.filePath, content, 'utf8');
    return ok({ name: basename(chosen.filePath) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return bridgeError('io', `${basename(chosen.filePath)} was not saved: ${why}`, 'Choose another folder.');
  }
}
