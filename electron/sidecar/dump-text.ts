import type { ProcessSnapshot, SnapshotFrame, SnapshotGoroutine, SnapshotStack } from './snapshot';

/**
 * A snapshot as Go prints goroutines (`/debug/pprof/goroutine?debug=2`, runtime/traceback.go): the same goroutines and frames are
 * shown, with their arguments left out. Goroutines of the runtime itself are not in such dumps. Pieces of text, in order.
 */
export function* dumpText(snapshot: ProcessSnapshot): Generator<string> {
  // Thousands of goroutines share a stack, and a snapshot shares its object.
  const stacks = new Map<SnapshotStack, string>();
  let piece = '';
  for (const goroutine of snapshot.goroutines) {
    if (goroutine.system) continue;
    let stack: string | undefined = '';
    if (typeof goroutine.stack === 'object') {
      stack = stacks.get(goroutine.stack);
      if (stack === undefined) {
        stack = stackText(goroutine.stack);
        stacks.set(goroutine.stack, stack);
      }
    } else if (goroutine.stack === 'running') {
      stack = '\tgoroutine running on other thread; stack unavailable\n';
    }
    piece += `${piece === '' ? '' : '\n'}${header(goroutine)}\n${stack}${creator(goroutine)}`;
    if (piece.length < PIECE) continue;
    yield `${piece}\n`;
    piece = '';
  }
  yield piece;
}

/** Characters. */
const PIECE = 1 << 20;

function header({ id, state, leaked, waitNs, lockedToThread, labels }: SnapshotGoroutine): string {
  const minutes = Math.floor((waitNs ?? 0) / 60e9);
  const inside = [
    leaked ? `${state} (leaked)` : state,
    ...(minutes >= 1 ? [`${minutes} minutes`] : []),
    ...(lockedToThread ? ['locked to thread'] : []),
  ].join(', ');
  const pairs = labels.map(({ key, value }) => `${quoted(key)}: ${quoted(value)}`).join(', ');
  return `goroutine ${id} [${inside}]${pairs === '' ? '' : ` {${pairs}}`}:`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : JSON.stringify(text);
}

function stackText({ frames, before, elided }: SnapshotStack): string {
  let text = '';
  frames.forEach((frame, i) => {
    if (elided > 0 && i === before) text += `...${elided} frames elided...\n`;
    if (isShown(frame.function, text === '')) {
      text += `${frame.function === 'runtime.gopanic' ? 'panic' : frame.function}(...)\n${place(frame)}`;
    }
  });
  return text;
}

function creator({ creator: frame, parent }: SnapshotGoroutine): string {
  if (frame === null || !isShown(frame.function, false)) return '';
  return `created by ${frame.function}${parent > 0 ? ` in goroutine ${parent}` : ''}\n${place(frame)}`;
}

function place({ file, line, offset }: SnapshotFrame): string {
  return `\t${file}:${line}${offset > 0 ? ` +0x${offset.toString(16)}` : ''}\n`;
}

/** showfuncinfo of runtime/traceback.go: of the runtime only what programs can call, and the panic that something runs under. */
function isShown(name: string, first: boolean): boolean {
  if (!name.startsWith('runtime.')) return name.includes('.');
  if (name === 'runtime.gopanic') return !first;
  if (/^runtime\.run(Finalizers|Cleanups|finq)$/.test(name)) return true;
  return /^runtime\.(\(\*[A-Z][^)]*\)\.|[A-Z]\w*\.)?[A-Z]/.test(name);
}
