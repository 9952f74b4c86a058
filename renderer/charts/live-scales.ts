import type { LiveAnswer, Track } from '@core/api/live';
import { formatBytes, formatNanoseconds } from '@core/base/format';
import { countTick, largest, trimmed, valueScale } from './live-scale';

export interface TickText {
  readonly value: number;
  readonly text: string;
}
interface TrackScale {
  readonly top: number;
  readonly ticks: readonly TickText[];
}

/** What the heights of the tracks stand for. */
export interface LiveScales {
  readonly states: TrackScale;
  readonly heap: TrackScale;
  readonly pauses: TrackScale;
  /** Cores; the run queue has a scale of its own, `queueTop`, without lines. */
  readonly scheduler: TrackScale;
  readonly queueTop: number;
}

/** A limit more than so many times what is used is not drawn: it would flatten the rest. */
const LIMIT_IN_SIGHT = 3;

/** What the height of the scheduler's track may stand for. */
const CORES = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

export function scalesOf(answer: LiveAnswer): LiveScales {
  const heap = answer.heap.filter(({ name }) => name !== 'heap:limit' && name !== 'heap:released');
  const used = largest(heap.map(({ values }) => values));
  const limit = largest(answer.heap.filter(({ name }) => name === 'heap:limit').map(({ values }) => values));
  const series = (name: string): readonly Float64Array[] =>
    answer.scheduler.filter((track) => track.name.endsWith(`:${name}`)).map(({ values }) => values);
  const cores = CORES.find((count) => count >= largest(series('cpu'))) ?? largest(series('cpu'));
  return {
    states: scale(sumMax(answer.states), 3, countTick),
    heap: bytesScale(limit > 0 && limit <= LIMIT_IN_SIGHT * used ? Math.max(limit, used) : used),
    pauses: scale(largest([answer.pauses.ns]), 2, (ns) => short(formatNanoseconds(ns))),
    // One line is enough in so low a track.
    scheduler: { top: cores * 1.08, ticks: [{ value: cores, text: coresText(cores) }] },
    queueTop: valueScale(largest(series('run-queue'))).top,
  };
}

/** Without zeros after the point: a line stands at a round value. */
const short = (text: string): string => text.replace(/(\.\d*?)0+(?=\D)/, '$1').replace(/\.(?=\D)/, '');

const coresText = (value: number): string => `${trimmed(value)}\u00a0${value === 1 ? 'core' : 'cores'}`;

function scale(max: number, lines: 2 | 3, text: (value: number) => string): TrackScale {
  const { top, ticks } = valueScale(max, lines);
  return { top, ticks: ticks.map((value) => ({ value, text: text(value) })) };
}

function bytesScale(max: number): TrackScale {
  const { top, ticks } = valueScale(max, 2, 1024);
  return { top, ticks: ticks.map((value) => ({ value, text: short(formatBytes(value)) })) };
}

/** Largest sum of the states in one column. */
function sumMax(states: readonly Track[]): number {
  let most = 0;
  const count = states[0]?.values.length ?? 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const { values } of states) if (!Number.isNaN(values[i]!)) sum += values[i]!;
    if (sum > most) most = sum;
  }
  return most;
}
