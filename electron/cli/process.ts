import { formatCount } from '@core/base/format';
import { bytesSource, type ByteSource } from '@core/base/source';
import { dumpText } from '../sidecar/dump-text';
import type { SidecarError } from '../sidecar/errors';
import { takeSnapshot, type ProcessSnapshot } from '../sidecar/snapshot';
import { samplerPath, startSampler } from '../sidecar/supervisor';
import { CliFailure, EXIT } from './io';
import { printable } from './terminal';

export { pidOf } from './pid';

/** Reads the goroutines of a process. `sampler` is its binary; in a bundle the one beside it. `holders`: as of `takeSnapshot`. */
export async function snapshotOf(
  pid: number,
  sampler: string = samplerPath(import.meta.url),
  holders = false,
): Promise<ProcessSnapshot | SidecarError> {
  const started = await startSampler(sampler);
  if (!started.ok) return started.error;
  const taken = await takeSnapshot(started.value, pid, undefined, holders);
  await started.value.close();
  return taken.ok ? taken.value : taken.error;
}

export function snapshotSource(snapshot: ProcessSnapshot): ByteSource {
  const bytes = Buffer.concat(Array.from(dumpText(snapshot), (text) => Buffer.from(text)));
  return {
    ...bytesSource(`process ${snapshot.pid}`, bytes),
    taken: { atMs: snapshot.takenMs, remarks: remarksOf(snapshot) },
  };
}

/** What people should know of a snapshot, sentences. */
export function remarksOf({ counts, goroutines, notes, version }: ProcessSnapshot): string[] {
  const system = goroutines.filter((goroutine) => goroutine.system).length;
  const say = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [count === 1 ? `1 goroutine ${one}.` : `${formatCount(count)} goroutines ${many}.`];
  return [
    `Read from memory while the program ran, within ${(counts.spanNs / 1e6).toFixed(1)} ms: ${version}.`,
    ...say(system, 'of the runtime itself is left out', 'of the runtime itself are left out'),
    ...say(counts.running, 'was running and has no stack here', 'were running and have no stack here'),
    ...say(
      counts.moved,
      'changed whenever it was read and has no stack',
      'changed whenever they were read and have no stack',
    ),
    ...say(
      counts.torn,
      'has frames that make no sense and so no stack',
      'have frames that make no sense and so no stack',
    ),
    ...say(
      counts.disagree,
      'has frame pointers that lead elsewhere than its stack',
      'have frame pointers that lead elsewhere than their stacks',
    ),
    ...(counts.labelsUnread === 0 ? [] : [`${formatCount(counts.labelsUnread)} sets of labels could not be read.`]),
    ...(counts.waitsLost === 0
      ? []
      : [`What was waited for had changed when it was read: ${formatCount(counts.waitsLost)} times.`]),
    ...notes,
  ];
}

/** What, what to do, and what was said, as one line. */
export function samplerFailure({ code, message, hint, detail }: SidecarError): CliFailure {
  // That the file is missing says all.
  const said = detail === '' || code === 'missing' ? '' : `Detail: ${detail}`;
  const sentences = [message, hint, said]
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`));
  return new CliFailure(EXIT.input, printable(sentences.join(' ')));
}
