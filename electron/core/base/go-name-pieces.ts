import { parseGoName } from './go-name';

/** The parts of a Go name as they are written one after the other. */
export interface NamePieces {
  readonly path: string;
  /** With its dot. */
  readonly pkg: string;
  /** With its dot. */
  readonly receiver: string;
  readonly method: string;
  readonly closure: string;
}

const VERSION = /^v\d+$/;

/** `ownModule` (`example.com/ingestd`) is dropped from the path; `` drops nothing. */
export function namePieces(name: string, ownModule: string): NamePieces {
  const parsed = parseGoName(name);
  let { path, pkg } = parsed;
  if (ownModule !== '') {
    if (path === `${ownModule}/`) path = '';
    else if (path.startsWith(`${ownModule}/`)) path = path.slice(ownModule.length + 1);
  }
  // `…/pgx/v5.Conn`: the element that names the package is the one before the version.
  if (VERSION.test(pkg) && path !== '') {
    const cut = path.lastIndexOf('/', path.length - 2) + 1;
    pkg = path.slice(cut) + pkg;
    path = path.slice(0, cut);
  }
  return {
    path,
    pkg: pkg === '' ? '' : `${pkg}.`,
    receiver: parsed.receiver === '' ? '' : `${parsed.receiver}.`,
    method: parsed.method,
    closure: parsed.closure,
  };
}

/** `startWorker` in 8 places: `star…ker`; both ends stay, since Go names differ at either. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 1) return max === 1 ? '…' : '';
  const keep = max - 1;
  const tail = Math.floor(keep / 2);
  return `${text.slice(0, keep - tail)}…${tail === 0 ? '' : text.slice(-tail)}`;
}

/**
 * The spellings of a name from longest to shortest, for faces that are not monospaced (flame boxes): the caller takes the first
 * that fits its measure. The first has no path, the last is the bare method.
 */
export function nameSpellings(name: string): readonly string[] {
  const p = namePieces(name, '');
  const tail = p.method + p.closure;
  const all = [p.pkg + p.receiver + tail, p.receiver + tail, tail, p.method];
  return all.filter((text, i) => all.indexOf(text) === i);
}
