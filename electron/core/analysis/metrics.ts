import { METRIC_TYPES, type MetricTables, type MetricType } from '@core/model/metrics';
import type { Capture } from '@core/model/tables';
import { scrapeClock, type ScrapeClock } from './metrics-clock';
import { KNOWN_METRICS, NO_LIMIT, type KnownMetric, type KnownSource } from './metrics-vocabulary';

/** A capture that has metrics. */
export type Metered = Capture & { readonly metrics: MetricTables };

/** A series of one capture with what its values are multiplied by: −1 where they are taken off. */
export interface SeriesTerm {
  readonly series: number;
  readonly factor: number;
}
/** What one capture adds to a line: the sum of its terms, scrape by scrape. */
export interface LinePart {
  /** Index in `MetricIndex.captures`. */
  readonly capture: number;
  readonly terms: readonly SeriesTerm[];
}

/** A name that people know, with all its label sets: one row of the list. */
export interface Metric {
  /** Handle: `go:heap-inuse` for those of the vocabulary, else `gauge:NAME`. */
  readonly id: string;
  readonly title: string;
  /** Name as written; of several sources the first one's. */
  readonly name: string;
  readonly group: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly help: string;
  /** Rows of `MetricIndex.series`; empty for sums of several names, which have `parts`. */
  readonly members: readonly number[];
  /** For vocabulary entries of one number: where it comes from. */
  readonly parts: readonly LinePart[] | null;
}

/** All metrics of a document on one clock. */
export interface MetricIndex {
  readonly captures: readonly Metered[];
  readonly clock: ScrapeClock;
  readonly metrics: readonly Metric[];
  /** Series that are the same in several captures, as one; `at(i)` lists where. */
  readonly series: MergedSeries;
  /** Memory held, bytes, about. */
  readonly byteLength: number;
}

/** Series by name and labels over all captures. */
export interface MergedSeries {
  readonly count: number;
  /** First capture that has it and its row there. */
  readonly capture: Uint32Array;
  readonly row: Uint32Array;
  /** Where it is: captures and rows in turn, in the order of the captures. */
  at(series: number): readonly { readonly capture: number; readonly row: number }[];
}

export function indexMetrics(captures: readonly Capture[]): MetricIndex {
  const metered = captures.filter((capture): capture is Metered => capture.metrics !== null);
  const series = mergeSeries(metered);
  const families = groupFamilies(metered, series);
  const taken = new Set<string>();
  const known = KNOWN_METRICS.flatMap((entry) => knownMetric(entry, metered, families, taken) ?? []);
  const rest = [...families.values()]
    .filter(({ id }) => !taken.has(id))
    .sort((a, b) => order(a.group, b.group) || order(a.name, b.name));
  return {
    captures: metered,
    clock: scrapeClock(metered),
    metrics: [...known, ...rest],
    series,
    byteLength: series.count * (metered.length > 1 ? 120 : 24),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mergeSeries(captures: readonly Metered[]): MergedSeries {
  const [only] = captures;
  if (captures.length === 1 && only !== undefined) {
    const { count } = only.metrics.series;
    return {
      count,
      capture: new Uint32Array(count),
      row: Uint32Array.from({ length: count }, (_, i) => i),
      at: (row) => [{ capture: 0, row }],
    };
  }
  const rows = new Map<string, number>();
  const places: { capture: number; row: number }[][] = [];
  captures.forEach((capture, at) => {
    const { series } = capture.metrics;
    const labels = labelTexts(capture);
    for (let row = 0; row < series.count; row++) {
      const key = `${capture.strings.get(series.name[row])}{${labels(series.labels[row])}`;
      const merged = rows.get(key);
      if (merged === undefined) {
        rows.set(key, places.length);
        places.push([{ capture: at, row }]);
      } else places[merged].push({ capture: at, row });
    }
  });
  return {
    count: places.length,
    capture: Uint32Array.from(places, ([first]) => first.capture),
    row: Uint32Array.from(places, ([first]) => first.row),
    at: (series) => places[series],
  };
}

/** `method="GET", code="200"` of a label set, without `except`. */
export function labelText({ labelSets, strings }: Capture, set: number, except = ''): string {
  const parts: string[] = [];
  for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
    const key = strings.get(labelSets.key[e]);
    if (key !== except) parts.push(`${key}=${JSON.stringify(strings.get(labelSets.value[e]))}`);
  }
  return parts.join(', ');
}

function labelTexts(capture: Capture): (set: number) => string {
  const texts: (string | undefined)[] = [];
  return (set) => (texts[set] ??= labelText(capture, set));
}

/** Value of one label of a series; null when it has not got it. */
export function labelOf({ labelSets, strings }: Capture, set: number, key: string): string | null {
  for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++)
    if (strings.get(labelSets.key[e]) === key) return strings.get(labelSets.value[e]);
  return null;
}

/** The name of a family without what its series add. */
export function familyName(name: string, type: MetricType): string {
  if (type === 'histogram') return name.replace(/_(?:bucket|sum|count|gsum|gcount)$/, '');
  return type === 'summary' ? name.replace(/_(?:sum|count)$/, '') : name;
}

interface Family extends Metric {
  readonly members: number[];
}

