import { computeTreeValues } from '@core/analysis/call-tree';
import { compileFilter, type CompiledFilter } from '@core/analysis/filter';
import { layoutFlame } from '@core/analysis/flame';
import { computeFunctionDetail } from '@core/analysis/function-detail';
import { ORIGINS } from '@core/analysis/origin';
import { computeSampleTop, computeTop, sortTop, type SampleTop } from '@core/analysis/top';
import { NO_FILTER, TOP_SORTS, type Filter, type ProfileParams } from '@core/api/queries';
import { rowsWithinAnswer } from '../answer-size';
import { stackWork, type OpenDocument } from '../document';
import { notFound, QuestionFailed } from '../failure';
import { checkBoolean, checkFilter, checkNode, checkNumber, checkOneOf, checkPage, checkText } from '../params';
import { profileView, valuesOf, type ProfileView } from '../profile-view';
import type { Question, Run } from './question';

interface Profile extends ProfileView {
  readonly filter: CompiledFilter;
}

function checkProfile(doc: OpenDocument, params: ProfileParams): Profile {
  return { ...profileView(doc, params), filter: checkFilter(params.filter) };
}

/** The tree and its values, with a pause before each. */
async function treeAndValues(doc: OpenDocument, profile: Profile, run: Run) {
  const { analyses, filter } = profile;
  await run.breathe(stackWork(analyses.capture));
  const { tree } = analyses;
  await run.breathe(analyses.capture.samples.count);
  const values = valuesOf(doc, profile, filter);
  await run.breathe(tree.count);
  return { tree, values };
}

/** From the tree where it is there already, else from the samples alone, which takes a fraction of its memory. */
async function topOf(doc: OpenDocument, profile: Profile, run: Run): Promise<SampleTop> {
  const { analyses, sampleType, filter } = profile;
  const memo = `top ${profile.key} ${sampleType} ${filter.key}`;
  const size = ({ table }: SampleTop): number => table.count * 24;
  if (!analyses.hasTree && doc.memo.find(memo) === undefined) {
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
  const profile = checkProfile(doc, params);
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

export const flame: Question<'flame'> = async (doc, params, run) => {
  const started = run.now();
  const profile = checkProfile(doc, params);
  const width = checkNumber('width', params.width, 1, 16_384);
  const minPx = checkNumber('minPx', params.minPx, 0.1, 1000);
  const search = checkText('search', params.search);
  const { tree, values } = await treeAndValues(doc, profile, run);
  const zoom = params.zoom === null ? 0 : checkNode('zoom', params.zoom, tree.count);
  const { capture, origins } = profile.analyses;
  const layout = layoutFlame(capture, origins, tree, values, { zoom, width, minPx, search });
  return { sampleType: capture.samples.types[profile.sampleType], ...layout, tookMs: run.now() - started };
};

export const functionDetail: Question<'functionDetail'> = async (doc, params, run) => {
  const profile = checkProfile(doc, params);
  const name = checkText('function', params.function);
  const { tree, values } = await treeAndValues(doc, profile, run);
  const { analyses, sampleType, filter } = profile;
  const detail = computeFunctionDetail(analyses.capture, analyses.origins, tree, values, sampleType, filter, name);
  if (detail === null) throw notFound(`There is no function ${name} in ${analyses.capture.name}`);
  return detail;
};

export const filterParts: Question<'filterParts'> = async (doc, params, run) => {
  const { analyses, sampleType, filter } = checkProfile(doc, params);
  const { focus, ignore, labels, operations, text, tagFocus = [], tagIgnore = [] } = filter.filter;
  const alone: { part: string; value: string; filter: Partial<Filter> }[] = [
    ...focus.map((value) => ({ part: 'focus', value, filter: { focus: [value] } })),
    ...ignore.map((value) => ({ part: 'ignore', value, filter: { ignore: [value] } })),
    ...labels.map((label) => ({ part: 'tag', value: `${label.key}=${label.value}`, filter: { labels: [label] } })),
    ...tagFocus.map((value) => ({ part: 'tagfocus', value, filter: { tagFocus: [value] } })),
    ...tagIgnore.map((value) => ({ part: 'tagignore', value, filter: { tagIgnore: [value] } })),
    ...(operations.length === 0 ? [] : [{ part: 'operation', value: operations.join(', '), filter: { operations } }]),
    ...(text === '' ? [] : [{ part: 'text', value: text, filter: { text } }]),
  ];
  const { capture } = analyses;
  const shown = async (part: Partial<Filter>) => {
    await run.breathe(capture.samples.count + stackWork(capture));
    const compiled = compileFilter({ ...NO_FILTER, ...part });
    if (!compiled.ok) throw new QuestionFailed(compiled.error);
    return computeTreeValues(capture, analyses.tree, sampleType, compiled.value).shown;
  };
  const parts: { part: string; value: string; leaves: number }[] = [];
  for (const { part, value, filter: only } of alone) parts.push({ part, value, leaves: await shown(only) });
  return { all: await shown({}), parts };
};
