import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { TimelineParams } from '@core/api/profile';
import { captureAt, captureFor } from './scope';
import type { ViewState } from './view';

/** The two captures that are compared. */
export interface Sides {
  readonly a: CaptureInfo;
  readonly b: CaptureInfo;
}

/** Captures that something can be compared with: another one has the same kind. In order. */
export function comparableCaptures(info: DocumentInfo): readonly CaptureInfo[] {
  return info.captures.filter((capture) =>
    info.captures.some((other) => other !== capture && other.kind === capture.kind),
  );
}

/**
 * A and B: the chosen ones where they are of one kind. B is else the one that profiles are shown of, or the last that can be; A the last
 * before B of its kind, or the first after it. Null where no two captures are of one kind.
 */
export function sidesOf(info: DocumentInfo, state: ViewState): Sides | null {
  const candidates = comparableCaptures(info);
  const chosen = state.capture === null ? captureFor(info, state, 'profile') : captureAt(info, state.capture);
  const b = chosen !== null && chosen !== undefined && candidates.includes(chosen) ? chosen : candidates.at(-1);
  if (b === undefined) return null;
  const alike = candidates.filter((other) => other !== b && other.kind === b.kind);
  const a =
    alike.find(({ index }) => index === state.flame.base) ??
    alike.filter(({ index }) => index < b.index).at(-1) ??
    alike[0];
  return a === undefined ? null : { a, b };
}

const TIMELINE_KINDS: readonly string[] = ['heap', 'allocs', 'goroutine', 'cpu', 'block', 'mutex', 'custom'];

/** The kind as profiles over time have it; null for those that have none. */
export function timelineKind(kind: CaptureInfo['kind']): TimelineParams['kind'] | null {
  return isTimelineKind(kind) ? kind : null;
}
function isTimelineKind(kind: string): kind is TimelineParams['kind'] {
  return TIMELINE_KINDS.includes(kind);
}
