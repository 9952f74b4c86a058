import { useMemo } from 'react';
import type { MetricSeriesAnswer } from '@core/api/metrics';
import { useQuery } from '../../client/use-query';
import type { HeapMetric, HeapMetrics } from './heap-model';

const POINTS = 1024;

function useMetric(doc: string, metric: HeapMetric, asked: boolean): MetricSeriesAnswer | null {
  const params = { doc, metric, mode: 'value', labels: '', from: null, to: null, width: POINTS } as const;
  // A metric that the document has not got is refused: then there is no line.
  const { answer, error } = useQuery('metricSeries', asked ? params : null);
  return error === null ? answer : null;
}

/** What the process says of its memory, as far as the document has it. The same answers give the same object. */
export function useHeapMetrics(doc: string, asked: boolean): HeapMetrics {
  const heapInuse = useMetric(doc, 'go:heap-inuse', asked);
  const heapIdle = useMetric(doc, 'go:heap-idle', asked);
  const heapReleased = useMetric(doc, 'go:heap-released', asked);
  const stackInuse = useMetric(doc, 'go:stack-inuse', asked);
  const gcSys = useMetric(doc, 'go:gc-sys', asked);
  const sys = useMetric(doc, 'go:sys', asked);
  const rss = useMetric(doc, 'go:rss', asked);
  const heapGoal = useMetric(doc, 'go:heap-goal', asked);
  const gomemlimit = useMetric(doc, 'go:gomemlimit', asked);
  const gcCycles = useMetric(doc, 'go:gc-cycles', asked);
  return useMemo(() => {
    const all: Readonly<Record<HeapMetric, MetricSeriesAnswer | null>> = {
      'go:heap-inuse': heapInuse,
      'go:heap-idle': heapIdle,
      'go:heap-released': heapReleased,
      'go:stack-inuse': stackInuse,
      'go:gc-sys': gcSys,
      'go:sys': sys,
      'go:rss': rss,
      'go:heap-goal': heapGoal,
      'go:gomemlimit': gomemlimit,
      'go:gc-cycles': gcCycles,
    };
    return Object.fromEntries(Object.entries(all).filter(([, answer]) => answer !== null));
  }, [heapInuse, heapIdle, heapReleased, stackInuse, gcSys, sys, rss, heapGoal, gomemlimit, gcCycles]);
}
