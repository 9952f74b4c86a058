import type { Analyses } from '@core/analysis/analyses';
import { stackFrames } from '@core/analysis/site';
import { GOROUTINE_RUNNING, type Capture } from '@core/model/tables';
import type { StackFrame } from '@core/api/findings';

/** A place that the plain rule calls leaked. */
export interface PlainPlace {
  readonly name: string;
  /** Leaf first. */
  readonly frames: readonly StackFrame[];
}

/**
 * The rule that ours is measured against: the same goroutine at the same place in all captures; where the format has no ids, some
 * goroutine at the same place in all. The main goroutine, the runtime's and those that run are left out.
 */
export function plainRule(series: readonly Analyses[]): PlainPlace[] {
  const views = series.flatMap((analysis) => {
    const { goroutines } = analysis.capture;
    return goroutines === null ? [] : [{ analysis, table: goroutines, groups: analysis.groups('site') }];
  });
  const last = views.at(-1);
  if (last === undefined) return [];
  const places: PlainPlace[] = [];
  for (let group = 0; group < last.groups.count; group++) {
    const handle = last.groups.handle(group);
    const members: Set<number>[] = views.map(({ groups, table }) => {
      const at = groups.find(handle);
      const rows = at < 0 ? [] : [...groups.members.subarray(groups.start[at], groups.start[at + 1])];
      return new Set(rows.filter((row) => (table.flags[row] & GOROUTINE_RUNNING) === 0).map((row) => table.goid[row]));
    });
    // Where the format has no ids all are −1.
    if (![...members[0]].some((goid) => members.every((ids) => ids.has(goid)))) continue;
    const { capture, origins } = last.analysis;
    const frames = stackFrames(capture, origins, last.table.stack[last.groups.sample[group]]);
    const outside = frames.filter(({ origin }) => origin !== 'runtime');
    if (outside.length === 0 || isMain(frames) || isRunning(frames, capture)) continue;
    const site = outside.find(({ origin }) => origin !== 'std') ?? outside[0];
    places.push({ name: `${site.function} ${site.file}:${site.line}`, frames });
  }
  return places;
}

function isMain(frames: readonly StackFrame[]): boolean {
  return frames.some((frame) => frame.function === 'main.main' || frame.function === 'runtime.main');
}

/** The goroutine that writes the capture. */
function isRunning(frames: readonly StackFrame[], capture: Capture): boolean {
  return capture.kind !== 'heap' && frames.some((frame) => frame.function.startsWith('runtime/pprof.'));
}
