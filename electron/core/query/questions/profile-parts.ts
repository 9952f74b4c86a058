import { labelFacets, sumBySet } from '@core/analysis/label-facets';
import { applyLens, lensKey, passingSamples } from '@core/analysis/lens';
import { ORIGINS } from '@core/analysis/origin';
import { sumAreas, type AreaSums } from '@core/analysis/profile-timeline';
import { computeSourceLines } from '@core/analysis/source-lines';
import { theilSen } from '@core/analysis/theil-sen-stat';
import { orderByTime } from '@core/analysis/trend';
import { ATTRIBUTIONS, GRANULARITIES, type SourceAnswer, type TimelineParams } from '@core/api/profile';
import type { Origin } from '@core/api/findings';
import type { ProfileParams } from '@core/api/queries';
import { stackWork, type OpenDocument } from '../document';
import { badParams, notFound } from '../failure';
import { checkFilter, checkNumber, checkOneOf, checkText } from '../params';
import { lookThrough, profileView, tracePart, type Look } from '../profile-view';
import type { Question, Run } from './question';

async function lookAt(doc: OpenDocument, params: ProfileParams, run: Run): Promise<Look> {
  const view = profileView(doc, params, await tracePart(doc, params, run));
  return lookThrough(doc, view, checkFilter(params.filter), 'function');
}

async function passing(look: Look, run: Run): Promise<Uint8Array | null> {
  const { source, filter, seen } = look;
  await run.breathe(stackWork(source.capture) + source.capture.samples.count);
  return passingSamples(source.capture, filter, seen);
}

export const labels: Question<'labels'> = async (doc, params, run) => {
  const started = run.now();
  const look = await lookAt(doc, params, run);
  const search = checkText('search', params.search);
  const limit = checkNumber('limit', params.limit, 1, 1000);
  const { capture } = look.source;
  const keep = await passing(look, run);
  const sums = sumBySet(capture, look.sampleType, keep);
  await run.breathe(capture.labelSets.count);
  const values = capture.samples.values[look.sampleType];
  return {
    sampleType: capture.samples.types[look.sampleType],
    total: values.reduce((sum, value) => sum + Math.abs(value), 0),
    shown: sums.sum.reduce((sum, value) => sum + value, 0),
    keys: labelFacets(capture, sums, search, limit),
    tookMs: run.now() - started,
  };
};

/** Lines shown before the first and behind the last with samples. */
const AROUND = 12;
/** Longest piece of a file in an answer. */
const MOST_LINES = 5000;

export const source: Question<'source'> = async (doc, params, run) => {
  const started = run.now();
  const look = await lookAt(doc, params, run);
  const name = checkText('function', params.function);
  const wantedFile = checkText('file', params.file);
  const { capture, ownModule, origins } = look.analyses;
  const keep = await passing(look, run);
  const values = capture.samples.values[look.sampleType];
  const wanted = { function: name, file: wantedFile, wholeFile: name === '' };
  const table = computeSourceLines(capture, wanted, (i) => (keep === null || keep[i] === 1 ? values[i] : 0));
  if (table === null) throw notFound(`No sample that passes the filter is in ${name || wantedFile}`);
  const { functions, strings } = capture;
  const { func, lines, flat, cum, unplaced } = table;
  const file = func < 0 ? wantedFile : strings.get(functions.file[func]);
  await run.breathe(capture.stacks.count);
  const found =
    run.sources === null || file === ''
      ? { file: null, looked: [] }
      : await run.sources.find(file, { ownModule, goVersion: capture.goVersion }, run.signal);
  return {
    sampleType: capture.samples.types[look.sampleType],
    total: values.reduce((sum, value) => sum + Math.abs(value), 0),
    function: func < 0 ? name : strings.get(functions.name[func]),
    file,
    origin: func < 0 ? 'own' : ORIGINS[origins.origin[func]],
    ...{ flat, cum, lines, unplaced },
    code: found.file === null ? null : excerpt(found.file, lines, capture.timeMs),
    looked: found.looked,
    tookMs: run.now() - started,
  };
};

function excerpt(
  { path, text, modifiedMs }: { readonly path: string; readonly text: string; readonly modifiedMs: number },
  lines: SourceAnswer['lines'],
  takenMs: number | null,
): SourceAnswer['code'] {
  const all = text.split(/\r?\n/);
  const first = Math.max(1, (lines[0]?.line ?? 1) - AROUND);
  const last = Math.min(all.length, first + MOST_LINES - 1, (lines.at(-1)?.line ?? all.length) + AROUND);
  return {
    path,
    from: first,
    lines: all.slice(first - 1, last),
    of: all.length,
    newer: takenMs !== null && modifiedMs > takenMs,
  };
}

