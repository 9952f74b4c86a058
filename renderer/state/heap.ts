import type { DocumentInfo } from '@core/api/document';
import type { TimelineParams } from '@core/api/profile';

export const HEAP_BY = ['package', 'function', 'module', 'kind'] as const;
/** What the areas are; `kind` = of memory, as the runtime says it of itself. */
export type HeapBy = (typeof HEAP_BY)[number];

export interface HeapState {
  /** Sample type by name, `inuse_space`; null = bytes in use where there are some. */
  readonly sampleType: string | null;
  readonly by: HeapBy;
  /** A and B as indices of captures; null = first and last. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

export const INITIAL_HEAP: HeapState = { sampleType: null, by: 'package', range: null };

/** Profiles of memory over time: which kind, and which sample types they have. Null where there are fewer than two. */
export function heapSeries(
  info: DocumentInfo,
): { readonly kind: TimelineParams['kind']; readonly types: readonly string[]; readonly count: number } | null {
  for (const kind of ['heap', 'allocs'] as const) {
    const captures = info.captures.filter((capture) => capture.kind === kind);
    const [first] = captures;
    if (first === undefined || captures.length < 2) continue;
    const has = (type: string): boolean =>
      captures.filter(({ sampleTypes }) => sampleTypes.some((other) => other.type === type)).length > 1;
    const types = first.sampleTypes.map(({ type }) => type).filter(has);
    if (types.length > 0) return { kind, types, count: captures.length };
  }
  return null;
}
