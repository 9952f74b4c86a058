import type { Operation } from '@core/api/operation';

/**
 * Goroutines that wait for long in healthy programs, in data. An entry matches a stack when every pattern of `frames` is found in
 * some frame's function name (and the operation is one of `operations`, where given). Names come from the libraries' sources and
 * from dumps of healthy services; those that differ by version are patterns. Sorted from the special to the general: first match wins.
 */
export interface AllowEntry {
  readonly id: string;
  /** What they are, for `96 idle keep-alive connections`: plural, without the count. */
  readonly what: string;
  /** The same for one: `idle keep-alive connection`. */
  readonly one: string;
  readonly operations: readonly Operation[] | null;
  readonly frames: readonly RegExp[];
  /** Not even listed: the runtime's own, and the goroutine that takes the capture. */
  readonly quiet: boolean;
  /** Pattern of the entry function (root frame); null = any. */
  readonly entry: RegExp | null;
}

const entry = (
  id: string,
  what: string,
  one: string,
  frames: readonly RegExp[],
  more: Partial<Pick<AllowEntry, 'operations' | 'entry' | 'quiet'>> = {},
): AllowEntry => ({ id, what, one, frames, operations: null, entry: null, quiet: false, ...more });

export const ALLOW_LIST: readonly AllowEntry[] = [
  entry('runtime-system', "goroutines of Go's runtime", "goroutine of Go's runtime", [], {
    entry:
      /^runtime\.(forcegchelper|bgsweep|bgscavenge|runfinq|runFinalizers|runCleanups|gcBgMarkWorker|updateMaxProcsGoroutine|gcenable\.(gowrap|func)\d+|ensureSigM\.func1|ReadTrace|main\.func\d+|init\.\d+)/,
    quiet: true,
  }),
  entry(
    'capture',
    'goroutines that take this capture',
    'goroutine that takes this capture',
    [/^runtime\/pprof\.\(\*Profile\)\.WriteTo$/],
    { quiet: true },
  ),
  entry('signal', 'signal listeners of os/signal', 'signal listener of os/signal', [
    /^os\/signal\.(signal_recv|loop)$/,
  ]),
  entry('pprof-writer', 'writers of a CPU profile', 'writer of a CPU profile', [/^runtime\/pprof\.profileWriter$/]),
  entry('listener', 'listeners waiting to accept', 'listener waiting to accept', [/\.(Accept|AcceptTCP|accept)$/], {
    operations: ['io wait'],
  }),
  entry(
    'http-server-idle',
    'idle connections of an HTTP server',
    'idle connection of an HTTP server',
    [
      /^net\/http\.\(\*conn\)\.serve$/,
      /^(bufio\.\(\*Reader\)\.(Peek|ReadLine|ReadSlice)|net\/textproto\.|net\/http\.\(\*conn\)\.readRequest)/,
    ],
    { operations: ['io wait'] },
  ),
  entry('http-background-read', 'watchers of busy HTTP connections', 'watcher of a busy HTTP connection', [
    /^net\/http\.\(\*connReader\)\.(?:backgroundRead|startBackgroundRead\.(?:gowrap|func)\d+)$/,
  ]),
  entry('http-client-idle', 'idle keep-alive connections', 'idle keep-alive connection', [
    /^net\/http\.\(\*persistConn\)\.readLoop$/,
    /^bufio\.\(\*Reader\)\.Peek$/,
  ]),
  entry('http-client-write', 'writers of HTTP client connections', 'writer of an HTTP client connection', [
    /^net\/http\.\(\*persistConn\)\.writeLoop$/,
  ]),
  entry('http2', 'HTTP/2 connections', 'HTTP/2 connection', [
    /http2\.?\(?\*?(ClientConn|clientConnReadLoop|serverConn|http2clientConnReadLoop|http2serverConn)\)?\.(readLoop|run|readFrames|serve)$/,
  ]),
  entry('http2-body', 'readers of HTTP/2 bodies', 'reader of an HTTP/2 body', [/http2\.?\(\*?(http2)?pipe\)\.Read$/], {
    operations: ['cond wait'],
  }),
  entry('sql-opener', 'connection openers of database/sql, one a DB', 'connection opener of database/sql', [
    /^database\/sql\.\(\*DB\)\.(connectionOpener|connectionCleaner)$/,
  ]),
  entry('grpc', 'gRPC transports', 'gRPC transport', [
    /^google\.golang\.org\/grpc(\/internal\/(transport|grpcsync|balancer\/[\w/]+))?\.(\(\*(http2Client|http2Server|loopyWriter|controlBuffer|CallbackSerializer|addrConn|ccBalancerWrapper|Server|watcher)\)\.(reader|keepalive|run|get|resetTransport|watcher|Serve|handleRawConn|serveStreams|HandleStreams)|newHTTP2Client\.func\d+)/,
  ]),
  entry('otel', 'OpenTelemetry exporters', 'OpenTelemetry exporter', [
    /^go\.opentelemetry\.io\/otel\/sdk\/.*\.(processQueue|run|\(\*PeriodicReader\)\.run)$/,
  ]),
  entry('opencensus', 'OpenCensus workers', 'OpenCensus worker', [
    /^go\.opencensus\.io\/stats\/view\.\(\*worker\)\.start$/,
  ]),
  entry('log-flush', 'log flushers', 'log flusher', [
    /(\.\(\*(loggingT|flushDaemon)\)\.(flushDaemon|run\.func\d+)|\.\(\*Logger\)\.millRun)$/,
  ]),
  entry('fsnotify', 'file watchers', 'file watcher', [/fsnotify\.\(\*(Watcher|inotify)\)\.readEvents$/]),
  entry('kubernetes', 'Kubernetes informers and work queues', 'Kubernetes informer or work queue', [
    /^k8s\.io\/(client-go|apimachinery)\/.*\.(JitterUntil\w*|BackoffUntil\w*|ListAndWatch\w*|\(\*(Type|Typed)(\[\.\.\.\])?\)\.Get|processLoop|\(\*processorListener\)\.(run|pop))$/,
  ]),
  entry('testing', "goroutines of Go's test runner", "goroutine of Go's test runner", [
    /^testing\.(\(\*[TBFM]\)\.(Run|Parallel|run|waitParallel)|runFuzz\w+|runTests|tRunner\.func\d+)$/,
  ]),
  entry(
    'main',
    'goroutines in main.main that wait for the program to end',
    'main.main waiting for the program to end',
    [/^main\.main$/],
    {
      operations: ['select', 'chan receive', 'waitgroup wait', 'io wait', 'sleep', 'cond wait'],
      entry: /^(main\.main|runtime\.main|runtime\.goexit)$/,
    },
  ),
];

