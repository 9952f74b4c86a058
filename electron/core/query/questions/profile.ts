import { wholeTree, type BoxTree } from '@core/analysis/box-tree';
import { computeFunctionTree, computeTreeValues, treeValuesBytes } from '@core/analysis/call-tree';
import { compileFilter } from '@core/analysis/filter';
import { followPath, layoutFlame, sortBoxes, type FlameNames } from '@core/analysis/flame';
import { computeFunctionDetail } from '@core/analysis/function-detail';
import { applyLens, lensKey, passingSamples } from '@core/analysis/lens';
import { MergedTree } from '@core/analysis/merged-tree';
import { ORIGINS } from '@core/analysis/origin';
import { computeSides } from '@core/analysis/sides';
import { computeSampleTop, computeTop, sortTop, type SampleTop } from '@core/analysis/top';
import {
  FLAME_WIDTHS,
  GRANULARITIES,
  TREE_SORTS,
  WHOLE,
  type CallTreeRow,
  type Granularity,
  type Shape,
} from '@core/api/profile';
import { NO_FILTER, TOP_SORTS, type Filter, type FlameParams, type ProfileParams } from '@core/api/queries';
import { rowsWithinAnswer } from '../answer-size';
import { stackWork, type OpenDocument } from '../document';
import { badParams, notFound, QuestionFailed } from '../failure';
import { checkBoolean, checkFilter, checkNode, checkNumber, checkOneOf, checkPage, checkText } from '../params';
import { lookThrough, profileView, tracePart, valuesOf, type Look } from '../profile-view';
import type { Question, Run } from './question';

async function checkProfile(
  doc: OpenDocument,
  params: ProfileParams & { readonly by?: Granularity; readonly root?: string },
  run: Run,
): Promise<Look> {
  const by = checkOneOf('by', params.by ?? 'function', GRANULARITIES);
  const root = params.root === undefined ? null : checkText('root', params.root);
  return lookThrough(
    doc,
    profileView(doc, params, await tracePart(doc, params, run)),
    checkFilter(params.filter),
    by,
    root,
  );
}

/** The tree and its values, with a pause before each. */
async function treeAndValues(doc: OpenDocument, look: Look, run: Run) {
  const { analyses } = look;
  await run.breathe(stackWork(analyses.capture));
  const { tree } = analyses;
  await run.breathe(analyses.capture.samples.count);
  const values = valuesOf(doc, look);
  await run.breathe(tree.count);
  return { tree, values };
}

/** From the tree where it is there already, else from the samples alone, which takes a fraction of its memory. */
async function topOf(doc: OpenDocument, profile: Look, run: Run): Promise<SampleTop> {
  const { analyses, sampleType, filter, seen } = profile;
  const memo = `top ${profile.key} ${sampleType} ${filter.key}`;
  const size = ({ table }: SampleTop): number => table.count * 24;
  if (seen === null && !analyses.hasTree && doc.memo.find(memo) === undefined) {
    await run.breathe(stackWork(analyses.capture));
    const found = computeSampleTop(analyses.capture, sampleType, filter);
    if (found !== null) return doc.memo.get(memo, () => found, size);
  }
  const { tree, values } = await treeAndValues(doc, profile, run);
  const { total, shown } = values;
  return doc.memo.get(memo, () => ({ table: computeTop(tree, values), names: tree.names, total, shown }), size);
}

