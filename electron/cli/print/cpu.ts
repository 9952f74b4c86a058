import { formatCount, formatFileSize } from '@core/base/format';
import type { CpuAnswer } from '../../sidecar/profiles';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';

/** `cpu.pb.gz: 988 samples in 10.0 s, 12 threads, 8.4 kB`, then what is missing; `output` null for a table instead of a file. */
export function cpuText(taken: CpuAnswer, output: string | null, bytes: number, style: TerminalStyle): string {
  const { samples, lost, threads, durationMs, ownCpuMs, notes } = taken;
  const name = output === null ? `process ${taken.pid}` : output === '-' ? 'standard output' : output;
  const facts = [
    `${formatCount(samples)} samples in ${(durationMs / 1_000).toFixed(1)} s`,
    `${formatCount(lost)} lost`,
    `${formatCount(threads)} ${threads === 1 ? 'thread' : 'threads'} at the start`,
    `sampler ${(ownCpuMs / 1_000).toFixed(2)} s of CPU`,
    ...(output === null ? [] : [formatFileSize(bytes).replace('\u00a0', ' ')]),
  ];
  const lines = notes.flatMap((note) =>
    wrap('note: ', printable(note), proseWidth(style)).map((line) => paint(style, 'yellow', line)),
  );
  return `${[`${printable(name)}: ${facts.join(', ')}`, ...lines].join('\n')}\n`;
}
