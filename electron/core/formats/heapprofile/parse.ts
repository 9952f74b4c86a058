import type { Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import { JSON_BAD, JSON_CUT, JSON_KEY, JSON_OBJECT, JsonScanner } from '@core/base/json-scan';
import { err, ok, type Result } from '@core/base/result';
import { LabelSetBuilder } from '@core/model/label-set-builder';
import { NOTHING_MORE, type Capture } from '@core/model/tables';
import { V8Tree } from '../cpuprofile/v8-tree';
import { ofTextFile, type Format, type ParseInput } from '../format';
import { cutJson, cutNote, malformedAt, malformedJson } from '../json-answers';
import { Pace } from '../pace';
import { SampleRows } from '../sample-rows';
import { detectHeapprofile } from './detect';

/** Sampled heap profiles of V8: `node --heap-prof`, “Allocation sampling” of the developer tools. */
export const heapprofileFormat: Format = { name: 'heapprofile', detect: detectHeapprofile, parse };

const WHAT = 'a heap profile of V8';
/** Levels of brackets: a node is nested in its caller, two levels a frame. */
const NESTING = 200_000;

async function parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const scan = new JsonScanner(input.bytes, 0, NESTING);
  const tree = new V8Tree();
  const pace = new Pace(input, 'nodes');
  scan.next();
  while (scan.next() === JSON_KEY) {
    const isHead = scan.is('head');
    if (scan.next() === JSON_OBJECT && isHead) await tree.readTree(scan, pace);
    else scan.skip();
  }
  if (scan.token < JSON_CUT) scan.next();
  if (scan.token === JSON_BAD) return err(malformedJson(input, WHAT, scan));
  const cut = scan.token === JSON_CUT || input.cut;
  if (tree.count === 0) {
    if (cut) return err(cutJson(input, WHAT, 'none of its nodes is complete'));
    return err(malformedAt(input, WHAT, 'it has no tree', scan.at));
  }
  const { stacks, stackOf } = tree.finish();
  const notes: Note[] = tree.notes();
  if (cut) notes.unshift(cutNote(input, `${formatCount(tree.count)} nodes were`));
  const rows = new SampleRows(1);
  for (let node = 0; node < tree.count; node++) {
    if (tree.size(node) !== 0 && stackOf[node] >= 0) rows.add(rows.row(stackOf[node], 0), 0, tree.size(node));
  }
  return ok([
    {
      ...ofTextFile(input),
      format: 'heapprofile',
      kind: 'heap',
      comments: [],
      notes,
      strings: tree.strings,
      ...tree.frames.finish(),
      stacks: stacks.finish(),
      labelSets: new LabelSetBuilder().finish(),
      samples: rows.finish({ types: [{ type: 'inuse_space', unit: 'bytes' }], defaultType: 0 }),
      goroutines: null,
      ...NOTHING_MORE,
    },
  ]);
}
