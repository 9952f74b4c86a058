import {
  orderByTime,
  trendOf as trendStatistics,
  type TimeOrder,
  type Trend as Statistics,
} from '@core/analysis/trend';
import { attendance } from '@core/analysis/goroutine-ids';
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

const NOBODY = new Float64Array(0);
const trends = new WeakMap<RuleContext, Map<string, Trend>>();

/** Worked out once a group: who judges it and who words its finding ask for it. */
export function trendOf(context: RuleContext, handle: string): Trend {
  let known = trends.get(context);
  if (known === undefined) trends.set(context, (known = new Map()));
  let trend = known.get(handle);
  if (trend === undefined) known.set(handle, (trend = trendOfGroup(context, handle)));
  return trend;
}

function trendOfGroup(context: RuleContext, handle: string): Trend {
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
  const ids: Float64Array[] = [];
  for (const [i, { groups: table, analysis }] of series.entries()) {
    const group = groups[i];
    const own = group < 0 ? NOBODY : analysis.siteIds.subarray(table.start[group], table.start[group + 1]);
    if (own.length > 0 && own[0] < 0) return null;
    ids.push(own);
  }
  return { captures: ids.length, ...attendance(ids) };
}
