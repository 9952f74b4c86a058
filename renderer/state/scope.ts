import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { GroupBy, ProfileParams } from '@core/api/queries';
import type { ViewState } from './view';

/** A capture by its index, which of a watched process is not its position; undefined once it is no longer kept. */
export function captureAt(info: DocumentInfo, index: number): CaptureInfo | undefined {
  const there = info.captures[index];
  return there?.index === index ? there : info.captures.find((capture) => capture.index === index);
}

/** Captures with goroutines, in order. */
export function goroutineCaptures(info: DocumentInfo): readonly CaptureInfo[] {
  return info.captures.filter((capture) => capture.counts.goroutines !== null);
}

/**
 * The capture a view shows: the chosen one if it has what the view needs, else the last that has. Without a choice, views of
 * profiles prefer the last capture without goroutines (`heap` beside `goroutine`), since goroutines have their own view. A leak
 * profile names only the goroutines it judged: it is shown when it is chosen or alone.
 */
export function captureFor(
  info: DocumentInfo,
  state: ViewState,
  need: 'goroutines' | 'profile' | 'trace',
): CaptureInfo | null {
  const chosen = state.capture === null ? undefined : captureAt(info, state.capture);
  if (need === 'trace') {
    return chosen?.kind === 'trace' ? chosen : (info.captures.filter(({ kind }) => kind === 'trace').at(-1) ?? null);
  }
  const withGoroutines = goroutineCaptures(info);
  if (need === 'goroutines') {
    if (chosen !== undefined && withGoroutines.includes(chosen)) return chosen;
    return withGoroutines.filter((capture) => capture.kind === 'goroutine').at(-1) ?? withGoroutines.at(-1) ?? null;
  }
  // Metrics have no samples.
  const profiles = info.captures.filter((capture) => capture.sampleTypes.length > 0);
  if (chosen !== undefined && profiles.includes(chosen)) return chosen;
  const whole = profiles.filter((capture) => capture.kind !== 'goroutineleak');
  return whole.filter((capture) => !withGoroutines.includes(capture)).at(-1) ?? whole.at(-1) ?? profiles.at(-1) ?? null;
}

/** What the shown view needs of a capture. */
export function needOf({ view }: ViewState): 'goroutines' | 'profile' | 'trace' {
  if (view === 'trace') return 'trace';
  return view === 'flame' || view === 'top' || view === 'source' || view === 'heap' || view === 'compare'
    ? 'profile'
    : 'goroutines';
}

/** What every question about a profile begins with, or null for an empty document. */
export function profileParams(info: DocumentInfo, state: ViewState): ProfileParams | null {
  const capture = captureFor(info, state, 'profile');
  if (capture === null) return null;
  const sampleType =
    state.sampleType !== null && state.sampleType < capture.sampleTypes.length
      ? state.sampleType
      : capture.defaultSampleType;
  const shown = state.runtimeFrames && capture.hidesFrames ? { runtimeFrames: true } : {};
  const { range } = state.trace;
  // The part that is chosen in the timeline of this trace.
  const part = range !== null && captureFor(info, state, 'trace')?.index === capture.index ? { range } : {};
  return { doc: info.doc, capture: capture.index, sampleType, filter: state.filter, ...shown, ...part };
}

/** What to group by in a capture: labels it does not have, and creators where they are not recorded, become stacks. */
export function possibleGroupBy(by: GroupBy, capture: CaptureInfo): GroupBy {
  if (by.startsWith('label:') && !capture.labelKeys.includes(by.slice('label:'.length))) return 'stack';
  return by === 'creator' && capture.format !== 'goroutine-dump' ? 'stack' : by;
}
