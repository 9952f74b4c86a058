import {
  orderByTime,
  trendOf as trendStatistics,
  type TimeOrder,
  type Trend as Statistics,
} from '@core/analysis/trend';
import type { GoroutineView, RuleContext } from './context';

/** How a group changed over the goroutine captures of a document. */
export interface Trend {
  readonly counts: readonly { readonly input: number; readonly count: number }[];
  /** Goroutines per minute (Theil–Sen); null with one capture or without usable times. */
  readonly perMinute: number | null;
  /** Null with one capture. */
  readonly statistics: Statistics | null;
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

const orders = new WeakMap<RuleContext, TimeOrder>();

/** Times of the series, in its order (`ruleContext` has put it in that of time). */
function timesOf(context: RuleContext): TimeOrder {
  let order = orders.get(context);
  if (order === undefined)
    orders.set(context, (order = orderByTime(context.series.map(({ analysis }) => analysis.capture))));
  return order;
}

export function trendOf(context: RuleContext, handle: string): Trend {
  const { series } = context;
  const groups = series.map((view) => view.groups.find(handle));
  const counts = series.map((view, i) => ({
    input: view.index,
    count: groups[i] < 0 ? 0 : view.groups.weight[groups[i]],
  }));
  const { timed, times } = timesOf(context);
  const statistics =
    series.length < 2
      ? null
      : trendStatistics(
          times,
          counts.map(({ count }) => count),
        );
  return {
    counts,
    perMinute: timed && statistics !== null ? statistics.slope : null,
    statistics,
    rising: counts.length >= 3 && counts.every((at, i) => i === 0 || at.count > counts[i - 1].count),
    membership: series.length < 2 ? null : membership(series, groups),
  };
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
