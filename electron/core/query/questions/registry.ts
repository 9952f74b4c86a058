import type { QueryName } from '@core/api/queries';
import { compare } from './compare';
import { diff } from './diff';
import { document } from './document';
import { findings, ruleResults } from './findings';
import { goroutineGroup, goroutineMembers } from './goroutine-group';
import { goroutineGroups } from './goroutine-groups';
import { callTree, filterParts, flame, functionDetail, top } from './profile';
import { leakComparison } from './leaks';
import { live } from './live';
import { looks } from './looks';
import { labels, source, timeline } from './profile-parts';
import { metricNames, metricSeries } from './metrics';
import type { Question } from './question';
import { traceSummary, traceTimeline } from './trace';
import { traceRanges, traceRegions, traceSpans, traceTasks, traceWakeups } from './trace-events';
import { traceGoroutines, traceGroup, traceGroups } from './trace-groups';
import { waiters } from './waiters';

/** Every question; a name of `Queries` that is missing here does not compile. */
export const QUESTIONS: { readonly [N in QueryName]: Question<N> } = {
  document,
  findings,
  ruleResults,
  goroutineGroups,
  goroutineGroup,
  goroutineMembers,
  top,
  callTree,
  flame,
  functionDetail,
  labels,
  source,
  timeline,
  filterParts,
  metricNames,
  metricSeries,
  leakComparison,
  live,
  looks,
  diff,
  compare,
  traceSummary,
  traceGroups,
  traceGroup,
  traceGoroutines,
  traceTimeline,
  traceWakeups,
  traceRanges,
  traceTasks,
  traceRegions,
  traceSpans,
  waiters,
};

export function isQueryName(name: string): name is QueryName {
  return Object.hasOwn(QUESTIONS, name);
}
