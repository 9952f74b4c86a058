import { formatBytes } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import type { Analyses } from '@core/analysis/analyses';
import { codeRef, stackFrames } from '@core/analysis/site';
import { packagesOf } from './table-goroutines';
import { momentsOf, NO_FACTS, perMinute, type RowFacts, type Table, type TableRow } from './table';
import { int, PlaceValue, type Row, type Value } from './value';

/** What one site holds and has allocated. */
interface HeapSite {
  readonly frame: number;
  bytes: number;
  objects: number;
  allocBytes: number;
  allocObjects: number;
  /** The stack that holds most, and how much. */
  stack: number;
  most: number;
}

interface View {
  readonly index: number;
  readonly analyses: Analyses;
  readonly sites: ReadonlyMap<string, HeapSite>;
  readonly total: number;
}

/** The heap profiles of a document, by allocation site; null without any. */
export function heapTable(documents: readonly Analyses[]): Table | null {
  const captures: { readonly index: number; readonly analyses: Analyses }[] = [];
  documents.forEach((analyses, index) => {
    const { kind, otherProcess } = analyses.capture;
    if (kind !== 'heap' && kind !== 'allocs') return;
    if (otherProcess === true) captures.length = 0;
    captures.push({ index, analyses });
  });
  if (captures.length === 0) return null;
  const moments = momentsOf(captures.map(({ analyses }) => analyses.capture));
  const views: (View | undefined)[] = [];
  const viewAt = (at: number): View => (views[at] ??= heapView(captures[at].index, captures[at].analyses));
  const last = captures.length - 1;
  const growth = (key: string, at: number): number => {
    const ms = moments === null ? 0 : moments[at] - moments[0];
    return ms === 0 ? NaN : perMinute(viewAt(0).sites.get(key)?.bytes ?? 0, viewAt(at).sites.get(key)?.bytes ?? 0, ms);
  };
  const rowOf = (key: string, at: number, site: HeapSite): Row => siteRow(viewAt(at), site, () => growth(key, at));

  function* rows(): Iterable<TableRow> {
    for (const [key, site] of viewAt(last).sites) {
      yield {
        key,
        timeMs: moments?.[last] ?? NaN,
        weight: site.bytes,
        row: rowOf(key, last, site),
        *before() {
          for (let at = last - 1; at >= 0; at--) {
            const there = viewAt(at).sites.get(key);
            yield { timeMs: moments?.[at] ?? NaN, row: there === undefined ? null : rowOf(key, at, there) };
          }
        },
        describe: () => facts(viewAt(last), site, growth(key, last)),
      };
    }
  }
  return rows;
}

function heapView(index: number, analyses: Analyses): View {
  const { capture, sites } = analyses;
  const { samples, frames, functions, strings } = capture;
  const column = (type: string): Float64Array | null => {
    const at = samples.types.findIndex((sampleType) => sampleType.type === type);
    return at < 0 ? null : samples.values[at];
  };
  const [space, objects, allocSpace, allocObjects] = [
    'inuse_space',
    'inuse_objects',
    'alloc_space',
    'alloc_objects',
  ].map(column);
  const found = new Map<string, HeapSite>();
  const keys = new Map<number, string>();
  let total = 0;
  for (let i = 0; i < samples.count; i++) {
    const stack = samples.stack[i];
    const frame = sites.site[stack];
    if (frame < 0) continue;
    let key = keys.get(frame);
    if (key === undefined) {
      const func = frames.func[frame];
      key = `${strings.get(functions.name[func])} ${baseName(strings.get(functions.file[func]))}:${frames.line[frame]}`;
      keys.set(frame, key);
    }
    let site = found.get(key);
    if (site === undefined) {
      site = { frame, bytes: 0, objects: 0, allocBytes: 0, allocObjects: 0, stack, most: -Infinity };
      found.set(key, site);
    }
    const bytes = space?.[i] ?? 0;
    total += bytes;
    site.bytes += bytes;
    site.objects += objects?.[i] ?? 0;
    site.allocBytes += allocSpace?.[i] ?? 0;
    site.allocObjects += allocObjects?.[i] ?? 0;
    if (bytes > site.most) {
      site.most = bytes;
      site.stack = stack;
    }
  }
  return { index, analyses, sites: found, total };
}

function siteRow({ analyses, total }: View, site: HeapSite, growth: () => number): Row {
  const { capture, origins } = analyses;
  return (field): Value => {
    switch (field) {
      case 'inuseBytes':
        return int(site.bytes);
      case 'inuseObjects':
        return int(site.objects);
      case 'allocBytes':
        return int(site.allocBytes);
      case 'allocObjects':
        return int(site.allocObjects);
      case 'share':
        return total > 0 ? site.bytes / total : NaN;
      case 'growthPerMinute':
        return growth();
      case 'site':
        return new PlaceValue(codeRef(capture, site.frame));
      case 'functions':
        return stackFrames(capture, origins, site.stack).map((frame) => frame.function);
      case 'packages':
        return packagesOf(stackFrames(capture, origins, site.stack));
      default:
        return null;
    }
  };
}

function facts({ analyses, index }: View, site: HeapSite, growth: number): RowFacts {
  const { capture, origins } = analyses;
  const ref = codeRef(capture, site.frame);
  const text = `The heap profile holds ${formatBytes(site.bytes)} from there${Number.isNaN(growth) ? '' : `, ${growth < 0 ? '' : '+'}${formatBytes(growth)}/min`}.`;
  const target = { view: 'flame' as const, capture: index, handle: `f:${ref?.function ?? ''}` };
  return {
    ...NO_FACTS,
    site: ref,
    count: Math.round(site.objects),
    atLeast: capture.notes.some(({ kind }) => kind === 'truncated'),
    bytes: Math.round(site.bytes),
    evidence: [{ text, link: 'flame', target }],
    stack: stackFrames(capture, origins, site.stack),
  };
}
