import { computeTreeValues } from '@core/analysis/call-tree';
import type { Analyses } from '@core/analysis/analyses';
import type { SampleType } from '@core/api/document';
import { ByteChunks } from './byte-chunks';
import { Tally, type ExportJob, type Writing } from './job';

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json';
/** Units of speedscope by those of Go's sample types; every other unit is `none`. */
const UNITS: Readonly<Record<string, string>> = {
  nanoseconds: 'nanoseconds',
  microseconds: 'microseconds',
  milliseconds: 'milliseconds',
  seconds: 'seconds',
  bytes: 'bytes',
};
const STEP = 8192;

/** speedscope's own JSON (its file-format-spec.ts): a sampled profile for each sample type, or for the one that is wanted. */
export function writeSpeedscope(job: ExportJob): Writing {
  const tally = new Tally('stacks');
  return { chunks: document(job, tally), tally };
}

async function* document(job: ExportJob, tally: Tally): AsyncGenerator<Uint8Array, void, undefined> {
  const { analyses, sampleType } = job;
  const { capture } = analyses;
  const { types, defaultType } = capture.samples;
  const columns = sampleType === null ? types.map((_, i) => i) : [sampleType];
  const out = new ByteChunks();
  out.text(`{"$schema":"${SCHEMA}","exporter":"parkscope","name":${JSON.stringify(capture.name)},`);
  out.text(`"activeProfileIndex":${Math.max(0, columns.indexOf(defaultType))},"shared":{"frames":[`);
  yield* frames(analyses, out);
  out.text(']},"profiles":[');
  for (const [i, column] of columns.entries()) {
    if (i > 0) out.text(',');
    yield* profile(job, column, types[column], out, tally, (share) => (tally.done = (i + share) / columns.length));
  }
  out.text(']}\n');
  yield out.take();
}

async function* frames({ capture }: Analyses, out: ByteChunks): AsyncGenerator<Uint8Array, void, undefined> {
  const { functions, strings, details } = capture;
  for (let i = 0; i < functions.count; i++) {
    const file = strings.get(functions.file[i]);
    const line = details === null ? 0 : details.startLine[i];
    out.text(
      `${i > 0 ? ',' : ''}{"name":${JSON.stringify(strings.get(functions.name[i]))}` +
        `${file === '' ? '' : `,"file":${JSON.stringify(file)}`}${line === 0 ? '' : `,"line":${line}`}}`,
    );
    if (out.isFull) yield out.take();
  }
}

async function* profile(
  { analyses, filter }: ExportJob,
  column: number,
  { type, unit }: SampleType,
  out: ByteChunks,
  tally: Tally,
  progress: (share: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { capture, tree } = analyses;
  const { flat } = computeTreeValues(capture, tree, column, filter);
  let total = 0;
  let negative = 0;
  for (const value of flat) {
    if (value > 0) total += value;
    else if (value < 0) negative++;
  }
  tally.note('stacks have a negative value, which speedscope cannot draw; they are left out', negative);
  const known = UNITS[unit] ?? 'none';
  const name = known === 'none' && unit !== 'count' && unit !== '' ? `${type} (${unit})` : type;
  out.text(
    `{"type":"sampled","name":${JSON.stringify(name)},"unit":"${known}","startValue":0,"endValue":${total},"samples":[`,
  );
  const path: number[] = [];
  let first = true;
  for (let node = 0; node < tree.count; node++) {
    if (node % STEP === 0) progress((0.8 * node) / tree.count);
    if (flat[node] <= 0) continue;
    path.length = 0;
    for (let at = node; at !== 0; at = tree.prefix[at]) path.push(tree.func[at]);
    out.text(`${first ? '' : ','}[${path.reverse().join()}]`);
    first = false;
    tally.entries++;
    if (out.isFull) yield out.take();
  }
  out.text('],"weights":[');
  first = true;
  for (const value of flat) {
    if (value <= 0) continue;
    out.text(first ? String(value) : `,${value}`);
    first = false;
    if (out.isFull) yield out.take();
  }
  out.text(']}');
  progress(1);
}
