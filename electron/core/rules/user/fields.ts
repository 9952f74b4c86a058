import type { RuleTable } from '@core/api/rules';

/** A CEL type of a field. `place` is `{function, file, line, package}`. */
export type FieldType =
  | 'int'
  | 'double'
  | 'string'
  | 'list<int>'
  | 'list<string>'
  | 'map<string, string>'
  | 'map<string, list<string>>'
  | 'place';

export interface Field {
  readonly type: FieldType;
  /** How a message shows it: a number of bytes, minutes …; `` = as it is. */
  readonly unit?: 'bytes' | 'bytes/min' | '/min' | 'minutes' | 'share';
  readonly about: string;
}

type Fields = Readonly<Record<string, Field>>;

export const PLACE_FIELDS = {
  function: 'string',
  file: 'string',
  line: 'int',
  package: 'string',
} as const satisfies Readonly<Record<string, FieldType>>;

const CODE: Fields = {
  site: { type: 'place', about: 'where it is: the first frame that is neither runtime nor plumbing' },
  functions: { type: 'list<string>', about: 'functions of the representative stack, leaf first' },
  packages: { type: 'list<string>', about: 'import paths of these functions, each once' },
};

/**
 * What conditions and messages can name, by table. Doubles are NaN where the capture does not tell, and no comparison with NaN is true.
 * `bytes` and `type` cannot be names: they are types of CEL.
 * One list: the type check, the messages, the JSON Schema's description and the README follow it.
 */
export const TABLE_FIELDS: Readonly<Record<RuleTable, Fields>> = {
  goroutines: {
    count: { type: 'int', about: 'goroutines that wait at this site' },
    share: { type: 'double', unit: 'share', about: 'of all goroutines, 0 to 1' },
    operation: { type: 'string', about: 'what they wait in: `chan send`, `select`, `mutex lock` …' },
    state: { type: 'string', about: 'as the runtime prints it; empty in pprof profiles, `mixed` where members differ' },
    leaked: { type: 'int', about: 'of them those with the runtime’s leak mark' },
    minutes: { type: 'double', unit: 'minutes', about: 'longest printed wait, give or take one GC cycle' },
    growthPerMinute: { type: 'double', unit: '/min', about: 'goroutines a minute between the first and this capture' },
    ...CODE,
    entry: { type: 'place', about: 'the function they were started as' },
    creator: { type: 'place', about: 'the `go` statement; empty where the format does not record it' },
    labels: { type: 'map<string, list<string>>', about: 'pprof labels: the values that members have, by key' },
    ids: { type: 'list<int>', about: 'goroutine ids, ascending, at most 100; empty in pprof profiles' },
  },
  heap: {
    inuseBytes: { type: 'int', unit: 'bytes', about: 'held now' },
    inuseObjects: { type: 'int', about: 'held now' },
    allocBytes: { type: 'int', unit: 'bytes', about: 'allocated since the process began' },
    allocObjects: { type: 'int', about: 'allocated since the process began' },
    share: { type: 'double', unit: 'share', about: 'of all bytes in use, 0 to 1' },
    growthPerMinute: { type: 'double', unit: 'bytes/min', about: 'bytes in use, between the first and this capture' },
    ...CODE,
  },
  metrics: {
    name: { type: 'string', about: 'as written, or `go:heap-inuse` for what every Go process has' },
    labels: { type: 'map<string, string>', about: 'of this series' },
    value: { type: 'double', about: 'as written' },
    perSecond: { type: 'double', about: 'change a second since the scrape before' },
    kind: { type: 'string', about: '`gauge`, `counter`, `histogram`, `summary` or `unknown`' },
    unit: { type: 'string', about: '`bytes`, `seconds`; empty where nothing says it' },
    p50: { type: 'double', about: 'of a histogram (all label sets), between this scrape and the one before' },
    p90: { type: 'double', about: 'the same' },
    p99: { type: 'double', about: 'the same' },
  },
  process: {
    goroutines: { type: 'double', about: 'all of them' },
    goroutineGrowth: { type: 'double', unit: '/min', about: 'goroutines a minute between the first and this capture' },
    heapInuse: { type: 'double', unit: 'bytes', about: 'MemStats.HeapInuse' },
    heapAlloc: { type: 'double', unit: 'bytes', about: 'MemStats.HeapAlloc' },
    heapSys: { type: 'double', unit: 'bytes', about: 'MemStats.HeapSys' },
    stackInuse: { type: 'double', unit: 'bytes', about: 'MemStats.StackInuse' },
    sys: { type: 'double', unit: 'bytes', about: 'MemStats.Sys' },
    nextGC: { type: 'double', unit: 'bytes', about: 'MemStats.NextGC' },
    numGC: { type: 'double', about: 'MemStats.NumGC' },
    mallocs: { type: 'double', about: 'MemStats.Mallocs' },
    frees: { type: 'double', about: 'MemStats.Frees' },
    goVersion: { type: 'string', about: '`go1.26.1`; empty where the capture does not say' },
  },
  findings: {
    id: { type: 'string', about: 'stable id' },
    rule: { type: 'string', about: 'id of the rule; of users’ rules `user/NAME`' },
    key: { type: 'string', about: 'rule, operation and site function, as suppressions match it' },
    tier: { type: 'string', about: '`proven`, `strong`, `suspect` or `info`' },
    severity: { type: 'string', about: '`error`, `warning` or `note`' },
    title: { type: 'string', about: 'the whole sentence' },
    operation: { type: 'string', about: 'as in goroutines' },
    count: { type: 'int', about: 'goroutines or objects' },
    heldBytes: { type: 'double', unit: 'bytes', about: 'memory held, as far as known' },
    growthPerMinute: { type: 'double', unit: '/min', about: 'of the count' },
    ...CODE,
    entry: { type: 'place', about: 'the function the goroutines were started as' },
    creator: { type: 'place', about: 'the `go` statement' },
  },
};
