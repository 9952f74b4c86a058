import type { GoroutineView, RuleContext } from './context';

/** How a group changed over the goroutine captures of a document. */
export interface Trend {
  readonly counts: readonly { readonly input: number; readonly count: number }[];
  /** Goroutines per minute between the first and the last capture; null with one capture or without usable times. */
  readonly perMinute: number | null;
  /** Three or more captures, each with more than the one before. */
  readonly rising: boolean;
  /** Who the members are, by goroutine id, in two or more captures; null without ids. */
  readonly membership: Membership | null;
}

export interface Membership {
  /** Captures compared. */
  readonly captures: number;
  /** Members of the first capture, and those of them that are in all later ones. */
  readonly first: number;
  readonly stayed: number;
  /** Fewest newcomers of any interval. */
  readonly fewestNew: number;
  /** Different members in any but the last capture, and those of them that are not in the last. */
  readonly seen: number;
  readonly ended: number;
}

export function trendOf(context: RuleContext, handle: string): Trend {
  const { series } = context;
  const groups = series.map((view) => view.groups.find(handle));
  const counts = series.map((view, i) => ({
    input: view.index,
    count: groups[i] < 0 ? 0 : view.groups.weight[groups[i]],
  }));
  const minutes = series.length < 2 ? null : minutesBetween(series[0], series[series.length - 1]);
  const perMinute = minutes === null ? null : (counts[counts.length - 1].count - counts[0].count) / minutes;
  const rising = counts.length >= 3 && counts.every((at, i) => i === 0 || at.count > counts[i - 1].count);
  return { counts, perMinute, rising, membership: series.length < 2 ? null : membership(series, groups) };
}

/** Files that were copied or checked out together share a moment: their times say nothing about the process. */
const NEAREST_FILE_MS = 5000;

/** Null when either time is unknown, or they are too near to divide by. */
function minutesBetween(first: GoroutineView, last: GoroutineView): number | null {
  const { timeMs: from, timeSource } = first.analysis.capture;
  const { timeMs: to, timeSource: lastSource } = last.analysis.capture;
  if (from === null || to === null) return null;
  const nearest = timeSource === 'file' || lastSource === 'file' ? NEAREST_FILE_MS : 1000;
  return to - from < nearest ? null : (to - from) / 60_000;
}

function membership(series: readonly GoroutineView[], groups: readonly number[]): Trend['membership'] {
  const ids: Set<number>[] = [];
  for (const [i, view] of series.entries()) {
    const members = new Set<number>();
    const group = groups[i];
    if (group >= 0) {
      for (let m = view.groups.start[group]; m < view.groups.start[group + 1]; m++) {
        const goid = view.table.goid[view.groups.members[m]];
        if (goid < 0) return null;
        members.add(goid);
      }
    }
    ids.push(members);
  }
  let stayed = 0;
  for (const goid of ids[0]) if (ids.every((members) => members.has(goid))) stayed++;
  let fewestNew = Infinity;
  for (let i = 1; i < ids.length; i++) {
    let fresh = 0;
    for (const goid of ids[i]) if (!ids[i - 1].has(goid)) fresh++;
    fewestNew = Math.min(fewestNew, fresh);
  }
  const last = ids[ids.length - 1];
  const before = new Set<number>();
  for (const members of ids.slice(0, -1)) for (const goid of members) before.add(goid);
  let ended = 0;
  for (const goid of before) if (!last.has(goid)) ended++;
  return { captures: ids.length, first: ids[0].size, stayed, fewestNew, seen: before.size, ended };
}
