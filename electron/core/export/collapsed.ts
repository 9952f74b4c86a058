import { computeTreeValues } from '@core/analysis/call-tree';
import { ByteChunks } from './byte-chunks';
import { Tally, type ExportJob, type Writing } from './job';

/** Nodes between two looks at progress. */
const STEP = 8192;

/** Collapsed stacks (flamegraph.pl): `root;…;leaf 12`, one line a stack of functions; of one sample type. */
export function writeCollapsed(job: ExportJob): Writing {
  const tally = new Tally('stacks');
  return { chunks: lines(job, tally), tally };
}

// Asynchronous, as all writers are: the caller writes each chunk before it asks for the next.
async function* lines(
  { analyses, filter, sampleType }: ExportJob,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { capture, tree } = analyses;
  const column = sampleType ?? capture.samples.defaultType;
  const { flat, touched } = computeTreeValues(capture, tree, column, filter);
  const out = new ByteChunks();
  const names = tree.names.map((name) => frameText(name));
  tally.note(
    'names held a semicolon or a line break, which separate frames here; they are colons and blanks now',
    changed(tree.names, names),
  );
  const path: number[] = [];
  for (let node = 0; node < tree.count; node++) {
    if (node % STEP === 0) tally.done = node / tree.count;
    if (flat[node] === 0 || touched[node] === 0) continue;
    path.length = 0;
    for (let at = node; at !== 0; at = tree.prefix[at]) path.push(tree.nameOf[tree.func[at]]);
    for (let i = path.length - 1; i >= 0; i--) {
      out.text(names[path[i]]);
      if (i > 0) out.byte(SEMICOLON);
    }
    out.text(` ${flat[node]}\n`);
    tally.entries++;
    if (out.isFull) yield out.take();
  }
  tally.done = 1;
  yield out.take();
}

const SEMICOLON = 0x3b;

function frameText(name: string): string {
  return name.replace(/;/g, ':').replace(/[\r\n]+/g, ' ');
}

function changed(before: readonly string[], after: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < before.length; i++) if (before[i] !== after[i]) count++;
  return count;
}
