import type { DocumentInfo } from '@core/api/document';
import type { Attribution, TimelineParams } from '@core/api/profile';

export const HEAP_BY = ['package', 'function', 'module', 'kind'] as const;
/** What the areas are; `kind` = of memory, as the runtime says it of itself. */
export type HeapBy = (typeof HEAP_BY)[number];

export interface HeapState {
  /** Sample type by name, `inuse_space`; null = bytes in use where there are some. */
  readonly sampleType: string | null;
  readonly by: HeapBy;
  readonly attribute: Attribution;
  /** A and B as places among the moments that are drawn; null = first and last. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export const INITIAL_HEAP: HeapState = { sampleType: null, by: 'package', attribute: 'own', range: null };

export interface HeapSeries {
  readonly kind: TimelineParams['kind'];
  /** Sample types that at least two captures have. */
  readonly types: readonly string[];
  readonly count: number;
}

/** Profiles of memory over time; null where there are fewer than two. */
export function heapSeries(info: DocumentInfo): HeapSeries | null {
  for (const kind of ['heap', 'allocs'] as const) {
    const captures = info.captures.filter((capture) => capture.kind === kind);
    const [first] = captures;
    if (first === undefined || captures.length < 2) continue;
    const has = (type: string): boolean =>
      captures.filter(({ sampleTypes }) => sampleTypes.some((other) => other.type === type)).length > 1;
    const types = first.sampleTypes.map(({ type }) => type).filter(has);
    // What is in use comes first.
    types.sort(
      (a, b) =>
        Number(b.startsWith('inuse')) - Number(a.startsWith('inuse')) ||
        Number(b.endsWith('space')) - Number(a.endsWith('space')),
    );
    if (types.length > 0) return { kind, types, count: captures.length };
  }
  return null;
}

/** Moments of memory metrics: without profiles there is still the kind of memory to see. */
export function hasScrapes(info: DocumentInfo): boolean {
  return info.captures.reduce((sum, { metrics }) => sum + (metrics?.scrapes ?? 0), 0) > 1;
}