/** All patterns of the list, so that a function's name meets each of them once. */
export const ALLOW_PATTERNS: readonly RegExp[] = ALLOW_LIST.flatMap(({ frames, entry }) =>
  entry === null ? frames : [...frames, entry],
);

/** Matches the stacks of one capture, given as function numbers: names are tried against the patterns once a function. */
export class AllowMatcher {
  readonly #names: (func: number) => string;
  /** Patterns that a function's name matches; undefined = not tried yet. */
  readonly #matches: (ReadonlySet<RegExp> | undefined)[];

  constructor(functions: number, names: (func: number) => string) {
    this.#names = names;
    this.#matches = new Array<ReadonlySet<RegExp> | undefined>(functions);
  }

  /** The first entry that a stack (leaf first) matches, or null. A root frame `runtime.goexit`, which some formats print, is no entry. */
  match(stack: readonly number[], operation: Operation): AllowEntry | null {
    let root = stack.length - 1;
    if (root > 0 && this.#names(stack[root]) === 'runtime.goexit') root--;
    if (root < 0) return null;
    const some = (pattern: RegExp): boolean => stack.some((func) => this.#of(func).has(pattern));
    for (const candidate of ALLOW_LIST) {
      if (candidate.operations !== null && !candidate.operations.includes(operation)) continue;
      if (candidate.entry !== null && !this.#of(stack[root]).has(candidate.entry)) continue;
      if (candidate.frames.every(some)) return candidate;
    }
    return null;
  }

  #of(func: number): ReadonlySet<RegExp> {
    let matches = this.#matches[func];
    if (matches === undefined) {
      const name = this.#names(func);
      const found = ALLOW_PATTERNS.filter((pattern) => pattern.test(name));
      matches = found.length === 0 ? NOTHING : new Set(found);
      this.#matches[func] = matches;
    }
    return matches;
  }
}

const NOTHING: ReadonlySet<RegExp> = new Set();