export const top: Question<'top'> = async (doc, params, run) => {
  const started = run.now();
  const profile = await checkProfile(doc, params, run);
  const { analyses, sampleType } = profile;
  const sort = checkOneOf('sort', params.sort, TOP_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  const { table, names, total, shown } = await topOf(doc, profile, run);
  const order = sortTop(table, names, analyses.origins, sort, descending);
  const page = order.subarray(offset, offset + limit);
  const { functions, strings, samples } = analyses.capture;
  const rows = rowsWithinAnswer(page.length, (i) => {
    const row = page[i];
    return {
      function: names[table.name[row]],
      file: strings.get(functions.file[table.func[row]]),
      flat: table.flat[row],
      cum: table.cum[row],
      origin: ORIGINS[analyses.origins.origin[table.func[row]]],
    };
  });
  return {
    sampleType: samples.types[sampleType],
    total,
    shown,
    rows,
    totalRows: table.count,
    folded: table.count - rows.length,
    tookMs: run.now() - started,
  };
};

/** What is drawn and unfolded: the call tree or a merged one, and what its widths are. */
async function boxesOf(
  doc: OpenDocument,
  look: Look,
  params: Pick<FlameParams, 'shape' | 'diff' | 'combine'>,
  run: Run,
): Promise<{ readonly names: FlameNames; readonly boxes: BoxTree; readonly total: number; readonly shown: number }> {
  const shape = checkShape(params.shape ?? WHOLE);
  const diff = params.diff === undefined ? null : checkOneOf('diff', params.diff, FLAME_WIDTHS);
  if (
    diff !== null &&
    (params.combine === undefined || params.combine.subtract.length === 0 || !params.combine.relative)
  ) {
    throw badParams('diff', 'diff needs combine with something to subtract and relative: true');
  }
  const { tree, values } = await treeAndValues(doc, look, run);
  const { capture, origins } = look.analyses;
  const names = { capture, origins, tree };
  const key = `${look.key} ${look.sampleType} ${look.filter.key} ${diff}`;
  const columns =
    diff === null
      ? { width: values, sides: null }
      : doc.memo.get(
          `sides ${key}`,
          () => computeSides(look.source.capture, tree, look.sampleType, look.filter, look.seen, diff),
          ({ width }) => treeValuesBytes(width) * 4,
        );
  await run.breathe(tree.count);
  const { total, shown } = columns.width;
  if (shape.at === null && shape.direction === 'down') return { names, boxes: wholeTree(tree, columns), total, shown };
  const boxes = doc.memo.get(
    `merged ${key} ${shape.direction} ${shape.at}`,
    () => MergedTree.of(tree, columns, shape),
    // What is unfolded later is not counted: a few hundred boxes, and as many entries as there are now, at most.
    (merged) => 2 * (merged?.byteLength ?? 0),
  );
  if (boxes !== null) return { names, boxes, total, shown };
  const what = shape.at === null ? 'anything' : shape.at;
  throw notFound(
    `No sample that passes the filter goes through ${what}`,
    'Take another function, or clear the filter.',
  );
}

function checkShape(shape: Shape): Shape {
  const direction = checkOneOf('shape.direction', shape.direction, ['down', 'up']);
  return { direction, at: shape.at === null ? null : checkText('shape.at', shape.at) };
}

export const flame: Question<'flame'> = async (doc, params, run) => {
  const started = run.now();
  const profile = await checkProfile(doc, params, run);
  const width = checkNumber('width', params.width, 1, 16_384);
  const minPx = checkNumber('minPx', params.minPx, 0.1, 1000);
  const search = checkText('search', params.search);
  const { names, boxes, total } = await boxesOf(doc, profile, params, run);
  const path = params.path ?? [];
  const zoom = params.zoom === null ? followPath(names.tree, boxes, path) : checkBox('zoom', params.zoom, boxes);
  const layout = layoutFlame(names, boxes, { zoom, width, minPx, search });
  return { sampleType: names.capture.samples.types[profile.sampleType], total, ...layout, tookMs: run.now() - started };
};

function checkBox(field: string, handle: string, boxes: BoxTree): number {
  const node = checkNode(field, handle, Number.MAX_SAFE_INTEGER);
  if (boxes.has(node)) return node;
  throw notFound(`There is no box ${handle} in this tree`, 'Zoom to a handle of the current answer, or give a path.');
}

export const callTree: Question<'callTree'> = async (doc, params, run) => {
  const started = run.now();
  const look = await checkProfile(doc, params, run);
  const sort = checkOneOf('sort', params.sort, TREE_SORTS);
  const { offset, limit } = checkPage(params);
  const difference = (params.combine?.subtract.length ?? 0) > 0 && params.combine?.relative === true;
  const asked = difference ? { ...params, diff: 'larger' as const } : params;
  const { names, boxes, total, shown } = await boxesOf(doc, look, asked, run);
  const parent = params.parent === null ? 0 : checkBox('parent', params.parent, boxes);
  // The root of a tree that begins at a function is a row itself.
  const level: number[] = params.parent === null && boxes.at !== null ? [0] : childrenOf(boxes, parent);
  const order = sortBoxes(names.tree, boxes, level, sort);
  const page = order.slice(offset, offset + limit);
  const { functions, strings, samples } = names.capture;
  const rows = rowsWithinAnswer(page.length, (i): CallTreeRow => {
    const node = page[i];
    const func = boxes.func(node);
    const sides = boxes.sides(node);
    return {
      node: `f-${node}`,
      function: names.tree.names[names.tree.nameOf[func]],
      file: strings.get(functions.file[func]),
      origin: ORIGINS[names.origins.origin[func]],
      inlined: boxes.inlined(node),
      flat: boxes.flat(node),
      cum: boxes.cum(node),
      change:
        sides === null
          ? null
          : {
              flat: { base: sides.baseFlat, new: sides.nowFlat, delta: sides.nowFlat - sides.baseFlat },
              cum: { base: sides.baseCum, new: sides.nowCum, delta: sides.nowCum - sides.baseCum },
            },
      children: childrenOf(boxes, node).length,
    };
  });
  return {
    sampleType: samples.types[look.sampleType],
    ...{ total, shown, rows },
    totalRows: order.length,
    folded: order.length - rows.length,
    tookMs: run.now() - started,
  };
};

function childrenOf(boxes: BoxTree, node: number): number[] {
  const into: number[] = [];
  boxes.children(node, into);
  return into;
}

export const functionDetail: Question<'functionDetail'> = async (doc, params, run) => {
  const profile = await checkProfile(doc, params, run);
  const name = checkText('function', params.function);
  const { tree, values } = await treeAndValues(doc, profile, run);
  const { analyses, source, seen, sampleType, filter } = profile;
  const keep = passingSamples(source.capture, filter, seen);
  const detail = computeFunctionDetail(analyses.capture, analyses.origins, tree, values, sampleType, keep, name);
  if (detail === null) throw notFound(`There is no function ${name} in ${analyses.capture.name}`);
  return detail;
};

export const filterParts: Question<'filterParts'> = async (doc, params, run) => {
  const { source: analyses, sampleType, filter } = await checkProfile(doc, params, run);
  const { focus, ignore, labels, operations, text, tagFocus = [], tagIgnore = [] } = filter.filter;
  const { hide = [], show = [], showFrom = [] } = filter.filter;
  const alone: { part: string; value: string; filter: Partial<Filter> }[] = [
    ...focus.map((value) => ({ part: 'focus', value, filter: { focus: [value] } })),
    ...ignore.map((value) => ({ part: 'ignore', value, filter: { ignore: [value] } })),
    ...labels.map((label) => ({ part: 'tag', value: `${label.key}=${label.value}`, filter: { labels: [label] } })),
    ...tagFocus.map((value) => ({ part: 'tagfocus', value, filter: { tagFocus: [value] } })),
    ...tagIgnore.map((value) => ({ part: 'tagignore', value, filter: { tagIgnore: [value] } })),
    ...hide.map((value) => ({ part: 'hide', value, filter: { hide: [value] } })),
    ...show.map((value) => ({ part: 'show', value, filter: { show: [value] } })),
    ...showFrom.map((value) => ({ part: 'show-from', value, filter: { showFrom: [value] } })),
    ...(operations.length === 0 ? [] : [{ part: 'operation', value: operations.join(', '), filter: { operations } }]),
    ...(text === '' ? [] : [{ part: 'text', value: text, filter: { text } }]),
  ];
  const { capture } = analyses;
  const shown = async (part: Partial<Filter>) => {
    await run.breathe(capture.samples.count + stackWork(capture));
    const compiled = compileFilter({ ...NO_FILTER, ...part });
    if (!compiled.ok) throw new QuestionFailed(compiled.error);
    const lens = lensKey(compiled.value, 'function');
    const seen = lens === '' ? null : applyLens(capture, compiled.value, 'function', analyses.origins);
    const tree = seen === null ? analyses.tree : computeFunctionTree(seen.capture);
    return computeTreeValues(capture, tree, sampleType, compiled.value, seen).shown;
  };
  const parts: { part: string; value: string; leaves: number }[] = [];
  for (const { part, value, filter: only } of alone) parts.push({ part, value, leaves: await shown(only) });
  return { all: await shown({}), parts };
};
