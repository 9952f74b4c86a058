import { expect, test } from 'vitest';
import { findingMarkdown, findingsMarkdown } from '../../../../renderer/views/findings/markdown';
import { aDocument, aFinding } from './a-finding';

test('a finding as Markdown: sentence, evidence, stack, fix', () => {
  expect(findingMarkdown(aDocument, aFinding).replaceAll('\u00a0', ' ')).toMatchInlineSnapshot(`
    "### Proven: 900 goroutines blocked in chan send at ingest.go:88, created by (\\*Batcher).startWorker, +300/min; the receiver returned early.

    Rule \`chan-send\`, id \`chan-send-1f3a9c\`, in goroutine.1.pb.gz and 1 more.
    Holds 1.76 MiB.

    1. All 900 share one stack.
    2. No goroutine is inside (\\*Batcher).Submit.

    \`\`\`
    runtime.gopark
        /go/src/runtime/proc.go:461
    example.com/ingestd/ingest.(*Batcher).startWorker.func1 (inlined)
        /src/ingest/ingest.go:88
    created by example.com/ingestd/ingest.(*Batcher).startWorker
        /src/ingest/ingest.go:85
    \`\`\`

    **Fix:** Give the channel room for one result.

    \`\`\`diff
    -out := make(chan Result)
    +out := make(chan Result, 1)
     go func() {
    \`\`\`

    - Or select on ctx.Done() beside the send.
    "
  `);
});

test('a long stack is cut and counted, and what is not known is left out', () => {
  const frame = aFinding.stack[0]!;
  const text = findingMarkdown(aDocument, {
    ...aFinding,
    stack: Array.from({ length: 50 }, () => frame),
    bytes: null,
    fix: null,
    certainty: 'A second capture.',
  });
  expect(text).toContain('… 10 more frames');
  expect(text).not.toContain('Holds');
  expect(text).not.toContain('```diff');
  expect(text).toContain('What would make this certain: A second capture.');
});

test('what speaks against it and who is missing are told apart', () => {
  const text = findingMarkdown(aDocument, {
    ...aFinding,
    evidence: [
      { text: 'They grow.', link: '', target: null, points: 3 },
      { text: 'Their starter is there.', link: '', target: null, points: -2 },
      { text: 'They hold 2 KiB.', link: '', target: null },
    ],
    missing: { function: 'main.collect', file: '/src/main.go', line: 7 },
  });
  expect(text).toContain('1. They grow.\n2. They hold 2 KiB.\n\nAgainst a leak:\n\n- Their starter is there.\n');
  expect(text).toContain('Missing: no goroutine is inside `main.collect`');
});

test('all findings of a document name its inputs and what was wrong with them', () => {
  const [first, second] = aDocument.captures;
  const note = { kind: 'skipped', message: 'Skipped 3 records', count: 3, offset: null, hint: '' } as const;
  const text = findingsMarkdown(
    { ...aDocument, captures: [{ ...first!, notes: [note] }, second!] },
    {
      findings: [aFinding],
      summary: { proven: 1, strong: 0, suspect: 0, info: 0 },
      unmatched: 100,
      folded: 0,
      suppressed: { proven: 0, strong: 0, suspect: 0, info: 0 },
      ruleNotes: [],
      rulesRevision: 0,
      judgedMs: 1,
    },
  );
  expect(text.split('\n').slice(0, 8)).toEqual([
    '# Findings of goroutine.1.pb.gz and 1 more',
    '',
    '1 proven, 0 strong, 0 suspect, 0 info.',
    '',
    '- goroutine.1.pb.gz (goroutine, go1.27.1, 2026-11-21T14:02:10.000Z)',
    '  - Skipped 3 records',
    '- goroutine.2.pb.gz (goroutine, go1.27.1, 2026-11-21T14:03:10.000Z)',
    '',
  ]);
  expect(text).toContain('\n## Proven: 900 goroutines');
});