const TIMELINE_KINDS = ['heap', 'allocs', 'goroutine', 'cpu', 'block', 'mutex', 'custom'] as const;

export const timeline: Question<'timeline'> = async (doc, params, run) => {
  const started = run.now();
  const { indexes, names } = checkTimeline(doc, params);
  const filter = checkFilter(params.filter);
  const limit = checkNumber('limit', params.limit, 1, 50);
  const by = checkOneOf('by', params.by, GRANULARITIES);
  if (by === 'line') throw badParams('by', 'A timeline has no lines; take function, file, package or module');
  const attribute = checkOneOf('attribute', params.attribute, ATTRIBUTIONS);
  const { order, times, timed } = orderByTime(indexes.map((index) => doc.analyses[index].capture));
  const sums: AreaSums[] = [];
  for (const at of order) {
    const { pruned: own } = doc.analyses[indexes[at]];
    await run.breathe(stackWork(own.capture) + own.capture.samples.count);
    const key = `area ${indexes[at]} ${names[at]} ${by} ${attribute} ${filter.key} ${lensKey(filter, 'function')}`;
    sums.push(
      doc.memo.get(
        key,
        () => {
          const seen =
            lensKey(filter, 'function') === '' ? null : applyLens(own.capture, filter, 'function', own.origins);
          const keep = passingSamples(own.capture, filter, seen);
          return sumAreas(seen?.capture ?? own.capture, own.origins, names[at], keep, by, attribute);
        },
        ({ byName }) => byName.size * 100,
      ),
    );
  }
  const first = doc.analyses[indexes[order[0]]].capture.timeMs ?? 0;
  const captures = order.map((at, i) => ({
    capture: indexes[at],
    atMs: timed ? first + times[i] * 60_000 : i,
    total: sums[i].total,
    shown: sums[i].shown,
  }));
  const all = areasOf(doc, indexes, order, sums);
  const shown = all.slice(0, limit);
  const rest = Float64Array.from(sums, (_, i) => all.slice(limit).reduce((sum, area) => sum + area.values[i], 0));
  return {
    sampleType: doc.analyses[indexes[0]].capture.samples.types[names[0]],
    captures,
    clock: timed ? 'time' : 'order',
    areas: shown.map((area) => ({
      ...area,
      perMinute: timed && sums.length > 2 ? theilSen(times, area.values).slope : null,
      change: area.values[area.values.length - 1] - area.values[0],
    })),
    rest: { areas: Math.max(0, all.length - limit), values: rest },
    tookMs: run.now() - started,
  };
};

/** Captures of the kind that have the sample type, and its column in each. */
function checkTimeline(doc: OpenDocument, params: TimelineParams): { indexes: number[]; names: number[] } {
  const kind = checkOneOf('kind', params.kind, TIMELINE_KINDS);
  const type = checkText('sampleType', params.sampleType);
  const indexes: number[] = [];
  const names: number[] = [];
  doc.analyses.forEach(({ capture }, index) => {
    const column = capture.samples.types.findIndex((other) => other.type === type);
    if (capture.kind !== kind || column < 0) return;
    indexes.push(index);
    names.push(column);
  });
  if (indexes.length === 0) throw notFound(`The document has no ${kind} profile with the sample type ${type}`);
  return { indexes, names };
}

function areasOf(doc: OpenDocument, indexes: readonly number[], order: readonly number[], sums: readonly AreaSums[]) {
  const areas = new Map<string, { readonly name: string; origin: Origin; readonly values: Float64Array }>();
  sums.forEach(({ byName }, i) => {
    const { origins } = doc.analyses[indexes[order[i]]].pruned;
    for (const [name, { sum, func }] of byName) {
      let area = areas.get(name);
      if (area === undefined) {
        const origin = func < 0 ? 'runtime' : ORIGINS[origins.origin[func]];
        areas.set(name, (area = { name, origin, values: new Float64Array(sums.length) }));
      }
      area.values[i] = sum;
    }
  });
  const peak = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return [...areas.values()].sort((a, b) => peak(b.values) - peak(a.values) || (a.name < b.name ? -1 : 1));
}
