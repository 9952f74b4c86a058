import { computeTreeValues } from '@core/analysis/call-tree';
import { ByteChunks } from './byte-chunks';
import { Tally, type ExportJob, type Writing } from './job';

/**
 * A profile as Chrome's trace event JSON: a flame graph on one thread, wide as it weighs, heaviest first. Nothing in it happened at the time
 * where it is drawn; the thread's name says what a microsecond stands for.
 */
export function writeChromeProfile(job: ExportJob): Writing {
  const tally = new Tally('spans');
  return { chunks: events(job, tally), tally };
}

async function* events(
  { analyses, filter, sampleType }: ExportJob,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { capture, tree } = analyses;
  const { functions, strings, samples } = capture;
  const column = sampleType ?? samples.defaultType;
  const { type, unit } = samples.types[column];
  const { cum, touched } = computeTreeValues(capture, tree, column, filter);
  const scale = unit === 'nanoseconds' ? 1e-3 : 1;
  const thread =
    unit === 'nanoseconds' ? type : `${type} (1 ${unit === 'count' || unit === '' ? 'unit' : unit} = 1 µs)`;
  const out = new ByteChunks();
  const name = (what: string, text: string): string =>
    `{"ph":"M","pid":1,"tid":1,"name":"${what}","args":{"name":${JSON.stringify(text)}}}`;
  out.text(
    `{"displayTimeUnit":"ns","traceEvents":[\n${name('process_name', capture.name)},\n${name('thread_name', thread)}`,
  );
  const labels = Array.from(tree.names, (text) => JSON.stringify(text));
  const files = new Map<number, string>();
  const fileOf = (func: number): string => {
    const id = functions.file[func];
    let text = files.get(id);
    if (text === undefined) {
      text = id === 0 ? '' : `"filename":${JSON.stringify(strings.get(id))},`;
      files.set(id, text);
    }
    return text;
  };
  // Depth first, without a call stack of ours: profiles are a thousand frames deep.
  const open: number[] = [0];
  const at: number[] = [0];
  let seen = 0;
  while (open.length > 0) {
    const node = open.pop() ?? 0;
    const start = at.pop() ?? 0;
    if (node !== 0) {
      const func = tree.func[node];
      out.text(
        `,\n{"ph":"X","pid":1,"tid":1,"ts":${round(start * scale)},"dur":${round(cum[node] * scale)},` +
          `"name":${labels[tree.nameOf[func]]},"args":{${fileOf(func)}"value":${cum[node]}}}`,
      );
      tally.entries++;
      if (out.isFull) yield out.take();
    }
    if (++seen % 4096 === 0) tally.done = seen / tree.count;
    const children = Array.from(tree.children.subarray(tree.childStart[node], tree.childStart[node + 1])).filter(
      (child) => touched[child] === 1,
    );
    children.sort((a, b) => cum[b] - cum[a] || a - b);
    let next = start;
    const starts = children.map((child) => {
      const from = next;
      next += Math.max(0, cum[child]);
      return from;
    });
    // The last pushed is the next drawn.
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (cum[child] > 0) {
        open.push(child);
        at.push(starts[i]);
      } else tally.note('calls have no positive value, which a length cannot show; they are left out');
    }
  }
  out.text('\n]}\n');
  tally.done = 1;
  yield out.take();
}

/** Nanoseconds are the finest that the format knows. */
function round(microseconds: number): number {
  return Math.round(microseconds * 1000) / 1000;
}
