import type { MetricSeriesAnswer } from '@core/api/metrics';
import type { TimelineAnswer } from '@core/api/profile';
import { cyclesFrom, type Area, type AreaModel, type Overlay } from '../../charts/area-model';
import { t } from '../../i18n/t';

/** The points of a metric that is one line. */
interface Points {
  readonly t: readonly number[];
  readonly v: readonly number[];
  readonly clock: 'time' | 'order';
}

/** Metrics that the view draws, by their handles; null where the document has not got one. */
export type HeapMetric =
  | 'go:heap-inuse'
  | 'go:heap-idle'
  | 'go:heap-released'
  | 'go:stack-inuse'
  | 'go:gc-sys'
  | 'go:sys'
  | 'go:rss'
  | 'go:heap-goal'
  | 'go:gomemlimit'
  | 'go:gc-cycles';
export type HeapMetrics = Readonly<Partial<Record<HeapMetric, MetricSeriesAnswer>>>;

const OWN_TOKENS = ['--own1', '--own2', '--own3', '--own4', '--own5', '--own6'];
const MOST_CYCLES = 40;

function pointsOf(answer: MetricSeriesAnswer | undefined): Points | null {
  const [line] = answer?.lines ?? [];
  if (answer === undefined || line === undefined) return null;
  const known = Array.from(line.t, (t, i) => ({ t, v: line.value[i] ?? NaN })).filter(({ v }) => !Number.isNaN(v));
  return { t: known.map(({ t }) => t), v: known.map(({ v }) => v), clock: answer.clock.kind };
}

/** Lines over the areas, on their clock. Scrapes without time fit captures without time when there are as many. */
function extras(metrics: HeapMetrics, clock: AreaModel['clock'], moments: number, bytes: boolean) {
  const fitting = (id: HeapMetric): Points | null => {
    const points = pointsOf(metrics[id]);
    if (points === null || points.clock !== clock) return null;
    if (clock === 'time') return points;
    return points.t.length === moments ? { ...points, t: points.t.map((_, i) => i) } : null;
  };
  const line = (id: HeapMetric, name: string, token: string, dash: Overlay['dash']): readonly Overlay[] => {
    const points = fitting(id);
    return points === null || !bytes ? [] : [{ name, token, dash, t: points.t, v: points.v }];
  };
  const cycles = fitting('go:gc-cycles');
  const limits = bytes ? (fitting('go:gomemlimit')?.v ?? []).filter((value) => Number.isFinite(value)) : [];
  return {
    overlays: [...line('go:rss', 'RSS', '--ink', 'solid'), ...line('go:heap-goal', t('GC goal'), '--accent', 'dashed')],
    limit: limits[limits.length - 1] ?? null,
    gc: cycles === null ? [] : cyclesFrom(cycles.t, cycles.v, MOST_CYCLES),
  };
}

/** Profiles as areas: own code in hues in order of weight, everything else recedes. What is not among them is one area on top. */
export function profileModel(answer: TimelineAnswer, metrics: HeapMetrics): AreaModel {
  let own = 0;
  const areas = answer.areas.map(({ name, origin, values }): Area => {
    const token =
      origin === 'own'
        ? (OWN_TOKENS[own++ % OWN_TOKENS.length] ?? '--own1')
        : origin === 'dependency'
          ? '--dep'
          : origin === 'std'
            ? '--std'
            : '--rt';
    return { name, token, values };
  });
  const { rest, clock, sampleType } = answer;
  const times = answer.captures.map(({ atMs }) => atMs);
  if (rest.areas > 0) areas.push({ name: restName(rest.areas), token: '--sel-idle', values: rest.values });
  const unit = sampleType.unit === 'count' ? '' : sampleType.unit;
  return { unit, clock, times, areas, ...extras(metrics, clock, times.length, unit === 'bytes') };
}

const restName = (areas: number): string => t('{areas} more', { areas });

/** What the memory is, as the runtime says it. Null where no two moments have the heap in use. */
export function kindModel(metrics: HeapMetrics): AreaModel | null {
  const inuse = pointsOf(metrics['go:heap-inuse']);
  if (inuse === null || inuse.t.length < 2) return null;
  const at = (id: HeapMetric): ((t: number) => number) => {
    const points = pointsOf(metrics[id]);
    const byTime = new Map(points?.t.map((t, i) => [t, points.v[i] ?? NaN]));
    return (t) => byTime.get(t) ?? NaN;
  };
  const [idle, released, stacks, gc, sys] = (
    ['go:heap-idle', 'go:heap-released', 'go:stack-inuse', 'go:gc-sys', 'go:sys'] as const
  ).map(at) as [Of, Of, Of, Of, Of];
  const heap = at('go:heap-inuse');
  const kinds: readonly (readonly [string, string, Of])[] = [
    [t('Heap in use'), '--own4', heap],
    [t('Stacks'), '--own3', stacks],
    [t('GC metadata'), '--own5', gc],
    [t('Other runtime'), '--dep', (t) => Math.max(0, sys(t) - heap(t) - idle(t) - stacks(t) - gc(t))],
    [t('Heap idle'), '--std', (t) => idle(t) - released(t)],
    [t('Given back'), '--rt', released],
  ];
  const areas = kinds
    .map(([name, token, of]): Area => ({ name, token, values: Float64Array.from(inuse.t, of) }))
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  const times = inuse.clock === 'time' ? inuse.t : inuse.t.map((_, i) => i);
  return { unit: 'bytes', clock: inuse.clock, times, areas, ...extras(metrics, inuse.clock, times.length, true) };
}
type Of = (t: number) => number;

/** A row of the table of a range. */
interface RangeRow {
  readonly name: string;
  readonly token: string;
  readonly at: number;
  readonly change: number;
}

/** Areas at B and their change since A, largest change first as the areas stand. */
export function rangeRows(areas: readonly Area[], from: number, to: number): readonly RangeRow[] {
  return areas.map(({ name, token, values }) => {
    const at = values[to] ?? NaN;
    return { name, token, at, change: at - (values[from] ?? NaN) };
  });
}

/** Last value of a line not after a moment; NaN before its first. */
export function overlayAt({ t, v }: Overlay, moment: number): number {
  let found = NaN;
  t.forEach((time, i) => {
    if (time <= moment) found = v[i] ?? NaN;
  });
  return found;
}

/** What a function did in a range. */
export interface Grown {
  readonly name: string;
  readonly change: number;
  /** Share of the net change of all that grew, 0 … 1. */
  readonly share: number;
  /** Of the range, in the unit per minute; null without times. */
  readonly perMinute: number | null;
  readonly values: readonly number[];
}

/** Functions that changed between two moments, largest growth first. */
export function grownMost(answer: TimelineAnswer, from: number, to: number): readonly Grown[] {
  const minutes = ((answer.captures[to]?.atMs ?? 0) - (answer.captures[from]?.atMs ?? 0)) / 60_000;
  const rows = answer.areas.map(({ name, values }) => ({
    name,
    change: (values[to] ?? 0) - (values[from] ?? 0),
    values: Array.from(values),
  }));
  const grown = rows.reduce((sum, { change }) => sum + Math.max(0, change), 0);
  return rows
    .filter(({ change }) => change !== 0)
    .sort((a, b) => b.change - a.change || (a.name < b.name ? -1 : 1))
    .map((row) => ({
      ...row,
      share: grown === 0 ? 0 : row.change / grown,
      perMinute: answer.clock === 'time' && minutes > 0 ? row.change / minutes : null,
    }));
}
