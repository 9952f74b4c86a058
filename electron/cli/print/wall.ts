import { formatCount, formatFileSize } from '@core/base/format';
import type { WallAnswer } from '../../sidecar/profiles';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';

/** `wall.pb.gz: 101 moments in 10.0 s, 1,207 goroutines, 17 stacks, 8.4 kB`, then what is missing; `output` null for a table instead of a file. */
export function wallText(taken: WallAnswer, output: string | null, bytes: number, style: TerminalStyle): string {
  const { moments, maxGoroutines, stacks, durationMs, ownCpuMs, notes } = taken;
  const name = output === null ? `process ${taken.pid}` : output === '-' ? 'standard output' : output;
  const facts = [
    `${formatCount(moments)} ${moments === 1 ? 'moment' : 'moments'} in ${(durationMs / 1_000).toFixed(1)} s`,
    `${formatCount(maxGoroutines)} ${maxGoroutines === 1 ? 'goroutine' : 'goroutines'} at most`,
    `${formatCount(stacks)} ${stacks === 1 ? 'stack' : 'stacks'}`,
    `sampler ${(ownCpuMs / 1_000).toFixed(2)} s of CPU`,
    ...(output === null ? [] : [formatFileSize(bytes).replace('\u00a0', ' ')]),
  ];
  const lines = notes.flatMap((note) =>
    wrap('note: ', printable(note), proseWidth(style)).map((line) => paint(style, 'yellow', line)),
  );
  return `${[`${printable(name)}: ${facts.join(', ')}`, ...lines].join('\n')}\n`;
}
