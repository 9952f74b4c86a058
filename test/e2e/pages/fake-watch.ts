import type { Page } from 'playwright-core';

/**
 * A watched process that is always the same, for pictures and for states that a real one has only by chance: answers of the engine's port
 * are made in the page. The product knows nothing of it.
 */
export interface FakeWatch {
  /** Ends of sentences in `missing`. */
  readonly missing?: readonly string[];
  readonly status?: string;
  readonly reason?: string;
  /** Nothing was read yet. */
  readonly empty?: boolean;
  /** So many more processes on the machine, `worker-7` in container `c-7` that listens on port 9007. */
  readonly more?: number;
  /** The sampler looks less often than it was asked to, to stay within its budget. */
  readonly limited?: boolean;
  /** Ticks a second; 0 = it stands. */
  readonly ticks?: number;
}

/** Reloads the page with answers of its own: what runs is the list of the picture. */
export async function fakeMachine(page: Page, fake: FakeWatch = {}): Promise<void> {
  await page.addInitScript(install, fake);
  await page.reload();
  await page.getByRole('button', { name: /^(?:Attach|附加)…$/ }).waitFor();
}

/** The same, with the watch open. */
export async function openFakeWatch(page: Page, fake: FakeWatch = {}): Promise<void> {
  await fakeMachine(page, fake);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'ingestd 41227');
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
}