function groupFamilies(captures: readonly Metered[], series: MergedSeries): Map<string, Family> {
  const families = new Map<string, Family>();
  const byName = captures.map(() => new Map<number, Family>());
  for (let i = 0; i < series.count; i++) {
    const at = series.capture[i];
    const { strings, metrics } = captures[at];
    const row = series.row[i];
    const key = metrics.series.name[row] * METRIC_TYPES.length + metrics.series.type[row];
    let family = byName[at].get(key);
    if (family === undefined) {
      const type = METRIC_TYPES[metrics.series.type[row]];
      const name = familyName(strings.get(metrics.series.name[row]), type);
      const id = `${type}:${name}`;
      family = families.get(id);
      if (family === undefined) {
        const unit = strings.get(metrics.series.unit[row]) || unitOf(name);
        family = {
          id,
          title: name,
          name,
          group: groupOf(name),
          type,
          unit,
          help: strings.get(metrics.series.help[row]),
          members: [],
          parts: null,
        };
        families.set(id, family);
      }
      byName[at].set(key, family);
    }
    family.members.push(i);
  }
  return families;
}

/** What the name says where nothing else does: Prometheus's names end in their unit. */
function unitOf(name: string): string {
  return /_(bytes|seconds|ratio|percent|celsius|joules)(?:_total)?$/.exec(name)?.[1] ?? '';
}

function groupOf(name: string): string {
  if (name.startsWith('/')) return name.slice(1).split('/', 1)[0];
  return /^[A-Za-z0-9]+(?=[._])/.exec(name)?.[0] ?? 'other';
}

function knownMetric(
  entry: KnownMetric,
  captures: readonly Metered[],
  families: ReadonlyMap<string, Family>,
  taken: Set<string>,
): Metric | null {
  const { id, title, group, type, unit } = entry;
  const base = { id: `go:${id}`, title, group, type, unit };
  if (type === 'histogram' || type === 'summary') {
    for (const { names } of entry.sources) {
      const family = families.get(`${type}:${names[0]}`);
      if (family === undefined) continue;
      taken.add(family.id);
      return { ...family, ...base, unit: family.unit || unit };
    }
    return null;
  }
  const parts: LinePart[] = [];
  let name = '';
  let help = '';
  captures.forEach((capture, at) => {
    const found = findSource(capture, entry.sources);
    if (found === null) return;
    parts.push({ capture: at, terms: found.terms });
    const [first] = found.source.names;
    if (name === '') {
      name = found.source.names
        .map((term, i) => (term.startsWith('-') ? `− ${term.slice(1)}` : i === 0 ? term : `+ ${term}`))
        .join(' ');
      help = capture.strings.get(capture.metrics.series.help[found.terms[0].series]);
    }
    // One number under one name: the row of the name as written would say the same again.
    if (found.source.names.length === 1)
      for (const sort of METRIC_TYPES)
        if (families.get(`${sort}:${first}`)?.members.length === 1) taken.add(`${sort}:${first}`);
  });
  return parts.length === 0 ? null : { ...base, name, help, members: [], parts };
}

/** The first source of which the capture has every name, as a series without labels. */
function findSource(
  capture: Metered,
  sources: readonly KnownSource[],
): { readonly source: KnownSource; readonly terms: readonly SeriesTerm[] } | null {
  const rows = plainSeries(capture);
  for (const source of sources) {
    const terms: SeriesTerm[] = [];
    for (const written of source.names) {
      const minus = written.startsWith('-');
      const series = rows.get(minus ? written.slice(1) : written);
      if (series === undefined) break;
      terms.push({ series, factor: minus ? -source.factor : source.factor });
    }
    if (terms.length === source.names.length) return { source, terms };
  }
  return null;
}

const plain = new WeakMap<Capture, ReadonlyMap<string, number>>();

/** Series without labels by their name. */
function plainSeries(capture: Metered): ReadonlyMap<string, number> {
  const held = plain.get(capture);
  if (held !== undefined) return held;
  const rows = new Map<string, number>();
  const { series } = capture.metrics;
  for (let row = 0; row < series.count; row++)
    if (series.labels[row] === 0) rows.set(capture.strings.get(series.name[row]), row);
  plain.set(capture, rows);
  return rows;
}

/**
 * runtime.MemStats as far as a capture's metrics tell it, by the names of its fields: the last value of each. Null when none is there.
 */
export function memStatsOf(capture: Capture): Readonly<Record<string, number>> | null {
  if (capture.memStats !== null) return capture.memStats;
  if (!isMetered(capture)) return null;
  const { points, series } = capture.metrics;
  const stats: Record<string, number> = {};
  for (const { field, sources } of KNOWN_METRICS) {
    const found = field === '' ? null : findSource(capture, sources);
    if (found === null) continue;
    let sum = 0;
    for (const { series: row, factor } of found.terms)
      sum += series.first[row + 1] > series.first[row] ? factor * points.value[series.first[row + 1] - 1] : NaN;
    if (Number.isFinite(sum) && sum < NO_LIMIT) stats[field] = sum;
  }
  return Object.keys(stats).length > 0 ? stats : null;
}

function isMetered(capture: Capture): capture is Metered {
  return capture.metrics !== null;
}
