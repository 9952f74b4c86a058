/**
 * The import wall: an allow-list, so a folder may import exactly what its row names and everything else is an error.
 * The rows are design §4's; electron/README.md prints them. Type imports count (tsPreCompilationDeps).
 */
const core = (folder) => `^electron/core/${folder}/`;
const node = { dependencyTypes: ['core'] };
const own = (path) => ({ from: { path }, to: { path } });

/** @type {[from: string, to: string[]][]} */
const TABLE = [
  [core('base'), []],
  [core('api'), [core('base')]],
  [core('model'), [core('base'), core('api')]],
  [core('formats'), [core('base'), core('api'), core('model')]],
  // The one package of core: neither Chromium nor Node 20 unpacks zstd.
  ['^electron/core/formats/zstd\\.ts$', ['(^|/)node_modules/fzstd/']],
  [core('analysis'), [core('base'), core('api'), core('model')]],
  [core('export'), [core('base'), core('api'), core('model'), core('analysis')]],
  [core('rules'), [core('base'), core('api'), core('model'), core('analysis')]],
  // Files that users write: their language is YAML with CEL in it. Both packages are pure.
  ['^electron/core/rules/user/', ['(^|/)node_modules/(yaml|@marcbachmann/cel-js)/']],
  [
    core('query'),
    [core('base'), core('api'), core('model'), core('formats'), core('analysis'), core('rules'), core('export')],
  ],
  ['^electron/ipc/channels\\.ts$', [core('base'), core('api'), '^node_modules/valibot/']],
  [
    '^electron/ipc/(handle|bridge)\\.ts$',
    [core('base'), core('api'), '^electron/ipc/channels\\.ts$', '^node_modules/(valibot|electron)/'],
  ],
  ['^electron/sidecar/', [core('base'), core('api')]],
  [
    '^electron/engine/',
    [core('query'), core('api'), core('base'), '^electron/sidecar/', '^electron/ipc/engine-control\\.ts$'],
  ],
  // The threads of the pool run tasks of formats, and nothing else of the engine knows formats.
  ['^electron/engine/pool(-worker)?\\.ts$', ['^electron/core/formats/pool\\.ts$']],
  [
    '^electron/cli/',
    [
      core('query'),
      core('api'),
      core('base'),
      '^electron/sidecar/',
      '^electron/engine/(file-sink|file-source|folder|pool|rule-files|rule-places|source-files|(url|live)/[a-z-]+)\\.ts$',
    ],
  ],
  ['^electron/main/', ['^electron/ipc/', core('api'), core('base'), '^node_modules/(electron|valibot)/']],
  ['^electron/preload/', ['^electron/ipc/', '^node_modules/electron/']],
  ['^electron/(setup|packaging)/', ['^electron/(setup|packaging)/', '^node_modules/']],
  ['^electron/cli/bin\\.mjs$', ['^electron/setup/']],
  ['^renderer/main\\.tsx$', ['^renderer/(app|client|i18n|state|ui|views)/', '^node_modules/']],
  [
    '^renderer/app/',
    [
      '^renderer/(views|client|state|charts|ui|i18n)/',
      core('api'),
      core('base'),
      '^electron/ipc/channels\\.ts$',
      '^node_modules/',
    ],
  ],
  // The window in a file: entry of the self-contained report.
  ['^renderer/report/', ['^renderer/(app|client|state)/', core('api')]],
  ['^renderer/views/registry\\.ts$', ['^renderer/views/']],
  [
    '^renderer/views/',
    [
      '^renderer/views/view\\.ts$',
      '^renderer/(client|state|charts|ui|i18n)/',
      core('api'),
      core('base'),
      '^electron/ipc/channels\\.ts$',
      '^node_modules/',
    ],
  ],
  [
    '^renderer/client/',
    [
      '^renderer/(state|i18n)/',
      core('api'),
      core('base'),
      '^electron/ipc/channels\\.ts$',
      '^renderer/workers/engine\\.worker\\.ts$',
      '^node_modules/',
    ],
  ],
  [
    '^renderer/state/',
    ['^renderer/i18n/', core('api'), core('base'), '^electron/ipc/channels\\.ts$', '^node_modules/'],
  ],
  ['^renderer/charts/', ['^renderer/(ui|i18n)/', core('api'), core('base'), '^node_modules/']],
  ['^renderer/i18n/', ['^node_modules/(intl-messageformat|react)/']],
  ['^renderer/ui/', ['^renderer/i18n/', core('api'), core('base'), '^node_modules/']],
  ['^renderer/workers/', ['^electron/core/']],
];

/** Files that may import themselves' folder (a view only its own). */
const SELF = [
  ...['base', 'api', 'model', 'formats', 'analysis', 'export', 'rules', 'query'].map(core),
  ...['sidecar', 'engine', 'cli', 'main', 'preload'].map((f) => `^electron/${f}/`),
  ...['app', 'client', 'state', 'charts', 'ui', 'i18n', 'workers', 'report'].map((f) => `^renderer/${f}/`),
];

const NODE_ALLOWED = ['^electron/(sidecar|engine|cli|main|setup|packaging)/'];

module.exports = {
  allowedSeverity: 'error',
  allowed: [
    ...TABLE.flatMap(([from, to]) => to.map((path) => ({ from: { path: from }, to: { path } }))),
    ...SELF.map(own),
    { from: { path: '^renderer/views/([^/]+)/' }, to: { path: '^renderer/views/$1/' } },
    ...NODE_ALLOWED.map((path) => ({ from: { path }, to: node })),
    { from: { path: '^(test/|vite\\.config\\.ts)' }, to: {} },
  ],
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'ipc-renderer-and-ipc-main-live-in-ipc-and-preload',
      comment: 'Sender and schema checks sit in electron/ipc/handle.ts; a second way in would not have them.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^node_modules/electron/' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test/|vite\\.config\\.ts)' },
      to: { path: '^test/' },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache|release|test/fixtures|test/artifacts|electron/core/base/platform\\.d\\.ts)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/resolve.tsconfig.json` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts', '.css'],
    },
  },
};
