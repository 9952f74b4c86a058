import type { Note, SampleType } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import {
  JSON_ARRAY,
  JSON_BAD,
  JSON_CUT,
  JSON_DONE,
  JSON_END_ARRAY,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JsonScanner,
} from '@core/base/json-scan';
import { err, ok, type Result } from '@core/base/result';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { cutJson, cutNote, malformedAt, malformedJson } from '../json-answers';
import { Pace } from '../pace';
import { SampleRows } from '../sample-rows';
import { detectCpuprofile } from './detect';
import { sampleTimes } from './times';
import { V8Tree } from './v8-tree';

/** CPU profiles of V8: `node --cpu-prof`, Chrome's and Electron's developer tools. */
export const cpuprofileFormat: Format = { name: 'cpuprofile', detect: detectCpuprofile, parse };

const WHAT = 'a CPU profile of V8';
/** Levels of brackets: the old form nests a node in its caller, three levels a frame. */
const NESTING = 200_000;

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const { bytes } = input;
  const scan = new JsonScanner(bytes, 0, NESTING);
  const tree = new V8Tree();
  const pace = new Pace(input, 'nodes');
  const numbers = { startTime: NaN, endTime: NaN };
  const columns = {
    samples: new GrowableColumn(Float64Array),
    timeDeltas: new GrowableColumn(Float64Array),
    timestamps: new GrowableColumn(Float64Array),
  };
  let isTree = false;
  scan.next();
  while (scan.next() === JSON_KEY) {
    const key = scan.text();
    const token = scan.next();
    if (key === 'nodes' && token === JSON_ARRAY) await tree.readList(scan, pace);
    else if (key === 'head' && token === JSON_OBJECT) {
      isTree = true;
      await tree.readTree(scan, pace);
    } else if ((key === 'startTime' || key === 'endTime') && token === JSON_NUMBER) numbers[key] = scan.number();
    else if ((key === 'samples' || key === 'timeDeltas' || key === 'timestamps') && token === JSON_ARRAY) {
      while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_DONE) {
        if (pace.due(scan.at)) await pace.breathe(scan.at, tree.count);
        columns[key].push(scan.token === JSON_NUMBER ? scan.number() : NaN);
        scan.skip();
      }
    } else scan.skip();
  }
  if (scan.token < JSON_CUT) scan.next();
  if (scan.token === JSON_BAD) return err(malformedJson(input, WHAT, scan));
  const cut = scan.token === JSON_CUT || input.cut;
  if (tree.count === 0) {
    if (cut) return err(cutJson(input, WHAT, 'none of its nodes is complete'));
    return err(malformedAt(input, WHAT, 'it has no nodes', scan.at));
  }
  const { stacks, stackOf } = tree.finish();
  const notes: Note[] = tree.notes();
  if (cut)
    notes.unshift(
      cutNote(input, `${formatCount(tree.count)} nodes and ${formatCount(columns.samples.length)} samples were`),
    );

  const times = sampleTimes({
    count: columns.samples.length,
    deltas: columns.timeDeltas,
    timestamps: columns.timestamps,
    // The old form has its start and end in seconds, its timestamps in microseconds.
    start: numbers.startTime * (isTree ? 1e6 : 1),
    end: numbers.endTime * (isTree ? 1e6 : 1),
  });
  const rows = new SampleRows(times === null ? 1 : 2);
  let odd = 0;
  if (columns.samples.length > 0) {
    for (let i = 0; i < columns.samples.length; i++) {
      const node = tree.nodeOf(columns.samples.data[i]);
      if (node < 0 || stackOf[node] < 0) {
        odd++;
        continue;
      }
      const row = rows.row(stackOf[node], 0);
      rows.add(row, 0, 1);
      if (times !== null) rows.add(row, 1, times.ns[i]);
    }
  } else {
    for (let node = 0; node < tree.count; node++) {
      if (tree.hits(node) > 0 && stackOf[node] >= 0) rows.add(rows.row(stackOf[node], 0), 0, tree.hits(node));
    }
  }
  if (odd > 0)
    notes.push({
      kind: 'skipped',
      message: `${formatCount(odd)} samples name a node that is not there and are left out.`,
      count: odd,
      offset: null,
      hint: '',
    });
  if (times !== null && times.backwards > 0)
    notes.push({
      kind: 'repaired',
      message: `${formatCount(times.backwards)} samples go back in time and count as at the same moment.`,
      count: times.backwards,
      offset: null,
      hint: '',
    });
  const types: SampleType[] = [{ type: 'samples', unit: 'count' }];
  if (times !== null) types.push({ type: 'cpu', unit: 'nanoseconds' });
  return ok([
    {
      ...ofTextFile(input),
      format: 'cpuprofile',
      kind: 'cpu',
      durationNs: times?.durationNs ?? null,
      comments: [],
      notes,
      strings: tree.strings,
      ...tree.frames.finish(),
      stacks: stacks.finish(),
      labelSets: new LabelSetBuilder().finish(),
      samples: rows.finish({ types, defaultType: types.length - 1 }),
      goroutines: null,
      ...NOTHING_MORE,
    },
  ]);
}
