import { expect, test } from 'vitest';
import { BARE, FOREIGN, LinePrefix, OWN } from '@core/formats/log/line-prefix';

function match(example: string, line: string): [kind: string, content: string] {
  const prefix = new LinePrefix(example);
  const bytes = new TextEncoder().encode(line);
  const kind = { [OWN]: 'own', [FOREIGN]: 'foreign', [BARE]: 'bare' }[prefix.match(bytes, 0, bytes.length)];
  return [kind, kind === 'bare' ? '' : line.slice(prefix.contentStart)];
}

const CASES: readonly (readonly [
  example: string,
  lines: readonly (readonly [line: string, kind: string, content: string])[],
])[] = [
  [
    'web-1  | ',
    [
      ['web-1  | \tx', 'own', '\tx'],
      ['db-1   | LOG', 'foreign', 'LOG'],
      ['web-1  |', 'own', ''],
      ['main.f()', 'bare', ''],
    ],
  ],
  [
    'Nov 21 11:00:10 host svc[12]: ',
    [
      ['Dec  1 09:00:10 host svc[12]: x', 'own', 'x'],
      ['Nov 21 11:00:10 host svc[13]: x', 'foreign', 'x'],
      ['Nov 21 11:00:10 host kernel: x', 'foreign', 'x'],
      ['created by main.main in goroutine 1', 'bare', ''],
    ],
  ],
  [
    '2026-11-21T11:00:00.5Z stderr F ',
    [
      ['2026-11-21T11:00:00Z stderr F \t/a.go', 'own', '\t/a.go'],
      ['2026-11-21T11:00:00.123456789Z stderr P x', 'own', 'x'],
      ['2026-11-21T11:00:00Z stdout F x', 'foreign', 'x'],
      ['main.f(0x1)', 'bare', ''],
    ],
  ],
  [
    '2026-11-21T11:00:00.5Z ',
    [
      ['2026-11-22T01:00:00.1Z   x', 'own', '  x'],
      ['\t/a.go:1 +0x1', 'bare', ''],
    ],
  ],
  [
    '[pod/web-1/app] ',
    [
      ['[pod/web-2/app] x', 'foreign', 'x'],
      ['[pod/web-1/app] x', 'own', 'x'],
      ['[x', 'bare', ''],
    ],
  ],
  // Words alone tell nothing: what begins a sentence is no prefix of lines.
  [
    'dump of ',
    [
      ['dump of x', 'own', 'x'],
      ['any other line', 'bare', ''],
    ],
  ],
];

for (const [example, lines] of CASES) {
  test(JSON.stringify(example), () => {
    for (const [line, kind, content] of lines) expect(match(example, line), line).toEqual([kind, content]);
  });
}
