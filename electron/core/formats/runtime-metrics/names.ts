import type { MetricBuilder } from '@core/model/metric-builder';

/** `/sched/goroutines:goroutines` */
const NAME = /^\/[A-Za-z][\w-]*(?:\/[\w-]+)*:[A-Za-z][\w*/-]*$/;
/**
 * Names that only grow while a process lives: those that metrics.All() of Go 1.26 marks as cumulative, by their path without the unit.
 */
const CUMULATIVE =
  /^\/(?:cgo\/go-to-c-calls|cpu\/classes\/.*|gc\/(?:cleanups|cycles|finalizers)\/.*|gc\/heap\/(?:allocs|frees)(?:-by-size)?|gc\/heap\/tiny\/allocs|gc\/pauses|godebug\/non-default-behavior\/.*|sched\/goroutines-created|sched\/latencies|sched\/pauses\/.*|sync\/mutex\/wait\/total):/;
/** Units that count things and say nothing else. */
const COUNTS = /^(?:goroutines|threads|objects|gc-cycles?|calls|events|cleanups|finalizers)$/;

export function isRuntimeMetric(name: string): boolean {
  return name.startsWith('/') && NAME.test(name);
}

/** Type and unit of a metric of package runtime/metrics, from its name: `cpu-seconds` are seconds. */
export function describeRuntimeMetric(builder: MetricBuilder, name: string, histogram = false): void {
  const unit = name.slice(name.indexOf(':') + 1);
  const shown = COUNTS.test(unit) ? '' : unit === 'cpu-seconds' ? 'seconds' : unit;
  builder.describe(name, {
    type: histogram ? 'histogram' : CUMULATIVE.test(name) ? 'counter' : 'gauge',
    unit: shown === '' ? 0 : builder.strings.internString(shown),
  });
}

/**
 * A Float64Histogram: `counts[i]` lie in `[bounds[i], bounds[i + 1])`. Becomes cumulative buckets with the label `le`, as in Prometheus;
 * the first bound is lost where it is finite, which no metric of Go 1.26 needs.
 */
export function addHistogram(
  builder: MetricBuilder,
  name: string,
  counts: ArrayLike<number>,
  bounds: ArrayLike<number>,
): void {
  const { strings } = builder;
  describeRuntimeMetric(builder, name, true);
  const id = strings.internString(name);
  const le = strings.internString('le');
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    below += counts[i];
    const bound = bounds[i + 1];
    const text = bound === Infinity ? '+Inf' : String(bound);
    builder.point(builder.series(id, builder.labels([le, strings.internString(text)])), below);
  }
  // Where the last bound is finite, nothing is above it.
  if (bounds[counts.length] !== Infinity)
    builder.point(builder.series(id, builder.labels([le, strings.internString('+Inf')])), below);
}
