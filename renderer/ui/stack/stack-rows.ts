import type { StackFrame } from '@core/api/findings';
import { baseName, packagePath, parseGoName } from '@core/base/go-name';
import { t } from '../../i18n/t';

/** One line of a stack as it is shown: a frame, or a fold of several that say nothing about the program. */
export type StackRow =
  | { readonly kind: 'frame'; readonly at: number; readonly frame: StackFrame }
  | {
      readonly kind: 'fold';
      /** Index of the first folded frame: the identity of the fold. */
      readonly at: number;
      readonly frames: readonly StackFrame[];
      readonly text: string;
    };

/** Where goroutines park on behalf of a program: uninteresting at the leaf, whatever the program is. */
const PLUMBING = new Set([
  'sync',
  'sync/atomic',
  'syscall',
  'internal/poll',
  'internal/sync',
  'internal/race',
  'internal/syscall/unix',
]);

function isPlumbing(frame: StackFrame): boolean {
  return frame.origin === 'runtime' || (frame.origin === 'std' && PLUMBING.has(packagePath(frame.function)));
}

const isProgram = (frame: StackFrame): boolean => frame.origin === 'own' || frame.origin === 'dependency';

/**
 * Folds what hides the program's own frames: the parking machinery at the leaf, runtime frames anywhere, and the standard
 * library's frames below the first frame of the program (`net/http.(*conn).serve`). A stack never folds away entirely.
 */
export function stackRows(frames: readonly StackFrame[]): readonly StackRow[] {
  const folded = new Uint8Array(frames.length);
  for (let i = 0; i < frames.length && isPlumbing(frames[i]!); i++) folded[i] = 1;
  frames.forEach((frame, i) => {
    if (frame.origin === 'runtime') folded[i] = 1;
  });
  const root = frames.findLastIndex(isProgram);
  if (root >= 0 && frames.length - root - 1 >= 2) folded.fill(1, root + 1);
  // A goroutine of the runtime itself: its entry is the site.
  if (frames.length > 0 && folded.every((f) => f === 1)) folded[frames.length - 1] = 0;

  const rows: StackRow[] = [];
  for (let i = 0; i < frames.length;) {
    if (folded[i] === 0) {
      rows.push({ kind: 'frame', at: i, frame: frames[i]! });
      i++;
      continue;
    }
    let end = i;
    while (end < frames.length && folded[end] === 1) end++;
    const inside = frames.slice(i, end);
    rows.push({ kind: 'fold', at: i, frames: inside, text: foldText(inside) });
    i = end;
  }
  return rows;
}

/** `3 runtime frames: gopark, chansend, chansend1`, `6 runtime, poll and net frames`. */
export function foldText(frames: readonly StackFrame[]): string {
  const packages: string[] = [];
  for (const frame of frames) {
    const pkg = packageWord(frame);
    if (!packages.includes(pkg)) packages.push(pkg);
  }
  const named = packages.slice(0, 3);
  const listed =
    named.length < 2
      ? (named[0] ?? '')
      : t('{packages} and {last}', {
          packages: named.slice(0, -1).join(', '),
          last: packages.length > 3 ? t('other') : named[named.length - 1]!,
        });
  const head = t('{frames} {packages} {frames, plural, one {frame} other {frames}}', {
    frames: frames.length,
    packages: listed,
  });
  if (packages.length > 1 || frames.length > 3) return head;
  return `${head}: ${frames.map((frame) => parseGoName(frame.function).method).join(', ')}`;
}

function packageWord(frame: StackFrame): string {
  if (frame.origin === 'runtime') return 'runtime';
  const path = packagePath(frame.function);
  if (path.startsWith('internal/')) return path.slice(path.lastIndexOf('/') + 1);
  return path === '' ? t('assembly') : path;
}

/** `ingest.go:88`; `` when nothing is known. */
export function frameLocation(frame: { readonly file: string; readonly line: number }): string {
  if (frame.file === '') return '';
  return frame.line > 0 ? `${baseName(frame.file)}:${frame.line}` : baseName(frame.file);
}

/** Two frames with this key are the same line of code. */
export function frameKey(frame: { readonly function: string; readonly file: string; readonly line: number }): string {
  return `${frame.function}\n${frame.file}\n${frame.line}`;
}

/** Keys of frames that occur in more than one of the stacks: what to mark when stacks stand side by side. */
export function sharedFrames(stacks: readonly (readonly StackFrame[])[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  for (const stack of stacks) {
    for (const key of new Set(stack.map(frameKey))) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return new Set([...seen].filter(([, count]) => count > 1).map(([key]) => key));
}

/** The stack as Go prints it, for copying. */
export function stackText(
  frames: readonly StackFrame[],
  creator: { function: string; file: string; line: number } | null,
): string {
  const place = (f: { file: string; line: number }): string =>
    f.file === '' ? '' : `\n\t${f.file}${f.line > 0 ? `:${f.line}` : ''}`;
  const lines = frames.map((frame) => `${frame.function}(...)${place(frame)}`);
  if (creator !== null) lines.push(`created by ${creator.function}${place(creator)}`);
  return `${lines.join('\n')}\n`;
}
