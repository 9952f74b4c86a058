import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';

const capture = (index: number): CaptureInfo => ({
  index,
  name: `goroutine.${index + 1}.pb.gz`,
  format: 'pprof',
  kind: 'goroutine',
  size: 100,
  compression: 'gzip',
  goVersion: 'go1.27.1',
  timeMs: Date.UTC(2026, 10, 21, 14, 2 + index, 10),
  timeSource: 'capture',
  durationNs: null,
  sampleTypes: [{ type: 'goroutine', unit: 'count' }],
  defaultSampleType: 0,
  period: null,
  counts: { samples: 1, functions: 1, frames: 1, stacks: 1, goroutines: 1000, mappings: 0 },
  hidesFrames: false,
  docUrl: '',
  metrics: null,
  labelKeys: [],
  comments: [],
  notes: [],
});

export const aDocument: DocumentInfo = {
  doc: 'd-1',
  title: 'goroutine.1.pb.gz and 1 more',
  captures: [capture(0), capture(1)],
  failed: [],
  ownModule: 'example.com/ingestd',
  memoryBytes: 0,
  openMs: 1,
};

const code = (name: string, line: number) => ({ function: name, file: '/src/ingest/ingest.go', line });

export const aFinding: Finding = {
  id: 'chan-send-1f3a9c',
  rule: 'chan-send',
  tier: 'proven',
  severity: 'error',
  title:
    '900 goroutines blocked in chan send at ingest.go:88, created by (*Batcher).startWorker, +300/min; the receiver returned early.',
  summary: '900 blocked in chan send',
  advice: ['Give the channel room for one result.', 'Or select on ctx.Done() beside the send.'],
  operation: 'chan send',
  site: code('example.com/ingestd/ingest.(*Batcher).startWorker.func1', 88),
  entry: null,
  creator: code('example.com/ingestd/ingest.(*Batcher).startWorker', 85),
  count: 900,
  atLeast: false,
  series: [
    { input: 0, count: 600 },
    { input: 1, count: 900 },
  ],
  growthPerMinute: 300,
  bytes: 900 * 2048,
  goroutines: [],
  evidence: [
    {
      text: 'All 900 share one stack.',
      link: '1 group',
      target: { view: 'goroutines', capture: 1, handle: 'g-abc' },
    },
    { text: 'No goroutine is inside (*Batcher).Submit.', link: '', target: null },
  ],
  certainty: '',
  stack: [
    { function: 'runtime.gopark', file: '/go/src/runtime/proc.go', line: 461, inlined: false, origin: 'runtime' },
    {
      function: 'example.com/ingestd/ingest.(*Batcher).startWorker.func1',
      file: '/src/ingest/ingest.go',
      line: 88,
      inlined: true,
      origin: 'own',
    },
  ],
  fix: {
    title: 'Give it room.',
    lines: [
      { kind: '-', text: 'out := make(chan Result)' },
      { kind: '+', text: 'out := make(chan Result, 1)' },
      { kind: ' ', text: 'go func() {' },
    ],
  },
  affected: null,
};