/** Runs in the page: stands alone. */
function install(fake: FakeWatch): void {
  const MiB = 1024 ** 2;
  const began = new Date().setHours(15, 16, 10, 0);
  const last = new Date().setHours(15, 21, 10, 0);
  let ticks = 0;
  const noise = (n: number): number => {
    const x = Math.sin(n * 12.9898) * 43758.5453;
    return x - Math.floor(x) - 0.5;
  };
  const states = [
    ['chan send', 'chan send', (s: number) => 2150 + s * 22.4 + 10 * noise(s), 4813],
    ['select', 'select', (s: number) => 720 + 10 * noise(s + 1), 724],
    ['io wait', 'IO wait', (s: number) => 290 + 8 * noise(s + 2), 288],
    ['mutex lock', 'sync.Mutex.Lock', (s: number) => 60 + Math.max(0, s - 75) * 4.4 + 8 * noise(s + 3), 259],
    ['chan receive', 'chan receive', (s: number) => 118 + 6 * noise(s + 4), 88],
    ['other', 'runnable', (s: number) => 9 + 6 * Math.max(0, Math.sin(s / 5)), 12],
    ['syscall', 'syscall', () => 9, 9],
    ['other', 'running', () => 2, 2],
  ] as const;
  const code = (name: string, file: string, line: number) => ({ function: name, file, line });
  const sites = [
    ['chan send', 'corp.example/ingestd/ingest.(*Batcher).startWorker.func1', 'ingest.go', 88, 4813, 672],
    ['mutex lock', 'corp.example/ingestd/store.(*Cache).Get', 'cache.go', 131, 259, 118],
    ['select', 'corp.example/ingestd/api.(*Hub).Subscribe', 'hub.go', 40, 640, 2],
    ['select', 'net/http.(*persistConn).readLoop', 'transport.go', 2325, 84, 0],
    ['io wait', 'internal/poll.(*FD).Read', 'fd_unix.go', 165, 288, -3],
    ['chan receive', 'github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck', 'pool.go', 400, 52, 0],
    ['chan receive', 'google.golang.org/grpc/internal/transport.(*controlBuffer).get', 'controlbuf.go', 410, 36, 0],
    ['waitgroup wait', 'corp.example/ingestd/ingest.(*Batcher).Close', 'close.go', 29, 23, 0],
  ] as const;
  const info = () => ({
    doc: 'd-1',
    title: 'ingestd 41227',
    captures: Array.from({ length: 9 }, (_, i) => ({
      index: 60 + i,
      name: 'moment',
      format: 'live',
      kind: 'goroutine',
      size: 0,
      compression: 'none',
      goVersion: 'go1.27.1',
      timeMs: last - (8 - i) * 2000,
      timeSource: 'capture',
      durationNs: null,
      sampleTypes: [{ type: 'goroutine', unit: 'count' }],
      defaultSampleType: 0,
      period: null,
      counts: { samples: 300, functions: 900, frames: 1200, stacks: 800, goroutines: 6130 + 11 * i, mappings: 0 },
      docUrl: '',
      metrics: null,
      hidesFrames: false,
      labelKeys: [],
      comments: [],
      notes: [],
    })),
    failed: [],
    ownModule: 'corp.example/ingestd',
    memoryBytes: 4e6,
    openMs: 12,
    live: {
      pid: 41227,
      name: 'ingestd',
      command: './ingestd -config prod.toml',
      goVersion: 'go1.27.1',
      module: 'corp.example/ingestd',
      revision: '91ab03d4c5e6',
      dirty: false,
      startMs: Date.now() - 7_560_000,
      host: 'build-7',
    },
  });
  const finding = (id: string, tier: string, summary: string, rate: number, site: unknown, creator: unknown) => ({
    ...{ id, rule: 'r', tier, severity: 'error', title: `${summary}.`, summary, advice: [], operation: 'chan send' },
    ...{ site, entry: null, creator, count: 4813, atLeast: false, series: [], growthPerMinute: rate, bytes: null },
    ...{ goroutines: [], evidence: [], certainty: '', stack: [], fix: null, affected: null },
  });
  const findings = () => ({
    findings: [
      finding(
        ...(['f-1', 'strong', '4,813 blocked in chan send', 672] as const),
        code('corp.example/ingestd/ingest.(*Batcher).startWorker.func1', '/src/ingest/ingest.go', 88),
        code('corp.example/ingestd/ingest.(*Batcher).startWorker', '/src/ingest/ingest.go', 70),
      ),
      finding(
        ...(['f-2', 'suspect', '259 wait for one mutex', 118] as const),
        code('corp.example/ingestd/store.(*Cache).Get', '/src/store/cache.go', 131),
        null,
      ),
      finding('f-3', 'info', '84 idle keep-alive connections', 0, null, code('net/http.(*Transport).dialConn', '', 0)),
    ],
    summary: { proven: 0, strong: 1, suspect: 1, info: 1 },
    suppressed: { proven: 0, strong: 0, suspect: 0, info: 0 },
    ruleNotes: [],
    rulesRevision: 1,
    folded: 0,
    unmatched: 700,
    judgedMs: 3,
  });
  interface Asked {
    readonly fromMs: number | null;
    readonly toMs: number | null;
    readonly spanMs: number;
    readonly width: number;
    readonly cursorMs: number | null;
  }
  const live = ({ fromMs, toMs, spanMs, width, cursorMs }: Asked) => {
    const newest = last + ticks * 250;
    const to = toMs ?? newest;
    const from = fromMs ?? to - spanMs;
    const stepMs = (to - from) / width;
    const series = (every: number, value: (seconds: number) => number): Float64Array => {
      const values = new Float64Array(width).fill(NaN);
      for (let at = Math.ceil(from / every) * every; at <= to; at += every) {
        if (at < began || at > newest || fake.empty === true) continue;
        const seconds = (at - (last - 120_000)) / 1000;
        values[Math.min(width - 1, Math.floor((at - from) / stepMs))] = Math.max(0, value(seconds));
      }
      return values;
    };
    const track = (name: string, title: string, unit: string, at: number | null, values: Float64Array) => ({
      ...{ name, title, unit, at, values },
    });
    const has = (what: RegExp): boolean => !(fake.missing ?? []).some((sentence) => what.test(sentence));
    const inUse = (s: number): number => (188 + s * 0.72 + ((s * 3.8) % 26) * 1.5 + 3 * noise(s)) * MiB;
    const goal = (s: number): number => inUse(Math.floor(s / 6.84) * 6.84 + 6.7) * 1.1 + 14 * MiB;
    const pauses: number[][] = [];
    for (let s = Math.ceil((from - last) / 1000 / 3.8) * 3.8; s < (to - last) / 1000; s += 3.8)
      pauses.push([last + s * 1000, (150 + 140 * noise(s) + (noise(s * 7) > 0.38 ? 270 : 0)) * 1e3 + 60e3]);
    const moments = info().captures.map(({ index, timeMs, counts }) => ({
      ...{ capture: index, atMs: timeMs, goroutines: counts.goroutines, frozen: index === 63 },
    }));
    const fills = [
      ['queue.in', 1024, 1024, 96, (s: number) => Math.min(1, 0.2 + s / 60)],
      ['out.batch', 61, 64, 12, (s: number) => 0.5 + 0.45 * Math.sin(s / 4.5) * Math.min(1, s / 50) + s / 300],
      ['store.wal', 212, 4096, 3, (s: number) => 0.05 + 0.02 * Math.sin(s)],
      ['events', 0, 256, 1, () => 0.01],
      ['audit', 12, 128, 1, (s: number) => 0.1 + 0.05 * Math.sin(s / 9)],
    ] as const;
    const none = fake.empty === true;
    return {
      status: fake.status ?? 'watching',
      reason: fake.reason ?? '',
      ...{ fromMs: from, toMs: to, stepMs, sinceMs: began, lastMs: newest },
      states: none
        ? []
        : states.map(([operation, title, value, at]) => ({
            operation,
            ...track(`goroutines:${title}`, title, '', at, series(2000, value)),
          })),
      goroutines: { at: none ? 0 : 6218, perMinute: none ? null : 672 },
      heap:
        none || !has(/^heap/i)
          ? []
          : [
              track('heap:in-use', 'in use', 'bytes', 284 * MiB, series(100, inUse)),
              track('heap:goal', 'goal', 'bytes', 359 * MiB, series(100, goal)),
              track(
                'heap:stacks',
                'stacks',
                'bytes',
                48.6 * MiB,
                series(100, (s) => (17 + s * 0.26) * MiB),
              ),
              track(
                'heap:limit',
                'limit',
                'bytes',
                4096 * MiB,
                series(100, () => 4096 * MiB),
              ),
            ],
      pauses: {
        atMs: Float64Array.from(none || !has(/^GC/) ? [] : pauses, ([at]) => at ?? 0),
        ns: Float64Array.from(none || !has(/^GC/) ? [] : pauses, ([, ns]) => ns ?? 0),
        folded: 0,
        ...(has(/^GC/) && !none
          ? { p99Ns: 412e3, cyclesPerMinute: 31, assistPercent: 0.8 }
          : { p99Ns: null, cyclesPerMinute: null, assistPercent: null }),
      },
      channels:
        none || !has(/^channels/i)
          ? []
          : fills.map(([title, length, capacity, waiting, fill]) => ({
              ...{ length, capacity, waiting },
              ...track(`channel:${title}`, title, '', length / capacity, series(2000, fill)),
            })),
      scheduler:
        none || !has(/^scheduler/i)
          ? []
          : [
              track(
                'scheduler:run-queue',
                'run queue',
                '',
                7,
                series(100, (s) => 5 + 4 * Math.sin(s / 6.5) + 5 * noise(s)),
              ),
              track(
                'scheduler:idle-p',
                'idle P',
                '',
                1,
                series(100, () => 1),
              ),
              track(
                'scheduler:cpu',
                'CPU',
                'cores',
                6.4,
                series(100, (s) => 5.4 + 0.4 * Math.sin(s / 4) + 0.4 * noise(s * 3)),
              ),
            ],
      sites: none
        ? []
        : sites.map(([operation, name, file, line, count, perMinute], i) => ({
            site: code(name, `/src/${file}`, line),
            ...{ state: operation, operation, creator: null, count, perMinute, group: `g-${i + 1}` },
          })),
      sitesFolded: none ? 0 : 57,
      marks: none
        ? []
        : [{ atMs: last - 75_000, tier: 'strong', text: 'third snapshot that grows: strong', finding: 'f-1' }],
      capture: cursorMs === null ? 68 : 64,
      moment: none ? null : { atMs: cursorMs ?? last, state: 'whole' },
      moments: none ? [] : moments,
      weight: {
        ...{ cpuPercent: none ? null : 1.3, cpuBudget: 5, rssBytes: none ? null : 22 * MiB, rssBudget: 48 * MiB },
        ...{ slowdown: none ? null : { percent: 0.2, error: 0.1 }, snapshotMs: none ? null : 11 },
        ...{ lateP99Ms: none ? null : 0.4, goroutinesEveryMs: 2000, countersEveryMs: 100 },
        limited: fake.limited === true,
        ...{ dropped: 0, rejected: none ? 0 : 12, snapshots: none ? 0 : 67 },
      },
      recording: none ? null : { name: 'ingestd-41227.rec', bytes: 3.1 * MiB },
      missing: fake.missing ?? [],
    };
  };
  const perf = {
    ...{ name: 'perf', available: false, why: 'kernel.perf_event_paranoid is 3; 2 is enough.' },
    command: 'sudo sysctl kernel.perf_event_paranoid=2',
  };
  const mine = [
    [41227, 'ingestd', 'go1.27.1', 'corp.example/ingestd', '91ab03d', 6218, 640.2, 408, 'most'],
    [41190, 'ingestd', 'go1.27.1', 'corp.example/ingestd', '7f9c2e1', 612, 88.4, 231, 'all'],
    [38812, 'pinger', 'go1.26.3', 'corp.example/tools/pinger', 'c04d1aa+', 41, 0.3, 24, 'all'],
    [30551, 'ingress-proxy', 'go1.24.9', 'corp.example/edge', 'f13e770', null, 112, 512, 'none'],
    [22904, 'log-shipping', 'go1.22.12', '', '', null, 4.1, 96, 'most'],
    [19377, 'imaging', 'go1.25.4', 'corp.example/media', '20b8c6e', 88, 31.7, 1204, 'all'],
    [11802, 'pingdom-bridge', 'go1.21.8', 'corp.example/bridge', '88d02fc', 17, 0, 19, 'all'],
    [9241, 'gophering', 'go1.27.0', 'corp.example/gophering', '5ea1b9d', 9, 0, 12, 'all'],
    [7710, 'staging-gw', 'go1.27.1', 'corp.example/edge', 'f13e770+', null, 6.6, 77, 'none'],
  ] as const;
  const processes = () => {
    const answer = named();
    const [first] = answer.processes;
    const workers = Array.from({ length: fake.more ?? 0 }, (_, i) => ({
      ...first,
      ...{ pid: 60_000 + i, name: `worker-${i}`, command: `./worker -shard ${i}`, goroutines: 10 + i },
      ...{ container: `c-${i}`, ports: [9_000 + i] },
    }));
    return { ...answer, processes: [...answer.processes, ...workers] };
  };
  const named = () => {
    ticks++;
    return {
      takenMs: last + ticks * 1000,
      notes: [],
      processes: mine.map(([pid, name, version, module, revision, goroutines, cpuPercent, rss, readable]) => ({
        ...{
          pid,
          name,
          user: readable === 'none' ? 'edge' : 'dev',
          mine: readable !== 'none',
          startMs: last - 7_560_000,
        },
        ...{ command: `./${name} -config prod.toml`, cpuPercent: cpuPercent + Math.sin(ticks / 3) * cpuPercent * 0.1 },
        ...{
          rssBytes: (rss + (pid === 41227 ? ticks : 0)) * MiB,
          threads: 14,
          container: null,
          ports: pid === 41227 ? [6060, 8080] : [],
          goUnknown: '',
          readable,
        },
        go: { version, module, revision: revision.replace('+', ''), dirty: revision.endsWith('+') },
        goroutines: goroutines === null ? null : goroutines + (pid === 41227 ? ticks * 11 : 0),
        features: [
          readable === 'none'
            ? {
                ...{
                  name: 'memory',
                  available: false,
                  why: 'It belongs to user edge, and this program has no right to read it.',
                },
                command: 'sudo setcap cap_sys_ptrace=ep parkscope-sampler',
              }
            : { name: 'memory', available: true, why: '', command: null },
          readable === 'all' ? { ...perf, available: true, why: '', command: null } : perf,
        ],
      })),
    };
  };
  const answers: Readonly<Record<string, (params: never) => unknown>> = {
    ...{ open: info, document: info, findings, live, processes },
  };
  const post = MessagePort.prototype.postMessage;
  let began250 = false;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: never[]): void {
    const call = (message ?? {}) as { kind?: string; name?: string; id?: number; v?: number; params?: never };
    const answer = call.kind === 'call' ? answers[call.name ?? ''] : undefined;
    if (answer === undefined) {
      post.call(this, message, ...rest);
      return;
    }
    const { v, id } = call;
    const say = (data: unknown): void => void this.dispatchEvent(new MessageEvent('message', { data }));
    queueMicrotask(() => say({ v, id, kind: 'ok', answer: answer(call.params as never) }));
    if (began250 || (fake.ticks ?? 0) === 0) return;
    began250 = true;
    setInterval(
      () => {
        ticks++;
        const lastMs = last + ticks * 250;
        const tick = {
          doc: 'd-1',
          status: 'watching',
          lastMs,
          moments: Math.floor(ticks / 8),
          judged: Math.floor(ticks / 4),
        };
        say({ v, id: 0, kind: 'event', event: { type: 'live-tick', ...tick } });
      },
      1000 / (fake.ticks ?? 1),
    );
  };
}
