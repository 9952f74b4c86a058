import type { LiveAnswer, LiveInfo, Track } from '@core/api/live';

/** A track of one column. */
export function track(name: string, title: string, at: number | null, values: readonly number[] = [at ?? NaN]): Track {
  return { name, title, unit: '', at, values: Float64Array.from(values) };
}

/** A watch of which everything can be read, in few columns. */
export function liveAnswer(change: Partial<LiveAnswer> = {}): LiveAnswer {
  return {
    ...{ status: 'watching', reason: '', fromMs: 0, toMs: 4000, stepMs: 1000, sinceMs: 0, lastMs: 4000 },
    states: [{ ...track('goroutines:select', 'select', 4, [1, 2, 3, 4]), operation: 'select' }],
    goroutines: { at: 4, perMinute: 60 },
    heap: [track('heap:in-use', 'in use', 1024, [1024, 2048, 1024, 1024])],
    pauses: {
      ...{ atMs: Float64Array.of(1500), ns: Float64Array.of(2e5), folded: 0 },
      ...{ p99Ns: 2e5, cyclesPerMinute: 15, assistPercent: null },
    },
    channels: [{ ...track('channel:0xc000', 'chan int 0xc000', 0.5), length: 1, capacity: 2, waiting: 1 }],
    scheduler: [track('scheduler:run-queue', 'run queue', 0), track('scheduler:cpu', 'CPU', 0.5)],
    ...{ sites: [], sitesFolded: 0, marks: [], capture: 0, moment: null, moments: [] },
    weight: {
      ...{ cpuPercent: 1.3, cpuBudget: 5, rssBytes: 1, rssBudget: 2, slowdown: null, snapshotMs: 1, lateP99Ms: 1 },
      ...{ goroutinesEveryMs: 1000, countersEveryMs: 100, limited: false, dropped: 0, rejected: 0, snapshots: 4 },
    },
    recording: null,
    missing: [],
    ...change,
  };
}

export const LIVE_INFO: LiveInfo = {
  ...{ pid: 41227, name: 'ingestd', command: './ingestd', goVersion: 'go1.27.1', module: 'corp.example/ingestd' },
  ...{ revision: '91ab03d4c5', dirty: false, startMs: 0, host: 'h' },
};
