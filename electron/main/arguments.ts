import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { targetKind } from '@core/base/target';
import { MAX_VIEW, type Notice } from '@ipc/channels';
import { corePath } from './grants';

/** What the app was asked to open: `[FILE|PID|URL …]`. */
export interface Targets {
  /** Absolute paths, whether or not they exist: the engine says what is wrong with one that does not. Or URLs of running programs, or processes (`process:4711`). */
  readonly paths: readonly string[];
  /** One for each argument that this version cannot open. */
  readonly notices: readonly Notice[];
  /** Id of the finding to show first, from a link that `parkscope check` prints; absent without one. */
  readonly finding?: string;
  /** View state to begin with (JSON, not checked), from a link that the window copied; absent without one. */
  readonly view?: string;
}

/**
 * The arguments meant for us: neither the program, nor the application's folder where Electron was given one, nor switches
 * (Chromium's are mixed in at any place). What follows `--` is taken as it is.
 */
export function ownArguments(argv: readonly string[], folderGiven: boolean): string[] {
  const rest = argv.slice(folderGiven ? 2 : 1);
  const ours = switches(rest).filter((arg, i, all) => !arg.startsWith('--') && all[i - 1] !== EXECUTABLE);
  const end = rest.indexOf('--');
  return end < 0 ? ours : [...ours, ...rest.slice(end + 1)];
}

const EXECUTABLE = '--exe';

/** What may be switches. */
function switches(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** `--exe PROGRAM`, `--exe=PROGRAM`: the executable that core files are of; null without one, `` where nothing follows. */
export function executableOf(argv: readonly string[]): string | null {
  const all = switches(argv);
  const at = all.indexOf(EXECUTABLE);
  if (at >= 0) return all[at + 1] ?? '';
  return all.find((arg) => arg.startsWith(`${EXECUTABLE}=`))?.slice(EXECUTABLE.length + 1) ?? null;
}

/** `--demo`: with nothing else to open, open the captures that come with the app (`npm start` asks for it). */
export function wantsDemo(argv: readonly string[]): boolean {
  return switches(argv).includes('--demo');
}

/** Relative paths are relative to `cwd`: where the user stood, not where the app runs. `executable`: as `executableOf` says. */
export function readTargets(args: readonly string[], cwd: string, executable: string | null = null): Targets {
  const { paths, notices, ...shown } = readPlain(args, cwd);
  if (executable === null) return { paths, notices, ...shown };
  const isFile = (path: string): boolean => isAbsolute(path);
  if (executable === '' || !paths.some(isFile)) {
    const message = '--exe was not used: it names the executable of a core file.';
    return { paths, notices: [...notices, { message, hint: 'Give both: parkscope CORE --exe PROGRAM' }], ...shown };
  }
  const program = resolve(cwd, executable);
  const named = paths.map((path) => (isFile(path) ? corePath({ core: path, executable: program }) : path));
  return { paths: named, notices, ...shown };
}

function readPlain(args: readonly string[], cwd: string): Targets {
  const paths: string[] = [];
  const notices: Notice[] = [];
  let shown: Pick<Targets, 'finding' | 'view'> = {};
  for (const arg of args) {
    if (arg.startsWith(`${LINK_SCHEME}:`)) {
      const link = readLink(arg);
      if (link === null)
        notices.push({
          message: `${arg} was not opened: it names no finding and no view of files of this computer.`,
          hint: 'Open the captures themselves.',
        });
      else {
        paths.push(...link.paths);
        shown = link.shown;
      }
      continue;
    }
    if (arg.startsWith('file:')) {
      const path = pathOfUrl(arg);
      if (path !== null) paths.push(path);
      else
        notices.push({ message: `${arg} was not opened: it names no file of this computer.`, hint: 'Give its path.' });
      continue;
    }
    const path = isAbsolute(arg) ? arg : resolve(cwd, arg);
    const url = existsSync(path) ? null : urlOf(arg);
    if (url !== null) {
      paths.push(url);
      continue;
    }
    if (!existsSync(path) && isPid(arg)) {
      paths.push(`process:${Number(arg)}`);
      continue;
    }
    const notice = existsSync(path) ? null : attachNotice(arg);
    if (notice === null) paths.push(path);
    else notices.push(notice);
  }
  return { paths, notices, ...shown };
}

/** Links to findings and views: `parkscope://finding/ID?file=PATH`, `parkscope://view?state=JSON&file=PATH`. */
export const LINK_SCHEME = 'parkscope';
const MOST_LINKED = 64;

/**
 * A link may come from any page or mail, so it can do no more than open files for reading, and none of another computer: naming one would
 * already sign the user in there.
 */
function readLink(
  text: string,
): { readonly shown: Pick<Targets, 'finding' | 'view'>; readonly paths: readonly string[] } | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const finding = /^\/([\w.-]{1,200})$/.exec(url.pathname)?.[1];
  const paths = url.searchParams.getAll('file');
  const local = paths.every((path) => isAbsolute(path) && !/^[\\/]{2}/.test(path) && !path.includes('\0'));
  if (!local || paths.length === 0 || paths.length > MOST_LINKED) return null;
  if (url.host === 'finding' && finding !== undefined) return { shown: { finding }, paths };
  const view = url.searchParams.get('state');
  const fits = url.host === 'view' && url.pathname.length < 2 && view !== null && view.length <= MAX_VIEW;
  return fits ? { shown: { view }, paths } : null;
}

/** A link that opens files in a view; null where one of them is no file of this computer. */
export function viewLink(paths: readonly string[], view: string): string | null {
  if (!paths.every((path) => isAbsolute(path))) return null;
  const query = new URLSearchParams({ state: view });
  for (const path of paths) query.append('file', path);
  return `${LINK_SCHEME}://view?${query.toString()}`;
}

/** Null for a URL with another host, or with an encoded slash in it. */
function pathOfUrl(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** `localhost:6060` and `http://…` as a URL; null for what is none that captures are fetched from. */
export function urlOf(arg: string): string | null {
  if (targetKind(arg) !== 'url') return null;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(arg) ? arg : `http://${arg}`);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Processes have numbers up to 2^22 on Linux, up to 2^31 elsewhere. */
function isPid(arg: string): boolean {
  return targetKind(arg) === 'process' && Number(arg) > 0 && Number(arg) <= 2 ** 31;
}

function withoutUser(arg: string): string {
  return arg.replace(/\/\/[^/]*@/, '//');
}

function attachNotice(arg: string): Notice | null {
  if (arg === '-') {
    return {
      message: 'The window cannot read standard input.',
      hint: 'Pipe into `parkscope check -`, or paste the dump.',
    };
  }
  const kind = targetKind(arg);
  if (kind === 'process')
    return { message: `${arg} was not opened: it is no process.`, hint: 'Give a pid of `parkscope ps`.' };
  if (kind === 'url') {
    return {
      message: `${withoutUser(arg)} was not opened: captures are fetched from http and https only.`,
      hint: 'Use http://HOST:PORT/debug/pprof/.',
    };
  }
  return null;
}
